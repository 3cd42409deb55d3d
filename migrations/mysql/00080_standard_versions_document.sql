-- The paper (文号) by which a place puts its version of the standard in force.
-- +goose Up
ALTER TABLE standard_versions ADD COLUMN document VARCHAR(60) NOT NULL DEFAULT '';
