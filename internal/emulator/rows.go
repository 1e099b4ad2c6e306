package emulator

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
)

// rows are a list that is not yet split into pages.
type rows interface {
	count() int
	size() int // bytes that it takes to keep them
	row(i int) json.RawMessage
}

// written are rows that are ready for the wire.
type written []json.RawMessage

func ready(values []any) written {
	all := make(written, 0, len(values))
	for _, value := range values {
		all = append(all, mustJSON(value))
	}
	return all
}

func (w written) count() int { return len(w) }

func (w written) size() int {
	size := 0
	for _, row := range w {
		size += len(row)
	}
	return size
}

func (w written) row(i int) json.RawMessage { return w[i] }

// page is a part of a list, whose rows are made while it is sent.
type page struct {
	rows     rows
	from, to int
}

func (p *page) send(to io.Writer) error {
	out := bufio.NewWriterSize(to, 64<<10)
	separator := "["
	for i := p.from; i < p.to; i++ {
		_, _ = out.WriteString(separator) // An error stays until the flush.
		if _, err := out.Write(p.rows.row(i)); err != nil {
			return err
		}
		separator = ","
	}
	if p.from == p.to {
		_ = out.WriteByte('[')
	}
	_ = out.WriteByte(']')
	return out.Flush()
}

// whole is the response with a body in place of its page, so that it can be cut in two.
func (r response) whole() response {
	if r.page != nil {
		var body bytes.Buffer
		_ = r.page.send(&body)
		r.body, r.page = body.Bytes(), nil
	}
	return r
}
