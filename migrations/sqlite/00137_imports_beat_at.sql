-- When the process at work on an import last said that it is.
-- +goose Up
ALTER TABLE imports ADD COLUMN beat_at DATETIME NOT NULL DEFAULT '2000-01-01 00:00:00';
