-- Uploaded spreadsheets and what became of them. mapping, summary and guesses are JSON; rows are kept in the file store.
-- +goose Up
CREATE TABLE imports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    actor VARCHAR(60) NOT NULL,
    organisation_id INTEGER NULL,
    kind VARCHAR(16) NOT NULL,
    file_name VARCHAR(200) NOT NULL,
    storage_key VARCHAR(100) NOT NULL,
    size_bytes INTEGER NOT NULL,
    status VARCHAR(16) NOT NULL,
    mapping TEXT NOT NULL,
    summary TEXT NOT NULL,
    problem VARCHAR(500) NOT NULL,
    runner VARCHAR(40) NOT NULL,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    finished_at DATETIME NULL,
    FOREIGN KEY (user_id) REFERENCES users (id)
);
CREATE INDEX imports_user_id_id ON imports (user_id, id);
CREATE INDEX imports_status ON imports (status);
