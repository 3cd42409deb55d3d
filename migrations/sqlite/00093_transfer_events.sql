-- Every move of a transfer order, append-only.
-- +goose Up
CREATE TABLE transfer_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    transfer_id INTEGER NOT NULL,
    action VARCHAR(16) NOT NULL,
    from_status VARCHAR(16) NOT NULL,
    to_status VARCHAR(16) NOT NULL,
    user_id INTEGER NULL,
    actor VARCHAR(60) NOT NULL,
    note VARCHAR(800) NOT NULL,
    at DATETIME NOT NULL,
    FOREIGN KEY (transfer_id) REFERENCES transfers (id)
);
CREATE INDEX transfer_events_transfer_id_id ON transfer_events (transfer_id, id);
