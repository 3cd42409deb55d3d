-- Uploaded spreadsheets and what became of them. mapping, summary and guesses are JSON; rows are kept in the file store.
-- +goose Up
CREATE TABLE imports (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id BIGINT UNSIGNED NOT NULL,
    actor VARCHAR(60) NOT NULL,
    organisation_id BIGINT UNSIGNED NULL,
    kind VARCHAR(16) NOT NULL,
    file_name VARCHAR(200) NOT NULL,
    storage_key VARCHAR(100) NOT NULL,
    size_bytes BIGINT NOT NULL,
    status VARCHAR(16) NOT NULL,
    mapping MEDIUMTEXT NOT NULL,
    summary MEDIUMTEXT NOT NULL,
    problem VARCHAR(500) NOT NULL,
    runner VARCHAR(40) NOT NULL,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    finished_at DATETIME(3) NULL,
    KEY imports_user_id_id (user_id, id),
    KEY imports_status (status),
    CONSTRAINT imports_user_id_fk FOREIGN KEY (user_id) REFERENCES users (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
