-- What each organisation reports for each period; no row is 未报.
-- +goose Up
CREATE TABLE submissions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    period_id INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL,
    status VARCHAR(16) NOT NULL,
    stale BOOLEAN NOT NULL,
    remarks VARCHAR(2000) NOT NULL,
    explanations TEXT NULL,
    snapshot_id INTEGER NULL,
    revision INTEGER NOT NULL,
    zero BOOLEAN NOT NULL,
    filled_for BOOLEAN NOT NULL,
    frozen_by INTEGER NULL,
    frozen_at DATETIME NULL,
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    FOREIGN KEY (period_id) REFERENCES periods (id),
    FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    FOREIGN KEY (snapshot_id) REFERENCES snapshots (id)
);
CREATE UNIQUE INDEX submissions_period_id_organisation_id ON submissions (period_id, organisation_id);
CREATE INDEX submissions_organisation_id ON submissions (organisation_id);
