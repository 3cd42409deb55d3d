-- What a place asks beyond the standard above it, by version; in_force_from is empty for a draft.
-- +goose Up
CREATE TABLE standard_versions (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    organisation_id BIGINT UNSIGNED NOT NULL,
    number BIGINT NOT NULL,
    name VARCHAR(60) NOT NULL,
    note VARCHAR(500) NOT NULL,
    amendments MEDIUMTEXT NOT NULL,
    in_force_from VARCHAR(10) NOT NULL,
    enforced_at DATETIME(3) NULL,
    user_id BIGINT UNSIGNED NULL,
    version BIGINT NOT NULL,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    KEY standard_versions_organisation_id_in_force_from (organisation_id, in_force_from),
    CONSTRAINT standard_versions_organisation_id_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
