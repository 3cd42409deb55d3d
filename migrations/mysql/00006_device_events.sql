-- The life of a device, append-only.
-- +goose Up
CREATE TABLE device_events (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    device_id BIGINT UNSIGNED NOT NULL,
    kind VARCHAR(16) NOT NULL,
    at DATETIME(3) NOT NULL,
    user_id BIGINT UNSIGNED NULL,
    actor VARCHAR(60) NOT NULL,
    detail MEDIUMTEXT NOT NULL,
    KEY device_events_device_id_id (device_id, id),
    CONSTRAINT device_events_device_id_fk FOREIGN KEY (device_id) REFERENCES devices (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
