-- Its rows are versions now.
-- +goose Up
DROP TABLE standards_in_force;
