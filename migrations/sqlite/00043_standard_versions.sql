-- What a place asks beyond the standard above it, by version; in_force_from is empty for a draft.
-- +goose Up
CREATE TABLE standard_versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organisation_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    name VARCHAR(60) NOT NULL,
    note VARCHAR(500) NOT NULL,
    amendments TEXT NOT NULL,
    in_force_from VARCHAR(10) NOT NULL,
    enforced_at DATETIME NULL,
    user_id INTEGER NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);
CREATE INDEX standard_versions_organisation_id_in_force_from ON standard_versions (organisation_id, in_force_from);
