-- Photos of tickets, re-encoded on arrival; the bytes are in the attachment store under storage_key.
-- +goose Up
CREATE TABLE attachments (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    ticket_id BIGINT UNSIGNED NOT NULL,
    stage VARCHAR(8) NOT NULL,
    storage_key VARCHAR(100) NOT NULL,
    content_type VARCHAR(40) NOT NULL,
    size_bytes BIGINT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    user_id BIGINT UNSIGNED NULL,
    created_at DATETIME(3) NOT NULL,
    KEY attachments_ticket_id (ticket_id),
    CONSTRAINT attachments_ticket_id_fk FOREIGN KEY (ticket_id) REFERENCES tickets (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
