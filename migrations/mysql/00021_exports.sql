-- Workbooks that take long: who asked for what, and how far a server has come with it. query is JSON.
-- +goose Up
CREATE TABLE exports (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id BIGINT UNSIGNED NOT NULL,
    kind VARCHAR(16) NOT NULL,
    place VARCHAR(200) NOT NULL,
    query MEDIUMTEXT NOT NULL,
    scope MEDIUMTEXT NOT NULL,
    status VARCHAR(16) NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    row_count BIGINT NOT NULL,
    size_bytes BIGINT NOT NULL,
    problem VARCHAR(500) NOT NULL,
    runner VARCHAR(40) NOT NULL,
    attempts BIGINT NOT NULL,
    created_at DATETIME(3) NOT NULL,
    beat_at DATETIME(3) NOT NULL,
    finished_at DATETIME(3) NULL,
    KEY exports_user_id_id (user_id, id),
    KEY exports_status_id (status, id),
    CONSTRAINT exports_user_id_fk FOREIGN KEY (user_id) REFERENCES users (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
