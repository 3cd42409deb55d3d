-- Who changed what, append-only, written in the transaction of the change.
-- +goose Up
CREATE TABLE audit_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at DATETIME NOT NULL,
    user_id INTEGER NULL,
    actor VARCHAR(60) NOT NULL,
    action VARCHAR(40) NOT NULL,
    subject VARCHAR(24) NOT NULL,
    subject_id INTEGER NOT NULL,
    organisation_id INTEGER NULL,
    before_state TEXT NOT NULL,
    after_state TEXT NOT NULL,
    request_id VARCHAR(40) NOT NULL
);
CREATE INDEX audit_log_organisation_id_id ON audit_log (organisation_id, id);
CREATE INDEX audit_log_user_id_id ON audit_log (user_id, id);
CREATE INDEX audit_log_subject_subject_id ON audit_log (subject, subject_id);
CREATE INDEX audit_log_action_id ON audit_log (action, id);
CREATE INDEX audit_log_at ON audit_log (at);
