-- The schools where something would stand otherwise under a draft of a standard.
-- +goose Up
CREATE TABLE standard_trial_schools (
    version_id BIGINT UNSIGNED NOT NULL,
    school_id BIGINT UNSIGNED NOT NULL,
    place_id BIGINT UNSIGNED NOT NULL,
    fallen BIGINT NOT NULL,
    risen BIGINT NOT NULL,
    fallen_devices BIGINT NOT NULL,
    risen_devices BIGINT NOT NULL,
    PRIMARY KEY (version_id, school_id),
    CONSTRAINT standard_trial_schools_version_id_fk FOREIGN KEY (version_id) REFERENCES standard_versions (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
