-- The classroom whose suite the device was part of when it was last judged, and whether it was damaged: what a change is
-- measured against. created_at finds what was registered between two days.
-- +goose Up
ALTER TABLE devices ADD COLUMN stood_in INTEGER NULL;
ALTER TABLE devices ADD COLUMN stood_damaged BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX devices_created_at ON devices (created_at);
