-- How the last evaluation of all schools stands: one row, which the server that runs it holds.
-- +goose Up
CREATE TABLE evaluations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    asked_at DATETIME NULL,
    owner VARCHAR(32) NOT NULL,
    beat_at DATETIME NOT NULL,
    started_at DATETIME NOT NULL,
    finished_at DATETIME NULL,
    total INTEGER NOT NULL,
    done INTEGER NOT NULL,
    differences INTEGER NOT NULL,
    failed BOOLEAN NOT NULL
);
