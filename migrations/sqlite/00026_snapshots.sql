-- Frozen figures, append-only: content is JSON whose SHA-256 is hash, and names the snapshot before it.
-- +goose Up
CREATE TABLE snapshots (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    period_id INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    hash VARCHAR(64) NOT NULL,
    content BLOB NOT NULL,
    created_at DATETIME NOT NULL,
    FOREIGN KEY (period_id) REFERENCES periods (id),
    FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);
CREATE UNIQUE INDEX snapshots_organisation_id_sequence ON snapshots (organisation_id, sequence);
CREATE INDEX snapshots_period_id_organisation_id ON snapshots (period_id, organisation_id);
