-- The readings that were chosen become versions of the province's, from the day of the choice in China.
-- +goose Up
INSERT INTO standard_versions (organisation_id, number, name, note, amendments, in_force_from, enforced_at, user_id, version, created_at, updated_at)
SELECT organisation_id, ROW_NUMBER() OVER (PARTITION BY organisation_id ORDER BY since, id), '口径调整', '', '{"readings":' || readings || '}',
    date(since, '+8 hours'), since, user_id, 1, since, since
FROM standards_in_force ORDER BY since, id;
