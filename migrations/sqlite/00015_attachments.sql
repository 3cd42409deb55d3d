-- Photos of tickets, re-encoded on arrival; the bytes are in the attachment store under storage_key.
-- +goose Up
CREATE TABLE attachments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ticket_id INTEGER NOT NULL,
    stage VARCHAR(8) NOT NULL,
    storage_key VARCHAR(100) NOT NULL,
    content_type VARCHAR(40) NOT NULL,
    size_bytes INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    user_id INTEGER NULL,
    created_at DATETIME NOT NULL,
    FOREIGN KEY (ticket_id) REFERENCES tickets (id)
);
CREATE INDEX attachments_ticket_id ON attachments (ticket_id);
