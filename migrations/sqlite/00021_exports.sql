-- Workbooks that take long: who asked for what, and how far a server has come with it. query is JSON.
-- +goose Up
CREATE TABLE exports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    kind VARCHAR(16) NOT NULL,
    place VARCHAR(200) NOT NULL,
    query TEXT NOT NULL,
    scope TEXT NOT NULL,
    status VARCHAR(16) NOT NULL,
    done INTEGER NOT NULL,
    total INTEGER NOT NULL,
    row_count INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    problem VARCHAR(500) NOT NULL,
    runner VARCHAR(40) NOT NULL,
    attempts INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    beat_at DATETIME NOT NULL,
    finished_at DATETIME NULL,
    FOREIGN KEY (user_id) REFERENCES users (id)
);
CREATE INDEX exports_user_id_id ON exports (user_id, id);
CREATE INDEX exports_status_id ON exports (status, id);
