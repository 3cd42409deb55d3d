-- Orders that move devices between schools.
-- +goose Up
CREATE TABLE transfers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    number VARCHAR(20) NOT NULL,
    giver_id INTEGER NOT NULL,
    receiver_id INTEGER NOT NULL,
    status VARCHAR(16) NOT NULL,
    reason VARCHAR(500) NOT NULL,
    maker_id INTEGER NULL,
    maker VARCHAR(60) NOT NULL,
    approver_id INTEGER NULL,
    approver VARCHAR(60) NOT NULL,
    approved_at DATETIME NULL,
    giver_user_id INTEGER NULL,
    giver_signer VARCHAR(60) NOT NULL,
    given_at DATETIME NULL,
    receiver_user_id INTEGER NULL,
    receiver_signer VARCHAR(60) NOT NULL,
    received_at DATETIME NULL,
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    FOREIGN KEY (giver_id) REFERENCES schools (id),
    FOREIGN KEY (receiver_id) REFERENCES schools (id),
    FOREIGN KEY (maker_id) REFERENCES users (id),
    FOREIGN KEY (approver_id) REFERENCES users (id),
    FOREIGN KEY (giver_user_id) REFERENCES users (id),
    FOREIGN KEY (receiver_user_id) REFERENCES users (id)
);
CREATE UNIQUE INDEX transfers_number ON transfers (number);
CREATE INDEX transfers_giver_id_status ON transfers (giver_id, status);
CREATE INDEX transfers_receiver_id_status ON transfers (receiver_id, status);
