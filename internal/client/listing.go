package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
)

// listing is a list under way.
type listing[T row] struct {
	taker  rowTaker[T]
	limit  bounds
	used   bounds // by the pages that came whole
	latest struct {
		of     *reply
		used   bounds // with this page
		enough bool
		unfit  error // for which the reply is no page of the list
	}
}

// pages reads a list page by page into the taker, and yields the reply of each.
func (l *listing[T]) pages(ctx context.Context, c *Client, call call) iter.Seq2[*reply, error] {
	call.rows = l
	return func(yield func(*reply, error) bool) {
		for page, err := range c.pages(ctx, call) {
			if err == nil {
				err = l.end(page)
				if err != nil {
					err = call.malformed(page, err)
				}
			}
			if !yield(page, err) || err != nil || l.latest.enough {
				return
			}
		}
	}
}

func (l *listing[T]) end(page *reply) error {
	switch {
	case l.latest.of != page:
		return errors.New("it is not a list")
	case l.latest.unfit != nil:
		return l.latest.unfit
	}
	l.used = l.latest.used
	l.taker.end()
	return nil
}

func (l *listing[T]) read(r *reply, body io.Reader) error {
	page := &l.latest
	page.of, page.used, page.enough, page.unfit = r, l.used, false, nil
	for _, link := range r.header.Values("Link") {
		page.used.bytes += int64(len(link))
	}
	l.taker.begin()
	err := l.decode(&boundedBody{Reader: body, used: &page.used.bytes, limit: l.limit.bytes})
	_, isSyntax := errors.AsType[*json.SyntaxError](err)
	switch {
	case errors.Is(err, errBrokeOff), errors.Is(err, errNotJSON):
		return err
	case isSyntax:
		return fmt.Errorf("%w: %w", errNotJSON, err)
	}
	page.unfit = err
	return nil
}

var errEndedEarly = fmt.Errorf("%w: %w", errBrokeOff, errors.New("unexpected end of JSON input"))

// decode takes the rows of a page, since all of its rows at once may take ten times its memory.
func (l *listing[T]) decode(body *boundedBody) error {
	decoder := json.NewDecoder(body)
	if _, err := decoder.Token(); err != nil {
		return err
	}
	for number := 1; decoder.More(); number++ {
		if err := l.next(decoder); err != nil {
			return endedEarly(fmt.Errorf("row %d: %w", number, err))
		}
		body.row = 0
		if l.latest.enough = l.taker.take(); l.latest.enough {
			return nil
		}
	}
	if _, err := decoder.Token(); err != nil {
		return endedEarly(err)
	}
	switch _, err := decoder.Token(); {
	case err == nil:
		return fmt.Errorf("%w: something follows the list", errNotJSON)
	case !errors.Is(err, io.EOF):
		return err
	}
	return nil
}

func (l *listing[T]) next(decoder *json.Decoder) error {
	if l.latest.used.rows++; l.latest.used.rows > l.limit.rows {
		return fmt.Errorf("%w: more than %d rows", ErrListTooLarge, l.limit.rows)
	}
	row := l.taker.next()
	if err := decoder.Decode(row); err != nil {
		return err
	}
	return (*row).check()
}

func endedEarly(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errEndedEarly
	}
	return err
}
