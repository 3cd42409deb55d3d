-- Old names and codes of organisations, still met in ledgers.
-- +goose Up
CREATE TABLE organisation_aliases (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organisation_id INTEGER NOT NULL,
    name VARCHAR(100) NOT NULL,
    gb_code VARCHAR(6) NULL,
    FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);
CREATE UNIQUE INDEX organisation_aliases_organisation_id_name ON organisation_aliases (organisation_id, name);
CREATE INDEX organisation_aliases_name ON organisation_aliases (name);
