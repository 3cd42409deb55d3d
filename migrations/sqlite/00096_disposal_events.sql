-- Every move of an application to retire devices, append-only.
-- +goose Up
CREATE TABLE disposal_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    disposal_id INTEGER NOT NULL,
    action VARCHAR(16) NOT NULL,
    from_status VARCHAR(16) NOT NULL,
    to_status VARCHAR(16) NOT NULL,
    user_id INTEGER NULL,
    actor VARCHAR(60) NOT NULL,
    note VARCHAR(800) NOT NULL,
    at DATETIME NOT NULL,
    FOREIGN KEY (disposal_id) REFERENCES disposals (id)
);
CREATE INDEX disposal_events_disposal_id_id ON disposal_events (disposal_id, id);
