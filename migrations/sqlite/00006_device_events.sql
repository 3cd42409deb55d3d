-- The life of a device, append-only.
-- +goose Up
CREATE TABLE device_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    device_id INTEGER NOT NULL,
    kind VARCHAR(16) NOT NULL,
    at DATETIME NOT NULL,
    user_id INTEGER NULL,
    actor VARCHAR(60) NOT NULL,
    detail TEXT NOT NULL,
    FOREIGN KEY (device_id) REFERENCES devices (id)
);
CREATE INDEX device_events_device_id_id ON device_events (device_id, id);
