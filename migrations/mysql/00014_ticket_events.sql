-- Every move of a ticket, append-only.
-- +goose Up
CREATE TABLE ticket_events (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    ticket_id BIGINT UNSIGNED NOT NULL,
    action VARCHAR(16) NOT NULL,
    from_status VARCHAR(16) NOT NULL,
    to_status VARCHAR(16) NOT NULL,
    user_id BIGINT UNSIGNED NULL,
    actor VARCHAR(60) NOT NULL,
    note VARCHAR(1200) NOT NULL,
    idempotency_key VARCHAR(64) NULL,
    at DATETIME(3) NOT NULL,
    UNIQUE KEY ticket_events_idempotency_key (idempotency_key),
    KEY ticket_events_ticket_id_id (ticket_id, id),
    CONSTRAINT ticket_events_ticket_id_fk FOREIGN KEY (ticket_id) REFERENCES tickets (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
