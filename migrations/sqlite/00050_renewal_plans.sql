-- Renewal plans under a budget. prices and summary are JSON, as they were when the plan was computed.
-- +goose Up
CREATE TABLE renewal_plans (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organisation_id INTEGER NOT NULL,
    name VARCHAR(100) NOT NULL,
    budget_cents INTEGER NULL,
    objective VARCHAR(8) NOT NULL,
    rural_percent INTEGER NOT NULL,
    network BOOLEAN NOT NULL,
    software BOOLEAN NOT NULL,
    count_unverified BOOLEAN NOT NULL,
    prices TEXT NOT NULL,
    summary TEXT NOT NULL,
    standard VARCHAR(100) NOT NULL,
    data_mark VARCHAR(64) NOT NULL,
    author VARCHAR(60) NOT NULL,
    computed_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);
CREATE INDEX renewal_plans_organisation_id ON renewal_plans (organisation_id);
