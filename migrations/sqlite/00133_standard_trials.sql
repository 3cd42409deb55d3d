-- The last trial of each draft of a standard, and how far a server has come with it. result is JSON.
-- +goose Up
CREATE TABLE standard_trials (
    version_id INTEGER NOT NULL,
    draft_version INTEGER NOT NULL,
    user_id INTEGER NULL,
    status VARCHAR(16) NOT NULL,
    done INTEGER NOT NULL,
    total INTEGER NOT NULL,
    result TEXT NOT NULL,
    problem VARCHAR(500) NOT NULL,
    runner VARCHAR(40) NOT NULL,
    attempts INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    beat_at DATETIME NOT NULL,
    finished_at DATETIME NULL,
    PRIMARY KEY (version_id),
    FOREIGN KEY (version_id) REFERENCES standard_versions (id)
);
CREATE INDEX standard_trials_status_created_at ON standard_trials (status, created_at);
