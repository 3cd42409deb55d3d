-- Which standard and which readings hold in an organisation and all below it.
-- +goose Up
CREATE TABLE standards_in_force (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organisation_id INTEGER NOT NULL,
    standard VARCHAR(40) NOT NULL,
    readings TEXT NOT NULL,
    since DATETIME NOT NULL,
    user_id INTEGER NULL,
    FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);
CREATE INDEX standards_in_force_organisation_id_since ON standards_in_force (organisation_id, since);
