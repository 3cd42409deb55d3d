-- What a school has beside its place in the tree; id is its organisation.
-- +goose Up
CREATE TABLE schools (
    id BIGINT UNSIGNED NOT NULL,
    code VARCHAR(20) NULL,
    type VARCHAR(16) NOT NULL,
    area VARCHAR(8) NOT NULL,
    sponsor VARCHAR(16) NOT NULL,
    uplink_mbps BIGINT NULL,
    class_internet_mbps BIGINT NULL,
    guest_reports BOOLEAN NOT NULL DEFAULT TRUE,
    fails BIGINT NOT NULL DEFAULT 0,
    unknowns BIGINT NOT NULL DEFAULT 0,
    judged BIGINT NOT NULL DEFAULT 0,
    grade VARCHAR(8) NOT NULL DEFAULT '',
    version BIGINT NOT NULL DEFAULT 1,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY schools_code (code),
    CONSTRAINT schools_id_fk FOREIGN KEY (id) REFERENCES organisations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
