-- What a bureau pays for a measure, and from which funds; where it keeps none that of its superior holds.
-- +goose Up
CREATE TABLE measure_prices (
    organisation_id INTEGER NOT NULL,
    measure VARCHAR(20) NOT NULL,
    cents INTEGER NOT NULL,
    fund_source VARCHAR(60) NOT NULL,
    updated_at DATETIME NOT NULL,
    PRIMARY KEY (organisation_id, measure),
    FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);
