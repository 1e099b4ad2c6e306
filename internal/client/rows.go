package client

import (
	"context"
	"io"
	"iter"
)

// row is an element of a list.
type row interface{ check() error }

// rowReader takes the rows of a list from its connection, so that no page has to fit into the memory as a whole.
type rowReader interface {
	// read takes those of one reply and returns what is wrong with it as a reply. Nothing of an earlier try counts.
	read(r *reply, body io.Reader) (flaw error)
}

// rowTaker is where the rows of a list go.
type rowTaker[T row] interface {
	begin()              // a page, or once more the one that broke off
	next() *T            // an empty row, to be read
	take() (enough bool) // the row that was read; after enough nothing more is
	end()                // the page, which came whole or was enough
}

// list yields the rows of all pages, each page when its first row is asked for, and ends with the first error. Of a page that is not whole,
// or not a list, it yields none. With a limit other than 0 it reads no further than to that many rows.
func list[T row](ctx context.Context, c *Client, call call, limit int) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		page := &keptPage[T]{left: limit}
		listing := &listing[T]{taker: page, limit: c.bounds}
		for reply, err := range listing.pages(ctx, c, call) {
			if err != nil {
				yield(*new(T), err)
				return
			}
			for _, row := range page.rows {
				if err := ctx.Err(); err != nil {
					yield(*new(T), call.malformed(reply, err))
					return
				}
				if !yield(row, nil) {
					return
				}
			}
		}
	}
}

// keptPage keeps the rows of one page.
type keptPage[T row] struct {
	rows []T
	left int // rows until the limit before this page; 0: there is no limit
}

func (p *keptPage[T]) begin() { p.rows = p.rows[:0] }

func (p *keptPage[T]) next() *T {
	p.rows = append(p.rows, *new(T))
	return &p.rows[len(p.rows)-1]
}

func (p *keptPage[T]) take() (enough bool) { return len(p.rows) == p.left }

func (p *keptPage[T]) end() {
	if p.left > 0 {
		p.left -= len(p.rows) // never to 0: that was enough
	}
}
