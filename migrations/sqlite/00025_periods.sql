-- Collections of figures that bureaus open for all below them.
-- +goose Up
CREATE TABLE periods (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organisation_id INTEGER NOT NULL,
    name VARCHAR(100) NOT NULL,
    kind VARCHAR(16) NOT NULL,
    tables VARCHAR(200) NOT NULL,
    cut_off_at DATETIME NOT NULL,
    due_school VARCHAR(10) NOT NULL,
    due_centre VARCHAR(10) NOT NULL,
    due_county VARCHAR(10) NOT NULL,
    due_city VARCHAR(10) NOT NULL,
    remind_days INTEGER NOT NULL,
    note VARCHAR(1000) NOT NULL,
    signed_at DATETIME NULL,
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);
CREATE INDEX periods_organisation_id_id ON periods (organisation_id, id);
