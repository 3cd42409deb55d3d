-- Notices that figures are awaited (催报); at most one a day.
-- +goose Up
CREATE TABLE reminders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    period_id INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL,
    from_id INTEGER NOT NULL,
    day VARCHAR(10) NOT NULL,
    user_id INTEGER NULL,
    actor VARCHAR(60) NOT NULL,
    note VARCHAR(500) NOT NULL,
    at DATETIME NOT NULL,
    FOREIGN KEY (period_id) REFERENCES periods (id),
    FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    FOREIGN KEY (from_id) REFERENCES organisations (id)
);
CREATE UNIQUE INDEX reminders_period_id_organisation_id_day ON reminders (period_id, organisation_id, day);
CREATE INDEX reminders_organisation_id ON reminders (organisation_id);
