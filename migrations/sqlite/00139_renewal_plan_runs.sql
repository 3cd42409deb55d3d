-- Plans that are to be computed, with the aims that are asked for, and how far a server has come; gone when it is done.
-- +goose Up
CREATE TABLE renewal_plan_runs (
    plan_id INTEGER NOT NULL,
    name VARCHAR(100) NOT NULL,
    budget_cents INTEGER NULL,
    objective VARCHAR(8) NOT NULL,
    rural_percent INTEGER NOT NULL,
    network BOOLEAN NOT NULL,
    software BOOLEAN NOT NULL,
    count_unverified BOOLEAN NOT NULL,
    author VARCHAR(60) NOT NULL,
    status VARCHAR(16) NOT NULL,
    done INTEGER NOT NULL,
    total INTEGER NOT NULL,
    problem VARCHAR(500) NOT NULL,
    runner VARCHAR(40) NOT NULL,
    attempts INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    beat_at DATETIME NOT NULL,
    finished_at DATETIME NULL,
    PRIMARY KEY (plan_id),
    FOREIGN KEY (plan_id) REFERENCES renewal_plans (id)
);
CREATE INDEX renewal_plan_runs_status_created_at ON renewal_plan_runs (status, created_at);
