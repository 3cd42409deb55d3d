-- What each classroom of a plan needs, whether it is in the plan, and why. needs and released are JSON.
-- +goose Up
CREATE TABLE renewal_plan_rooms (
    plan_id BIGINT UNSIGNED NOT NULL,
    classroom_id BIGINT UNSIGNED NOT NULL,
    school_id BIGINT UNSIGNED NOT NULL,
    pupils BIGINT NULL,
    rural BOOLEAN NOT NULL,
    cents BIGINT NOT NULL,
    fate VARCHAR(16) NOT NULL,
    grade VARCHAR(8) NOT NULL,
    reason VARCHAR(300) NOT NULL,
    needs MEDIUMTEXT NOT NULL,
    released MEDIUMTEXT NOT NULL,
    PRIMARY KEY (plan_id, classroom_id),
    KEY renewal_plan_rooms_plan_id_school_id (plan_id, school_id),
    CONSTRAINT renewal_plan_rooms_plan_id_fk FOREIGN KEY (plan_id) REFERENCES renewal_plans (id),
    CONSTRAINT renewal_plan_rooms_classroom_id_fk FOREIGN KEY (classroom_id) REFERENCES classrooms (id),
    CONSTRAINT renewal_plan_rooms_school_id_fk FOREIGN KEY (school_id) REFERENCES schools (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
