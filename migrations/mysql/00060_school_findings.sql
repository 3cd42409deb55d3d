-- How often a rule of data quality finds something in a school.
-- +goose Up
CREATE TABLE school_findings (
    school_id BIGINT UNSIGNED NOT NULL,
    rule VARCHAR(32) NOT NULL,
    findings BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (school_id, rule),
    CONSTRAINT school_findings_school_id_fk FOREIGN KEY (school_id) REFERENCES schools (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
