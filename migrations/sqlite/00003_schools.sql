-- What a school has beside its place in the tree; id is its organisation.
-- +goose Up
CREATE TABLE schools (
    id INTEGER NOT NULL,
    code VARCHAR(20) NULL,
    type VARCHAR(16) NOT NULL,
    area VARCHAR(8) NOT NULL,
    sponsor VARCHAR(16) NOT NULL,
    uplink_mbps INTEGER NULL,
    class_internet_mbps INTEGER NULL,
    guest_reports BOOLEAN NOT NULL DEFAULT TRUE,
    fails INTEGER NOT NULL DEFAULT 0,
    unknowns INTEGER NOT NULL DEFAULT 0,
    judged INTEGER NOT NULL DEFAULT 0,
    grade VARCHAR(8) NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY (id) REFERENCES organisations (id)
);
CREATE UNIQUE INDEX schools_code ON schools (code);
