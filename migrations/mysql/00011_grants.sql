-- A role on an organisation and all below it.
-- +goose Up
CREATE TABLE grants (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id BIGINT UNSIGNED NOT NULL,
    role VARCHAR(24) NOT NULL,
    organisation_id BIGINT UNSIGNED NOT NULL,
    created_at DATETIME(3) NOT NULL,
    UNIQUE KEY grants_user_id_role_organisation_id (user_id, role, organisation_id),
    KEY grants_organisation_id (organisation_id),
    CONSTRAINT grants_user_id_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT grants_organisation_id_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
