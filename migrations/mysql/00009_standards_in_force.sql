-- Which standard and which readings hold in an organisation and all below it.
-- +goose Up
CREATE TABLE standards_in_force (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    organisation_id BIGINT UNSIGNED NOT NULL,
    standard VARCHAR(40) NOT NULL,
    readings MEDIUMTEXT NOT NULL,
    since DATETIME(3) NOT NULL,
    user_id BIGINT UNSIGNED NULL,
    KEY standards_in_force_organisation_id_since (organisation_id, since),
    CONSTRAINT standards_in_force_organisation_id_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
