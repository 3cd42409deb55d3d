-- The newest reports come first on the page that everybody opens.
-- +goose Up
CREATE INDEX tickets_reported_at ON tickets (reported_at);
