-- The China day since which the row holds; '' is from before history was kept.
-- +goose Up
ALTER TABLE school_counts ADD COLUMN since VARCHAR(10) NOT NULL DEFAULT '';
