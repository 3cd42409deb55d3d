-- What snapshots quote of a standard, once for each text: hash is its SHA-256.
-- +goose Up
CREATE TABLE snapshot_standards (
    hash VARCHAR(64) NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (hash)
);
