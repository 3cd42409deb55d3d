package submissions

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/klauspost/compress/zlib"

	"banbantong/models"
	"banbantong/services/report"
)

// Content is what a snapshot says. It is kept as the JSON whose SHA-256 is the snapshot's hash, and only ever grows: a
// field keeps its name and its meaning.
type Content struct {
	Period       PeriodMark   `json:"period"`
	Organisation report.Place `json:"organisation"`
	Sequence     int          `json:"sequence"`           // in the chain of the organisation
	Revision     int          `json:"revision"`           // in its period
	Previous     string       `json:"previous,omitempty"` // hash of the snapshot before it in the chain
	FrozenAt     time.Time    `json:"frozen_at"`          // the figures are those of this moment
	FrozenBy     string       `json:"frozen_by"`
	FilledFor    string       `json:"filled_for,omitempty"` // 代填: the organisation that did it
	Zero         bool         `json:"zero,omitempty"`       // 零报告
	Figures      Figures      `json:"figures"`
	Own          *Own         `json:"own,omitempty"` // of a school that counts
	Parts        []Part       `json:"parts,omitempty"`
	Missing      []Absent     `json:"missing,omitempty"`
	MissingBelow []Absent     `json:"missing_below,omitempty"` // those who are missing in what the parts sum
	Findings     []Explained  `json:"findings,omitempty"`
	Remarks      string       `json:"remarks,omitempty"`
	Standards    []string     `json:"standards"` // hashes of what is quoted of the standards that the figures rest on
}

// PeriodMark is what a snapshot says of its period.
type PeriodMark struct {
	ID       uint                 `json:"id"`
	Name     string               `json:"name"`
	Kind     models.PeriodKind    `json:"kind"`
	Tables   []models.ReportTable `json:"tables"`
	OpenedBy string               `json:"opened_by"`
	CutOffAt time.Time            `json:"cut_off_at"`
}

// Own is what a school adds of itself to its sum. Body is the SHA-256 of its frozen detail, a report.School as JSON.
type Own struct {
	Figures Figures `json:"figures"`
	Body    string  `json:"body"`
}

// Part is a snapshot of one level below that a sum is made of.
type Part struct {
	Organisation report.Place `json:"organisation"`
	SnapshotID   uint         `json:"snapshot_id"`
	Revision     int          `json:"revision"`
	Hash         string       `json:"hash"`
	Sums         bool         `json:"sums,omitempty"`  // it has parts itself
	Stale        bool         `json:"stale,omitempty"` // it was out of date itself
}

// Absent is one of the level below of whom nothing was accepted: it is listed, never counted as 0.
type Absent struct {
	Organisation report.Place            `json:"organisation"`
	Status       models.SubmissionStatus `json:"status"`
}

// Explained is something that looked wrong, and what was said of it.
type Explained struct {
	Key         string `json:"key"`
	Title       string `json:"title"`
	Text        string `json:"text"`
	Count       int    `json:"count"`
	Explanation string `json:"explanation,omitempty"`
}

// schools is how many schools and teaching points the figures are of.
func (c Content) schools() int { return c.Figures.Schools + c.Figures.TeachingPoints }

func hashOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// parse reads the content of a snapshot.
func parse(snapshot models.Snapshot) (c Content, err error) {
	if err = json.Unmarshal(snapshot.Content, &c); err != nil {
		return c, fmt.Errorf("read snapshot %d: %w", snapshot.ID, err)
	}
	return c, nil
}

// packer packs school after school: it is dear to make.
type packer struct {
	text, packed bytes.Buffer
	zlib         *zlib.Writer
}

var packers = sync.Pool{New: func() any {
	w, err := zlib.NewWriterLevel(nil, zlib.BestSpeed)
	if err != nil {
		panic("submissions: " + err.Error()) // there is such a level
	}
	return &packer{zlib: w}
}}

// pack is the frozen detail of a school as it is kept, and its hash.
func pack(school report.School) (body []byte, hash string, err error) {
	p := packers.Get().(*packer)
	defer packers.Put(p)
	p.text.Reset()
	if err := json.NewEncoder(&p.text).Encode(school); err != nil {
		return nil, "", fmt.Errorf("describe school %d: %w", school.ID, err)
	}
	text := bytes.TrimSuffix(p.text.Bytes(), []byte("\n"))
	p.packed.Reset()
	p.zlib.Reset(&p.packed)
	if _, err := p.zlib.Write(text); err != nil {
		return nil, "", fmt.Errorf("pack a school: %w", err)
	}
	if err := p.zlib.Close(); err != nil {
		return nil, "", fmt.Errorf("pack a school: %w", err)
	}
	return bytes.Clone(p.packed.Bytes()), hashOf(text), nil
}

// unpack is the reverse of pack.
func unpack(body []byte) (school report.School, hash string, err error) {
	r, err := zlib.NewReader(bytes.NewReader(body))
	if err != nil {
		return school, "", fmt.Errorf("unpack a school: %w", err)
	}
	text, err := io.ReadAll(r)
	if err := errors.Join(err, r.Close()); err != nil {
		return school, "", fmt.Errorf("unpack a school: %w", err)
	}
	if err := json.Unmarshal(text, &school); err != nil {
		return school, "", fmt.Errorf("read a frozen school: %w", err)
	}
	return school, hashOf(text), nil
}

func placeOf(u Unit) report.Place {
	return report.Place{ID: u.ID, Path: u.Path, Kind: u.Kind, Name: u.Name}
}
