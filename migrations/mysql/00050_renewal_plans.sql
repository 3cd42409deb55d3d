-- Renewal plans under a budget. prices and summary are JSON, as they were when the plan was computed.
-- +goose Up
CREATE TABLE renewal_plans (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    organisation_id BIGINT UNSIGNED NOT NULL,
    name VARCHAR(100) NOT NULL,
    budget_cents BIGINT NULL,
    objective VARCHAR(8) NOT NULL,
    rural_percent BIGINT NOT NULL,
    network BOOLEAN NOT NULL,
    software BOOLEAN NOT NULL,
    count_unverified BOOLEAN NOT NULL,
    prices MEDIUMTEXT NOT NULL,
    summary MEDIUMTEXT NOT NULL,
    standard VARCHAR(100) NOT NULL,
    data_mark VARCHAR(64) NOT NULL,
    author VARCHAR(60) NOT NULL,
    computed_at DATETIME(3) NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    KEY renewal_plans_organisation_id (organisation_id),
    CONSTRAINT renewal_plans_organisation_id_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
