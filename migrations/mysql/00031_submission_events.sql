-- Every move of a submission, append-only.
-- +goose Up
CREATE TABLE submission_events (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    submission_id BIGINT UNSIGNED NOT NULL,
    action VARCHAR(16) NOT NULL,
    from_status VARCHAR(16) NOT NULL,
    to_status VARCHAR(16) NOT NULL,
    user_id BIGINT UNSIGNED NULL,
    actor VARCHAR(60) NOT NULL,
    place VARCHAR(100) NOT NULL,
    note VARCHAR(2000) NOT NULL,
    row_notes MEDIUMTEXT NULL,
    snapshot_id BIGINT UNSIGNED NULL,
    at DATETIME(3) NOT NULL,
    KEY submission_events_submission_id_id (submission_id, id),
    CONSTRAINT submission_events_submission_id_fk FOREIGN KEY (submission_id) REFERENCES submissions (id),
    CONSTRAINT submission_events_snapshot_id_fk FOREIGN KEY (snapshot_id) REFERENCES snapshots (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
