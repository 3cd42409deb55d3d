-- What each organisation reports for each period; no row is 未报.
-- +goose Up
CREATE TABLE submissions (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    period_id BIGINT UNSIGNED NOT NULL,
    organisation_id BIGINT UNSIGNED NOT NULL,
    status VARCHAR(16) NOT NULL,
    stale BOOLEAN NOT NULL,
    remarks VARCHAR(2000) NOT NULL,
    explanations MEDIUMTEXT NULL,
    snapshot_id BIGINT UNSIGNED NULL,
    revision BIGINT NOT NULL,
    zero BOOLEAN NOT NULL,
    filled_for BOOLEAN NOT NULL,
    frozen_by BIGINT UNSIGNED NULL,
    frozen_at DATETIME(3) NULL,
    version BIGINT NOT NULL DEFAULT 1,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    UNIQUE KEY submissions_period_id_organisation_id (period_id, organisation_id),
    KEY submissions_organisation_id (organisation_id),
    CONSTRAINT submissions_period_id_fk FOREIGN KEY (period_id) REFERENCES periods (id),
    CONSTRAINT submissions_organisation_id_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT submissions_snapshot_id_fk FOREIGN KEY (snapshot_id) REFERENCES snapshots (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
