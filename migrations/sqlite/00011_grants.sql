-- A role on an organisation and all below it.
-- +goose Up
CREATE TABLE grants (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    role VARCHAR(24) NOT NULL,
    organisation_id INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    FOREIGN KEY (user_id) REFERENCES users (id),
    FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);
CREATE UNIQUE INDEX grants_user_id_role_organisation_id ON grants (user_id, role, organisation_id);
CREATE INDEX grants_organisation_id ON grants (organisation_id);
