-- The frozen detail of schools: zlib of JSON, whose SHA-256 stands in the snapshot.
-- +goose Up
CREATE TABLE snapshot_bodies (
    snapshot_id BIGINT UNSIGNED NOT NULL,
    body MEDIUMBLOB NOT NULL,
    PRIMARY KEY (snapshot_id),
    CONSTRAINT snapshot_bodies_snapshot_id_fk FOREIGN KEY (snapshot_id) REFERENCES snapshots (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
