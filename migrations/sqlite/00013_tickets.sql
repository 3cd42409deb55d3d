-- Faults and their repair.
-- +goose Up
CREATE TABLE tickets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    number VARCHAR(20) NOT NULL,
    school_id INTEGER NOT NULL,
    classroom_id INTEGER NULL,
    device_id INTEGER NULL,
    fault VARCHAR(4) NOT NULL,
    priority VARCHAR(2) NOT NULL,
    description VARCHAR(1000) NOT NULL,
    status VARCHAR(16) NOT NULL,
    channel VARCHAR(8) NOT NULL,
    reporter_id INTEGER NULL,
    reporter_name VARCHAR(60) NOT NULL,
    reporter_phone VARCHAR(20) NOT NULL,
    technician_id INTEGER NULL,
    cause VARCHAR(200) NOT NULL,
    remedy VARCHAR(1000) NOT NULL,
    parts VARCHAR(1000) NOT NULL,
    outcome VARCHAR(16) NOT NULL,
    state_before VARCHAR(16) NOT NULL,
    due_at DATETIME NOT NULL,
    reported_at DATETIME NOT NULL,
    accepted_at DATETIME NULL,
    finished_at DATETIME NULL,
    closed_at DATETIME NULL,
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    FOREIGN KEY (school_id) REFERENCES schools (id),
    FOREIGN KEY (classroom_id) REFERENCES classrooms (id),
    FOREIGN KEY (device_id) REFERENCES devices (id),
    FOREIGN KEY (reporter_id) REFERENCES users (id),
    FOREIGN KEY (technician_id) REFERENCES users (id)
);
CREATE UNIQUE INDEX tickets_number ON tickets (number);
CREATE INDEX tickets_school_id_status ON tickets (school_id, status);
CREATE INDEX tickets_technician_id_status ON tickets (technician_id, status);
CREATE INDEX tickets_classroom_id ON tickets (classroom_id);
CREATE INDEX tickets_device_id ON tickets (device_id);
CREATE INDEX tickets_status_due_at ON tickets (status, due_at);
