package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
)

// row is an element of a list.
type row interface{ check() error }

// bounds are what the pages of a list may hold together, so that no server can fill the memory.
type bounds struct {
	rows  int
	bytes int // of bodies, decompressed, and of links
}

var listBounds = bounds{rows: 1_000_000, bytes: 256 << 20}

var errListTooLarge = errors.New("the list is too large")

// list yields the rows of all pages, each page when its first row is asked for, and ends with the first error.
func list[T row](ctx context.Context, c *Client, call call) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		count := tally{limit: c.bounds}
		for page, err := range c.pages(ctx, call) {
			if err != nil {
				yield(none, err)
				return
			}
			for row, err := range rows[T](ctx, page, &count) {
				if err != nil {
					yield(none, call.malformed(page, err))
					return
				}
				if !yield(row, nil) {
					return
				}
			}
		}
	}
}

// rows decodes a page row by row, since all of its rows at once may take ten times its memory.
func rows[T row](ctx context.Context, page *reply, count *tally) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		decoder := json.NewDecoder(bytes.NewReader(page.body))
		err := count.open(page, decoder)
		for number := 1; err == nil && decoder.More(); number++ {
			var row T
			if row, err = nextRow[T](ctx, decoder, count); err != nil {
				err = fmt.Errorf("row %d: %w", number, err)
			} else if !yield(row, nil) {
				return
			}
		}
		if err != nil {
			yield(*new(T), err)
		}
	}
}

func nextRow[T row](ctx context.Context, decoder *json.Decoder, count *tally) (T, error) {
	var row T
	if err := ctx.Err(); err != nil {
		return row, err
	}
	if count.used.rows++; count.used.rows > count.limit.rows {
		return row, fmt.Errorf("%w: more than %d rows", errListTooLarge, count.limit.rows)
	}
	if err := decoder.Decode(&row); err != nil {
		return row, err
	}
	return row, row.check()
}

// tally adds up what a list has held so far.
type tally struct{ limit, used bounds }

// open counts a page and enters its list.
func (t *tally) open(page *reply, decoder *json.Decoder) error {
	t.used.bytes += len(page.body)
	for _, link := range page.header.Values("Link") {
		t.used.bytes += len(link)
	}
	if t.used.bytes > t.limit.bytes {
		return fmt.Errorf("%w: more than %d bytes", errListTooLarge, t.limit.bytes)
	}
	if start, err := decoder.Token(); err != nil || start != json.Delim('[') {
		return errors.New("it is not a list")
	}
	return nil
}
