package client

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// TestListIsBoundedAsAWhole shows that many pages, each within its own bounds, do not add up to any size.
func TestListIsBoundedAsAWhole(t *testing.T) {
	t.Parallel()
	const next = "next"
	pages := []step{page("A B", link(1, next)), page("C D", link(2, next)), page("E")}
	size := int64(len(`[{"name":"A","unknown":{"a":1},"comment":null},{"name":"B","unknown":{"a":1},"comment":null}]`) + len(link(1, next)))
	for name, test := range map[string]struct {
		bounds  bounds
		rows    int // before the error, or in all
		message string
	}{
		"within":             {bounds{rows: 5, bytes: 3 * size}, 5, ""},
		"too many rows":      {bounds{rows: 3, bytes: 3 * size}, 2, "row 2: the list is too large: more than 3 rows"},
		"too many bytes":     {bounds{rows: 5, bytes: 2*size - 1}, 2, "the list is too large: more than "},
		"one row in a third": {bounds{rows: 4, bytes: 3 * size}, 4, "row 1: the list is too large"},
	} {
		account := newAccount(t, pages...)
		c, _ := account.client()
		c.bounds = test.bounds
		rows, err := collect(c.Stages.ListFiles(t.Context(), landing(t), "", 0))
		if len(rows) != test.rows || errors.Is(err, ErrListTooLarge) != (test.message != "") {
			t.Errorf("%s: %d rows, %v", name, len(rows), err)
		}
		if test.message != "" {
			contains(t, failure(t, err).Error(), test.message, "listFiles GET")
		}
	}
	if c := testClient(t, "https://acme.example"); c.bounds != (bounds{rows: 1_000_000, bytes: 512 << 20}) {
		t.Errorf("%+v", c.bounds)
	}
}

// TestCancellationEndsAList shows that a reader who gives up gets no more rows of the page at hand, and no more pages.
func TestCancellationEndsAList(t *testing.T) {
	t.Parallel()
	for _, names := range []string{"A B C", "A"} {
		account := newAccount(t, page(names, link(1, "next")))
		c, _ := account.client()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var got []string
		var last error
		for file, err := range c.Stages.ListFiles(ctx, landing(t), "", 0) {
			cancel()
			got, last = append(got, file.Name), err
		}
		if strings.Join(got, " ") != "A " || !errors.Is(last, context.Canceled) || len(account.requests()) != 1 {
			t.Errorf("%q, %v, %d requests", got, last, len(account.requests()))
		}
	}
}
