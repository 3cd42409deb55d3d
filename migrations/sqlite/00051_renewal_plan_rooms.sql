-- What each classroom of a plan needs, whether it is in the plan, and why. needs and released are JSON.
-- +goose Up
CREATE TABLE renewal_plan_rooms (
    plan_id INTEGER NOT NULL,
    classroom_id INTEGER NOT NULL,
    school_id INTEGER NOT NULL,
    pupils INTEGER NULL,
    rural BOOLEAN NOT NULL,
    cents INTEGER NOT NULL,
    fate VARCHAR(16) NOT NULL,
    grade VARCHAR(8) NOT NULL,
    reason VARCHAR(300) NOT NULL,
    needs TEXT NOT NULL,
    released TEXT NOT NULL,
    PRIMARY KEY (plan_id, classroom_id),
    FOREIGN KEY (plan_id) REFERENCES renewal_plans (id),
    FOREIGN KEY (classroom_id) REFERENCES classrooms (id),
    FOREIGN KEY (school_id) REFERENCES schools (id)
);
CREATE INDEX renewal_plan_rooms_plan_id_school_id ON renewal_plan_rooms (plan_id, school_id);
