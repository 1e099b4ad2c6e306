package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"strconv"
)

// maxPages bounds a list that does not end; at the size of the pages the API is known to send it is far beyond any schema.
const maxPages = 10_000

func (r *reply) isObject() bool {
	return bytes.HasPrefix(bytes.TrimLeft(r.body, " \t\r\n"), []byte("{"))
}

// pages yields the replies that together are a list. The API sends large results in two forms: the first page as the reply itself,
// or an object that only names the result.
func (c *Client) pages(ctx context.Context, call call) iter.Seq2[*reply, error] {
	return func(yield func(*reply, error) bool) {
		first, err := c.do(ctx, call)
		if err != nil {
			yield(nil, err)
			return
		}
		rest := c.linkedPages(ctx, call, first)
		if first.isObject() && first.resultHandle() != "" {
			rest = c.countedPages(ctx, call, first)
		}
		rest(yield)
	}
}

// linkedPages yields a page and those that its Link header, and theirs, name as next.
func (c *Client) linkedPages(ctx context.Context, call call, page *reply) iter.Seq2[*reply, error] {
	return func(yield func(*reply, error) bool) {
		seen := map[string]bool{}
		for yield(page, nil) {
			next, more := parseLinks(page.header.Values("Link"))["next"]
			if !more {
				return
			}
			target, err := c.resolve(page, next)
			switch {
			case err != nil:
			case seen[target.String()]:
				err = errors.New("the pages go round in a circle")
			case len(seen) == maxPages:
				err = errTooManyPages
			}
			if err != nil {
				yield(nil, call.malformed(page, err))
				return
			}
			seen[target.String()] = true
			if page, err = c.do(ctx, page.call.result(target)); err != nil {
				yield(nil, err)
				return
			}
		}
	}
}

var errTooManyPages = fmt.Errorf("%w: more than %d pages", ErrListTooLarge, maxPages)

// countedPages yields the pages of a result of which the reply gives only the handle and the last page's address.
func (c *Client) countedPages(ctx context.Context, call call, index *reply) iter.Seq2[*reply, error] {
	return func(yield func(*reply, error) bool) {
		result, last, err := c.readIndex(index)
		if err != nil {
			yield(nil, call.malformed(index, err))
			return
		}
		for number := 0; ; number++ {
			page, err := c.do(ctx, index.call.result(withQuery(result, "page", strconv.Itoa(number))))
			if err != nil {
				yield(nil, err)
				return
			}
			if last < 0 {
				c.linkedPages(ctx, call, page)(yield)
				return
			}
			if !yield(page, nil) || number == last {
				return
			}
		}
	}
}

// readIndex returns a result's address and the number of its last page, or -1 if that is not told.
func (c *Client) readIndex(index *reply) (result *url.URL, last int, err error) {
	link, told := parseLinks(index.header.Values("Link"))["last"]
	if !told {
		result, err = c.endpoint("results", index.resultHandle())
		return result, -1, err
	}
	if result, err = c.resolve(index, link); err != nil {
		return nil, 0, err
	}
	last, err = strconv.Atoi(result.Query().Get("page"))
	switch {
	case err != nil || last < 0:
		return nil, 0, errors.New("the link to the last page has no page number")
	case last >= maxPages:
		return nil, 0, errTooManyPages
	}
	return result, last, nil
}
