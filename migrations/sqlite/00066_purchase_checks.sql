-- What was offered and what the standard said of it, never changed. items and findings are JSON.
-- +goose Up
CREATE TABLE purchase_checks (
    purchase_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    items TEXT NOT NULL,
    findings TEXT NOT NULL,
    conclusion VARCHAR(12) NOT NULL,
    standard VARCHAR(300) NOT NULL,
    user_id INTEGER NULL,
    author VARCHAR(60) NOT NULL,
    checked_at DATETIME NOT NULL,
    PRIMARY KEY (purchase_id, version),
    FOREIGN KEY (purchase_id) REFERENCES purchases (id),
    FOREIGN KEY (user_id) REFERENCES users (id)
);
