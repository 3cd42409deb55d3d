-- The schools where something would stand otherwise under a draft of a standard.
-- +goose Up
CREATE TABLE standard_trial_schools (
    version_id INTEGER NOT NULL,
    school_id INTEGER NOT NULL,
    place_id INTEGER NOT NULL,
    fallen INTEGER NOT NULL,
    risen INTEGER NOT NULL,
    fallen_devices INTEGER NOT NULL,
    risen_devices INTEGER NOT NULL,
    PRIMARY KEY (version_id, school_id),
    FOREIGN KEY (version_id) REFERENCES standard_versions (id)
);
