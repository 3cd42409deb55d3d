-- The number of the open transfer order or disposal that a device is in; while there is one it is neither moved nor
-- retired in any other way.
-- +goose Up
ALTER TABLE devices ADD COLUMN held_by VARCHAR(20) NOT NULL DEFAULT '';
