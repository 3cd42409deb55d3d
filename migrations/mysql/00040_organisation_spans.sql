-- How each organisation stood in the tree, from the day since up to, and not on, the day until; 9999-12-31 is still.
-- Type, area and sponsor are those of schools.
-- +goose Up
CREATE TABLE organisation_spans (
    organisation_id BIGINT UNSIGNED NOT NULL,
    since VARCHAR(10) NOT NULL,
    until VARCHAR(10) NOT NULL,
    kind VARCHAR(16) NOT NULL,
    name VARCHAR(100) NOT NULL,
    path VARCHAR(191) NOT NULL,
    retired BOOLEAN NOT NULL,
    type VARCHAR(16) NOT NULL,
    area VARCHAR(8) NOT NULL,
    sponsor VARCHAR(16) NOT NULL,
    PRIMARY KEY (organisation_id, since),
    KEY organisation_spans_path (path),
    CONSTRAINT organisation_spans_organisation_id_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
