-- The place whose schools the last evaluation judges; empty for all of them.
-- +goose Up
ALTER TABLE evaluations ADD COLUMN path VARCHAR(191) NOT NULL DEFAULT '';
