-- The reporting tree: province, cities, counties and zones, schools. path holds the ids from the root, eight digits each.
-- +goose Up
CREATE TABLE organisations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    parent_id INTEGER NULL,
    kind VARCHAR(16) NOT NULL,
    name VARCHAR(100) NOT NULL,
    gb_code VARCHAR(6) NULL,
    path VARCHAR(191) NOT NULL,
    retired_at DATETIME NULL,
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    FOREIGN KEY (parent_id) REFERENCES organisations (id)
);
CREATE UNIQUE INDEX organisations_path ON organisations (path);
CREATE INDEX organisations_parent_id_name ON organisations (parent_id, name);
CREATE INDEX organisations_gb_code ON organisations (gb_code);
