-- Until now that was the state before the application.
-- +goose Up
UPDATE disposal_items SET returns_to = state_before;
