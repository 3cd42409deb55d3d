-- The frozen detail of schools: zlib of JSON, whose SHA-256 stands in the snapshot.
-- +goose Up
CREATE TABLE snapshot_bodies (
    snapshot_id INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (snapshot_id),
    FOREIGN KEY (snapshot_id) REFERENCES snapshots (id)
);
