-- How the last evaluation of all schools stands: one row, which the server that runs it holds.
-- +goose Up
CREATE TABLE evaluations (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    asked_at DATETIME(3) NULL,
    owner VARCHAR(32) NOT NULL,
    beat_at DATETIME(3) NOT NULL,
    started_at DATETIME(3) NOT NULL,
    finished_at DATETIME(3) NULL,
    total BIGINT NOT NULL,
    done BIGINT NOT NULL,
    differences BIGINT NOT NULL,
    failed BOOLEAN NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
