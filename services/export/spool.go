package export

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"

	"github.com/klauspost/compress/flate"
)

// spool is a file of the workbook in the making: compressed as it is written, it waits on disk and is later copied into
// the workbook as it is.
type spool struct {
	file     *os.File
	nameless bool // where the system allows it, so that a killed server leaves nothing behind
	buffer   *bufio.Writer
	packer   *flate.Writer
	raw      uint64 // bytes before compression
	checksum uint32
}

func newSpool() (*spool, error) {
	file, err := os.CreateTemp("", "banbantong-sheet-*")
	if err != nil {
		return nil, fmt.Errorf("make a temporary file: %w", err)
	}
	s := &spool{file: file, nameless: os.Remove(file.Name()) == nil, buffer: bufio.NewWriterSize(file, 64<<10)}
	if s.packer, err = flate.NewWriter(s.buffer, flate.BestSpeed); err != nil {
		return nil, errors.Join(err, s.remove())
	}
	return s, nil
}

func (s *spool) Write(p []byte) (int, error) {
	s.raw += uint64(len(p))
	s.checksum = crc32.Update(s.checksum, crc32.IEEETable, p)
	return s.packer.Write(p)
}

// end brings all that was written to the disk and lets go of the memory that compressing took.
func (s *spool) end() error {
	err := errors.Join(s.packer.Close(), s.buffer.Flush())
	s.packer, s.buffer = nil, nil
	return err
}

// packInto copies the spool into a workbook.
func (s *spool) packInto(book *zip.Writer, name string) error {
	if s.packer != nil {
		return errors.New("the sheet is not closed")
	}
	size, err := s.file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	w, err := book.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, CRC32: s.checksum,
		CompressedSize64: uint64(size), UncompressedSize64: s.raw})
	if err != nil {
		return err
	}
	_, err = io.Copy(w, s.file)
	return err
}

func (s *spool) remove() error {
	err := s.file.Close()
	if !s.nameless {
		err = errors.Join(err, os.Remove(s.file.Name()))
	}
	return err
}
