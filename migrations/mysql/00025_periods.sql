-- Collections of figures that bureaus open for all below them.
-- +goose Up
CREATE TABLE periods (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    organisation_id BIGINT UNSIGNED NOT NULL,
    name VARCHAR(100) NOT NULL,
    kind VARCHAR(16) NOT NULL,
    tables VARCHAR(200) NOT NULL,
    cut_off_at DATETIME(3) NOT NULL,
    due_school VARCHAR(10) NOT NULL,
    due_centre VARCHAR(10) NOT NULL,
    due_county VARCHAR(10) NOT NULL,
    due_city VARCHAR(10) NOT NULL,
    remind_days BIGINT NOT NULL,
    note VARCHAR(1000) NOT NULL,
    signed_at DATETIME(3) NULL,
    version BIGINT NOT NULL DEFAULT 1,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    KEY periods_organisation_id_id (organisation_id, id),
    CONSTRAINT periods_organisation_id_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
