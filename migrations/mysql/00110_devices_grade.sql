-- Lists of failing devices, and how long any list is, without a look at the devices themselves.
-- +goose Up
CREATE INDEX devices_grade_id_state ON devices (grade, id, state);
