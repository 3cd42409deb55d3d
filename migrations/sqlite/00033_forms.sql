-- Workbooks that bureaus have always used, with the names of fields in the cells.
-- +goose Up
CREATE TABLE forms (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organisation_id INTEGER NOT NULL,
    name VARCHAR(60) NOT NULL,
    file_name VARCHAR(200) NOT NULL,
    size_bytes INTEGER NOT NULL,
    content BLOB NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);
CREATE UNIQUE INDEX forms_organisation_id_name ON forms (organisation_id, name);
