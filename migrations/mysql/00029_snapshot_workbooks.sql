-- The official workbooks of snapshots, each written once; the files are in the file store.
-- +goose Up
CREATE TABLE snapshot_workbooks (
    snapshot_id BIGINT UNSIGNED NOT NULL,
    storage_key VARCHAR(100) NOT NULL,
    hash VARCHAR(64) NOT NULL,
    size_bytes BIGINT NOT NULL,
    created_at DATETIME(3) NOT NULL,
    PRIMARY KEY (snapshot_id),
    CONSTRAINT snapshot_workbooks_snapshot_id_fk FOREIGN KEY (snapshot_id) REFERENCES snapshots (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
