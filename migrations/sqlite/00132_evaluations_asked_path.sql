-- The place whose schools the evaluation that was asked for is to judge; empty for all of them.
-- +goose Up
ALTER TABLE evaluations ADD COLUMN asked_path VARCHAR(191) NOT NULL DEFAULT '';
