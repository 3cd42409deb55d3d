-- The devices of an application, and the state that each had before.
-- +goose Up
CREATE TABLE disposal_items (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    disposal_id BIGINT UNSIGNED NOT NULL,
    device_id BIGINT UNSIGNED NOT NULL,
    place VARCHAR(200) NOT NULL,
    state_before VARCHAR(16) NOT NULL,
    UNIQUE KEY disposal_items_disposal_id_device_id (disposal_id, device_id),
    KEY disposal_items_device_id (device_id),
    CONSTRAINT disposal_items_disposal_id_fk FOREIGN KEY (disposal_id) REFERENCES disposals (id),
    CONSTRAINT disposal_items_device_id_fk FOREIGN KEY (device_id) REFERENCES devices (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
