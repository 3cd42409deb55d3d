-- How often something of a school has changed, so that whoever rests on it need not read it to see that it has.
-- +goose Up
ALTER TABLE school_quality ADD COLUMN changes BIGINT NOT NULL DEFAULT 0;
