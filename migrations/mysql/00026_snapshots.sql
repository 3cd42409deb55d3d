-- Frozen figures, append-only: content is JSON whose SHA-256 is hash, and names the snapshot before it.
-- +goose Up
CREATE TABLE snapshots (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    period_id BIGINT UNSIGNED NOT NULL,
    organisation_id BIGINT UNSIGNED NOT NULL,
    sequence BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    hash VARCHAR(64) NOT NULL,
    content MEDIUMBLOB NOT NULL,
    created_at DATETIME(3) NOT NULL,
    UNIQUE KEY snapshots_organisation_id_sequence (organisation_id, sequence),
    KEY snapshots_period_id_organisation_id (period_id, organisation_id),
    CONSTRAINT snapshots_period_id_fk FOREIGN KEY (period_id) REFERENCES periods (id),
    CONSTRAINT snapshots_organisation_id_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
