-- How much of what a school should know of its equipment it does know. A school that is due has changed since.
-- +goose Up
CREATE TABLE school_quality (
    school_id BIGINT UNSIGNED NOT NULL,
    needed BIGINT NOT NULL DEFAULT 0,
    known BIGINT NOT NULL DEFAULT 0,
    due BOOLEAN NOT NULL DEFAULT TRUE,
    counted_at DATETIME(3) NULL,
    PRIMARY KEY (school_id),
    KEY school_quality_due (due),
    KEY school_quality_counted_at (counted_at),
    CONSTRAINT school_quality_school_id_fk FOREIGN KEY (school_id) REFERENCES schools (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
