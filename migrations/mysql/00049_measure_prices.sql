-- What a bureau pays for a measure, and from which funds; where it keeps none that of its superior holds.
-- +goose Up
CREATE TABLE measure_prices (
    organisation_id BIGINT UNSIGNED NOT NULL,
    measure VARCHAR(20) NOT NULL,
    cents BIGINT NOT NULL,
    fund_source VARCHAR(60) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    PRIMARY KEY (organisation_id, measure),
    CONSTRAINT measure_prices_organisation_id_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
