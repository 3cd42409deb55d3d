-- The devices of an application, and the state that each had before.
-- +goose Up
CREATE TABLE disposal_items (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    disposal_id INTEGER NOT NULL,
    device_id INTEGER NOT NULL,
    place VARCHAR(200) NOT NULL,
    state_before VARCHAR(16) NOT NULL,
    FOREIGN KEY (disposal_id) REFERENCES disposals (id),
    FOREIGN KEY (device_id) REFERENCES devices (id)
);
CREATE UNIQUE INDEX disposal_items_disposal_id_device_id ON disposal_items (disposal_id, device_id);
CREATE INDEX disposal_items_device_id ON disposal_items (device_id);
