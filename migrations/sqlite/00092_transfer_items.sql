-- The devices of a transfer order, and what became of each. from_place and to_place are in words as they were.
-- +goose Up
CREATE TABLE transfer_items (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    transfer_id INTEGER NOT NULL,
    device_id INTEGER NOT NULL,
    classroom_id INTEGER NULL,
    from_place VARCHAR(200) NOT NULL,
    to_place VARCHAR(200) NOT NULL,
    mends VARCHAR(1000) NOT NULL,
    given_as VARCHAR(200) NOT NULL,
    status VARCHAR(16) NOT NULL,
    note VARCHAR(500) NOT NULL,
    settled_by VARCHAR(60) NOT NULL,
    settled_at DATETIME NULL,
    FOREIGN KEY (transfer_id) REFERENCES transfers (id),
    FOREIGN KEY (device_id) REFERENCES devices (id),
    FOREIGN KEY (classroom_id) REFERENCES classrooms (id)
);
CREATE UNIQUE INDEX transfer_items_transfer_id_device_id ON transfer_items (transfer_id, device_id);
CREATE INDEX transfer_items_device_id ON transfer_items (device_id);
CREATE INDEX transfer_items_classroom_id_status ON transfer_items (classroom_id, status);
