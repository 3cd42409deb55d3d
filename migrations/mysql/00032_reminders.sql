-- Notices that figures are awaited (催报); at most one a day.
-- +goose Up
CREATE TABLE reminders (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    period_id BIGINT UNSIGNED NOT NULL,
    organisation_id BIGINT UNSIGNED NOT NULL,
    from_id BIGINT UNSIGNED NOT NULL,
    day VARCHAR(10) NOT NULL,
    user_id BIGINT UNSIGNED NULL,
    actor VARCHAR(60) NOT NULL,
    note VARCHAR(500) NOT NULL,
    at DATETIME(3) NOT NULL,
    UNIQUE KEY reminders_period_id_organisation_id_day (period_id, organisation_id, day),
    KEY reminders_organisation_id (organisation_id),
    CONSTRAINT reminders_period_id_fk FOREIGN KEY (period_id) REFERENCES periods (id),
    CONSTRAINT reminders_organisation_id_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT reminders_from_id_fk FOREIGN KEY (from_id) REFERENCES organisations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
