-- The devices of a transfer order, and what became of each. from_place and to_place are in words as they were.
-- +goose Up
CREATE TABLE transfer_items (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    transfer_id BIGINT UNSIGNED NOT NULL,
    device_id BIGINT UNSIGNED NOT NULL,
    classroom_id BIGINT UNSIGNED NULL,
    from_place VARCHAR(200) NOT NULL,
    to_place VARCHAR(200) NOT NULL,
    mends VARCHAR(1000) NOT NULL,
    given_as VARCHAR(200) NOT NULL,
    status VARCHAR(16) NOT NULL,
    note VARCHAR(500) NOT NULL,
    settled_by VARCHAR(60) NOT NULL,
    settled_at DATETIME(3) NULL,
    UNIQUE KEY transfer_items_transfer_id_device_id (transfer_id, device_id),
    KEY transfer_items_device_id (device_id),
    KEY transfer_items_classroom_id_status (classroom_id, status),
    CONSTRAINT transfer_items_transfer_id_fk FOREIGN KEY (transfer_id) REFERENCES transfers (id),
    CONSTRAINT transfer_items_device_id_fk FOREIGN KEY (device_id) REFERENCES devices (id),
    CONSTRAINT transfer_items_classroom_id_fk FOREIGN KEY (classroom_id) REFERENCES classrooms (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
