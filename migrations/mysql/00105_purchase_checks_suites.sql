-- What the whole list lacks as suites, as JSON; NULL on opinions that were given before anybody looked.
-- +goose Up
ALTER TABLE purchase_checks ADD COLUMN suites TEXT NULL;
