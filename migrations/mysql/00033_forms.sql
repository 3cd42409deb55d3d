-- Workbooks that bureaus have always used, with the names of fields in the cells.
-- +goose Up
CREATE TABLE forms (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    organisation_id BIGINT UNSIGNED NOT NULL,
    name VARCHAR(60) NOT NULL,
    file_name VARCHAR(200) NOT NULL,
    size_bytes BIGINT NOT NULL,
    content MEDIUMBLOB NOT NULL,
    version BIGINT NOT NULL,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY forms_organisation_id_name (organisation_id, name),
    CONSTRAINT forms_organisation_id_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
