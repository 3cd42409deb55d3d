-- Who changed what, append-only, written in the transaction of the change.
-- +goose Up
CREATE TABLE audit_log (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    at DATETIME(3) NOT NULL,
    user_id BIGINT UNSIGNED NULL,
    actor VARCHAR(60) NOT NULL,
    action VARCHAR(40) NOT NULL,
    subject VARCHAR(24) NOT NULL,
    subject_id BIGINT UNSIGNED NOT NULL,
    organisation_id BIGINT UNSIGNED NULL,
    before_state MEDIUMTEXT NOT NULL,
    after_state MEDIUMTEXT NOT NULL,
    request_id VARCHAR(40) NOT NULL,
    KEY audit_log_organisation_id_id (organisation_id, id),
    KEY audit_log_user_id_id (user_id, id),
    KEY audit_log_subject_subject_id (subject, subject_id),
    KEY audit_log_action_id (action, id),
    KEY audit_log_at (at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
