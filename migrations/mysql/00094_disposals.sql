-- Applications of schools to retire devices.
-- +goose Up
CREATE TABLE disposals (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    number VARCHAR(20) NOT NULL,
    school_id BIGINT UNSIGNED NOT NULL,
    status VARCHAR(16) NOT NULL,
    cause VARCHAR(16) NOT NULL,
    reason VARCHAR(500) NOT NULL,
    applicant_id BIGINT UNSIGNED NULL,
    applicant VARCHAR(60) NOT NULL,
    decider_id BIGINT UNSIGNED NULL,
    decider VARCHAR(60) NOT NULL,
    decided_at DATETIME(3) NULL,
    approval_no VARCHAR(60) NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    UNIQUE KEY disposals_number (number),
    KEY disposals_school_id_status (school_id, status),
    CONSTRAINT disposals_school_id_fk FOREIGN KEY (school_id) REFERENCES schools (id),
    CONSTRAINT disposals_applicant_id_fk FOREIGN KEY (applicant_id) REFERENCES users (id),
    CONSTRAINT disposals_decider_id_fk FOREIGN KEY (decider_id) REFERENCES users (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
