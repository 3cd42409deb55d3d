-- Every move of an application to retire devices, append-only.
-- +goose Up
CREATE TABLE disposal_events (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    disposal_id BIGINT UNSIGNED NOT NULL,
    action VARCHAR(16) NOT NULL,
    from_status VARCHAR(16) NOT NULL,
    to_status VARCHAR(16) NOT NULL,
    user_id BIGINT UNSIGNED NULL,
    actor VARCHAR(60) NOT NULL,
    note VARCHAR(800) NOT NULL,
    at DATETIME(3) NOT NULL,
    KEY disposal_events_disposal_id_id (disposal_id, id),
    CONSTRAINT disposal_events_disposal_id_fk FOREIGN KEY (disposal_id) REFERENCES disposals (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
