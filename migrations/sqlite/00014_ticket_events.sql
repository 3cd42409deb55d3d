-- Every move of a ticket, append-only.
-- +goose Up
CREATE TABLE ticket_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ticket_id INTEGER NOT NULL,
    action VARCHAR(16) NOT NULL,
    from_status VARCHAR(16) NOT NULL,
    to_status VARCHAR(16) NOT NULL,
    user_id INTEGER NULL,
    actor VARCHAR(60) NOT NULL,
    note VARCHAR(1200) NOT NULL,
    idempotency_key VARCHAR(64) NULL,
    at DATETIME NOT NULL,
    FOREIGN KEY (ticket_id) REFERENCES tickets (id)
);
CREATE INDEX ticket_events_ticket_id_id ON ticket_events (ticket_id, id);
CREATE UNIQUE INDEX ticket_events_idempotency_key ON ticket_events (idempotency_key);
