-- The classroom whose suite the device was part of when it was last judged, and whether it was damaged: what a change is
-- measured against. created_at finds what was registered between two days.
-- +goose Up
ALTER TABLE devices
    ADD COLUMN stood_in BIGINT UNSIGNED NULL,
    ADD COLUMN stood_damaged BOOLEAN NOT NULL DEFAULT FALSE,
    ADD KEY devices_created_at (created_at);
