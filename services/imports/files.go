package imports

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"gocloud.dev/blob"

	"banbantong/models"
	"banbantong/services/workbook/table"
)

// open lets use read the file of an import. A spreadsheet is read from its end, so the file is brought to this machine.
func (s *Service) open(ctx context.Context, row models.Import, use func(*table.Book) error) error {
	return s.fetch(ctx, row, func(file *os.File, size int64) error {
		book, err := table.Open(file, size, table.DefaultLimits())
		if err != nil {
			return err
		}
		return use(book)
	})
}

func (s *Service) fetch(ctx context.Context, row models.Import, use func(file *os.File, size int64) error) (err error) {
	file, err := os.CreateTemp("", "banbantong-import-*")
	if err != nil {
		return fmt.Errorf("make a temporary file: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close(), os.Remove(file.Name())) }()
	if err := s.files.Download(ctx, row.StorageKey, file, nil); err != nil {
		return fmt.Errorf("fetch the file of import %d: %w", row.ID, err)
	}
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return fmt.Errorf("measure the file of import %d: %w", row.ID, err)
	}
	return use(file, size)
}

// outcomesKey is where the outcomes of the rows are kept.
func outcomesKey(row models.Import) string { return row.StorageKey + ".rows" }

// saveOutcomes keeps what became, or would become, of every row, one JSON object a line.
func (s *Service) saveOutcomes(ctx context.Context, row models.Import, outcomes []Outcome) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	for _, o := range outcomes {
		if err := encoder.Encode(o); err != nil {
			return fmt.Errorf("describe the outcome of a row: %w", err)
		}
	}
	if err := s.files.WriteAll(ctx, outcomesKey(row), text.Bytes(), &blob.WriterOptions{ContentType: "application/x-ndjson"}); err != nil {
		return fmt.Errorf("keep the outcomes of import %d: %w", row.ID, err)
	}
	return nil
}

// eachOutcome reads the outcomes of the rows in the order of the sheet.
func (s *Service) eachOutcome(ctx context.Context, row models.Import, do func(Outcome) error) (err error) {
	reader, err := s.files.NewReader(ctx, outcomesKey(row), nil)
	if err != nil {
		return fmt.Errorf("open the outcomes of import %d: %w", row.ID, err)
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	decoder := json.NewDecoder(bufio.NewReader(reader))
	for {
		var o Outcome
		switch err := decoder.Decode(&o); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("read the outcomes of import %d: %w", row.ID, err)
		}
		if err := do(o); err != nil {
			return err
		}
	}
}
