-- Of what a trial was made of: another mark today says that equipment has changed since. '' until it is made.
-- +goose Up
ALTER TABLE standard_trials ADD COLUMN data_mark VARCHAR(64) NOT NULL DEFAULT '';
