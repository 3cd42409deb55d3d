-- Column matches that a person has kept, by the titles of the sheet.
-- +goose Up
CREATE TABLE import_mappings (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id BIGINT UNSIGNED NOT NULL,
    signature VARCHAR(64) NOT NULL,
    mapping MEDIUMTEXT NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    UNIQUE KEY import_mappings_user_id_signature (user_id, signature),
    CONSTRAINT import_mappings_user_id_fk FOREIGN KEY (user_id) REFERENCES users (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
