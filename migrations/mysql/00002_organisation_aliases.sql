-- Old names and codes of organisations, still met in ledgers.
-- +goose Up
CREATE TABLE organisation_aliases (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    organisation_id BIGINT UNSIGNED NOT NULL,
    name VARCHAR(100) NOT NULL,
    gb_code VARCHAR(6) NULL,
    UNIQUE KEY organisation_aliases_organisation_id_name (organisation_id, name),
    KEY organisation_aliases_name (name),
    CONSTRAINT organisation_aliases_organisation_id_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
