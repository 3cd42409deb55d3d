-- A plan that is asked for and has no result yet has not been computed at any time.
-- +goose Up
ALTER TABLE renewal_plans MODIFY computed_at DATETIME(3) NULL;
