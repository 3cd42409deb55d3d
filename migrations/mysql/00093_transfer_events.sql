-- Every move of a transfer order, append-only.
-- +goose Up
CREATE TABLE transfer_events (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    transfer_id BIGINT UNSIGNED NOT NULL,
    action VARCHAR(16) NOT NULL,
    from_status VARCHAR(16) NOT NULL,
    to_status VARCHAR(16) NOT NULL,
    user_id BIGINT UNSIGNED NULL,
    actor VARCHAR(60) NOT NULL,
    note VARCHAR(800) NOT NULL,
    at DATETIME(3) NOT NULL,
    KEY transfer_events_transfer_id_id (transfer_id, id),
    CONSTRAINT transfer_events_transfer_id_fk FOREIGN KEY (transfer_id) REFERENCES transfers (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
