-- What snapshots quote of a standard, once for each text: hash is its SHA-256.
-- +goose Up
CREATE TABLE snapshot_standards (
    hash VARCHAR(64) NOT NULL,
    content MEDIUMBLOB NOT NULL,
    PRIMARY KEY (hash)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
