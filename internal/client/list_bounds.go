package client

import (
	"errors"
	"fmt"
	"io"
)

// ErrListTooLarge is a list that holds more than the client reads: of rows, of bytes, or of pages.
var ErrListTooLarge = errors.New("the list is too large")

// bounds are what the pages of a list may hold together, so that no server can fill the memory or go on for ever.
type bounds struct {
	rows  int
	bytes int64 // of bodies, decompressed, and of links
}

// listBounds are for lists whose rows are kept. A file is some 200 bytes.
var listBounds = bounds{rows: 1_000_000, bytes: 512 << 20}

// ofSurvey are the bounds of a list of which no row is kept.
func (b bounds) ofSurvey() bounds { return bounds{rows: 10 * b.rows, bytes: 10 * b.bytes} }

// longestRow bounds what of a page is in the memory at a time, in bytes.
const longestRow = 4 << 20

// boundedBody ends the reading of a list that holds too many bytes.
type boundedBody struct {
	io.Reader
	used  *int64
	limit int64
	row   int   // bytes since the latest row was complete
	err   error // that ended the reading, other than io.EOF
}

func (m *boundedBody) Read(b []byte) (int, error) {
	if m.err != nil {
		return 0, m.err
	}
	n, err := m.Reader.Read(b)
	*m.used += int64(n)
	m.row += n
	switch {
	case *m.used > m.limit:
		m.err = fmt.Errorf("%w: more than %d bytes", ErrListTooLarge, m.limit)
	case m.row > longestRow:
		m.err = fmt.Errorf("%w: more than %d bytes in one row", ErrListTooLarge, longestRow)
	case err != nil && !errors.Is(err, io.EOF):
		m.err = fmt.Errorf("%w: %w", errBrokeOff, err)
	}
	if m.err != nil {
		return 0, m.err
	}
	return n, err
}
