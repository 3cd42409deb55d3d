-- The state that the device gets back if the application comes to nothing; its tickets may have changed it since.
-- +goose Up
ALTER TABLE disposal_items ADD COLUMN returns_to VARCHAR(16) NOT NULL DEFAULT '';
