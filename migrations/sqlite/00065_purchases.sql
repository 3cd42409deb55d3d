-- Equipment that is to be bought and is checked before. version is of the latest check.
-- +goose Up
CREATE TABLE purchases (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organisation_id INTEGER NOT NULL,
    name VARCHAR(100) NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);
CREATE INDEX purchases_organisation_id ON purchases (organisation_id);
