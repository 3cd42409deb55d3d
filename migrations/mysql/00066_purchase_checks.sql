-- What was offered and what the standard said of it, never changed. items and findings are JSON.
-- +goose Up
CREATE TABLE purchase_checks (
    purchase_id BIGINT UNSIGNED NOT NULL,
    version BIGINT NOT NULL,
    items MEDIUMTEXT NOT NULL,
    findings MEDIUMTEXT NOT NULL,
    conclusion VARCHAR(12) NOT NULL,
    standard VARCHAR(300) NOT NULL,
    user_id BIGINT UNSIGNED NULL,
    author VARCHAR(60) NOT NULL,
    checked_at DATETIME(3) NOT NULL,
    PRIMARY KEY (purchase_id, version),
    CONSTRAINT purchase_checks_purchase_id_fk FOREIGN KEY (purchase_id) REFERENCES purchases (id),
    CONSTRAINT purchase_checks_user_id_fk FOREIGN KEY (user_id) REFERENCES users (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
