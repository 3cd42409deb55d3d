-- The reporting tree: province, cities, counties and zones, schools. path holds the ids from the root, eight digits each.
-- +goose Up
CREATE TABLE organisations (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    parent_id BIGINT UNSIGNED NULL,
    kind VARCHAR(16) NOT NULL,
    name VARCHAR(100) NOT NULL,
    gb_code VARCHAR(6) NULL,
    path VARCHAR(191) NOT NULL,
    retired_at DATETIME(3) NULL,
    version BIGINT NOT NULL DEFAULT 1,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    UNIQUE KEY organisations_path (path),
    KEY organisations_parent_id_name (parent_id, name),
    KEY organisations_gb_code (gb_code),
    CONSTRAINT organisations_parent_id_fk FOREIGN KEY (parent_id) REFERENCES organisations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
