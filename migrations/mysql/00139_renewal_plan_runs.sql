-- Plans that are to be computed, with the aims that are asked for, and how far a server has come; gone when it is done.
-- +goose Up
CREATE TABLE renewal_plan_runs (
    plan_id BIGINT UNSIGNED NOT NULL,
    name VARCHAR(100) NOT NULL,
    budget_cents BIGINT NULL,
    objective VARCHAR(8) NOT NULL,
    rural_percent BIGINT NOT NULL,
    network BOOLEAN NOT NULL,
    software BOOLEAN NOT NULL,
    count_unverified BOOLEAN NOT NULL,
    author VARCHAR(60) NOT NULL,
    status VARCHAR(16) NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    problem VARCHAR(500) NOT NULL,
    runner VARCHAR(40) NOT NULL,
    attempts BIGINT NOT NULL,
    created_at DATETIME(3) NOT NULL,
    beat_at DATETIME(3) NOT NULL,
    finished_at DATETIME(3) NULL,
    PRIMARY KEY (plan_id),
    KEY renewal_plan_runs_status_created_at (status, created_at),
    CONSTRAINT renewal_plan_runs_plan_id_fk FOREIGN KEY (plan_id) REFERENCES renewal_plans (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
