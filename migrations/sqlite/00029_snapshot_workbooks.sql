-- The official workbooks of snapshots, each written once; the files are in the file store.
-- +goose Up
CREATE TABLE snapshot_workbooks (
    snapshot_id INTEGER NOT NULL,
    storage_key VARCHAR(100) NOT NULL,
    hash VARCHAR(64) NOT NULL,
    size_bytes INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    PRIMARY KEY (snapshot_id),
    FOREIGN KEY (snapshot_id) REFERENCES snapshots (id)
);
