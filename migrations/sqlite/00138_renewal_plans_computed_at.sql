-- A plan that is asked for and has no result yet has not been computed at any time.
-- +goose Up
ALTER TABLE renewal_plans RENAME COLUMN computed_at TO computed_before;
ALTER TABLE renewal_plans ADD COLUMN computed_at DATETIME NULL;
UPDATE renewal_plans SET computed_at = computed_before;
ALTER TABLE renewal_plans DROP COLUMN computed_before;
