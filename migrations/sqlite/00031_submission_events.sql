-- Every move of a submission, append-only.
-- +goose Up
CREATE TABLE submission_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    submission_id INTEGER NOT NULL,
    action VARCHAR(16) NOT NULL,
    from_status VARCHAR(16) NOT NULL,
    to_status VARCHAR(16) NOT NULL,
    user_id INTEGER NULL,
    actor VARCHAR(60) NOT NULL,
    place VARCHAR(100) NOT NULL,
    note VARCHAR(2000) NOT NULL,
    row_notes TEXT NULL,
    snapshot_id INTEGER NULL,
    at DATETIME NOT NULL,
    FOREIGN KEY (submission_id) REFERENCES submissions (id),
    FOREIGN KEY (snapshot_id) REFERENCES snapshots (id)
);
CREATE INDEX submission_events_submission_id_id ON submission_events (submission_id, id);
