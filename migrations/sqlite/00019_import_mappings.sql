-- Column matches that a person has kept, by the titles of the sheet.
-- +goose Up
CREATE TABLE import_mappings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    signature VARCHAR(64) NOT NULL,
    mapping TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    FOREIGN KEY (user_id) REFERENCES users (id)
);
CREATE UNIQUE INDEX import_mappings_user_id_signature ON import_mappings (user_id, signature);
