-- The last trial of each draft of a standard, and how far a server has come with it. result is JSON.
-- +goose Up
CREATE TABLE standard_trials (
    version_id BIGINT UNSIGNED NOT NULL,
    draft_version BIGINT NOT NULL,
    user_id BIGINT UNSIGNED NULL,
    status VARCHAR(16) NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    result MEDIUMTEXT NOT NULL,
    problem VARCHAR(500) NOT NULL,
    runner VARCHAR(40) NOT NULL,
    attempts BIGINT NOT NULL,
    created_at DATETIME(3) NOT NULL,
    beat_at DATETIME(3) NOT NULL,
    finished_at DATETIME(3) NULL,
    PRIMARY KEY (version_id),
    KEY standard_trials_status_created_at (status, created_at),
    CONSTRAINT standard_trials_version_id_fk FOREIGN KEY (version_id) REFERENCES standard_versions (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
