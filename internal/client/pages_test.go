package client

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

func page(names string, links ...string) step {
	var rows []string
	for _, name := range strings.Fields(names) {
		rows = append(rows, fmt.Sprintf(`{"name":%q,"unknown":{"a":1},"comment":null}`, name))
	}
	headers := []string{}
	for _, link := range links {
		headers = append(headers, "Link", link)
	}
	return answerJSON(200, "["+strings.Join(rows, ",")+"]", headers...)
}

func index(links ...string) step {
	headers := []string{}
	for _, link := range links {
		headers = append(headers, "Link", link)
	}
	return answerJSON(200, `{"result_handler":"h1","message":"Large result set. Use provided Link header."}`, headers...)
}

func link(number int, relation string) string {
	return fmt.Sprintf(`</api/v2/results/h1?page=%d>; rel=%q`, number, relation)
}

func TestPages(t *testing.T) {
	t.Parallel()
	const first, next, last = "first", "next", "last"
	tests := []struct {
		name   string
		script []step
		names  string
		pages  []string // that were asked for
	}{
		{"one", []step{page("A B")}, "A B", nil},
		{"none", []step{answerJSON(200, "\n [ ]")}, "", nil},
		{"linked", []step{
			page("A B", link(0, first)+","+link(1, next)+","+link(2, last)), page("C", link(0, first), link(0, "prev"), link(2, next)), page("D", link(1, "prev")),
		}, "A B C D", []string{"1", "2"}},
		{"an empty page between", []step{page("A", link(1, next)), page("", link(2, next)), page("B")}, "A B", []string{"1", "2"}},
		{"counted", []step{index(link(2, last)), page("A"), page("B"), page("C")}, "A B C", []string{"0", "1", "2"}},
		{"counted, one", []step{index(link(0, last)), page("A")}, "A", []string{"0"}},
		{"handle only", []step{index(), page("A", link(1, next)), page("B")}, "A B", []string{"0", "1"}},
		{"accepted", []step{accepts("/api/v2/results/h1?page=0"), page("A", link(1, next)), accepts("/api/v2/results/h1?page=1"), page("B")}, "A B", []string{"0", "1", "1"}},
		{"repeated", []step{page("A", link(1, next)), fails(503, "", ""), cutOff, page("B")}, "A B", []string{"1", "1", "1"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			account := newAccount(t, test.script...)
			c, _ := account.client()
			files, err := collect(c.Stages.ListFiles(t.Context(), landing(t), "", 0))
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, file := range files {
				names = append(names, file.Name)
			}
			if got := strings.Join(names, " "); got != test.names {
				t.Errorf("%q, not %q", got, test.names)
			}
			var want []string
			for _, number := range test.pages {
				want = append(want, "GET /api/v2/results/h1?page="+number)
			}
			if got := account.uris()[1:]; !slices.Equal(got, want) {
				t.Errorf("asked for %v, not %v", got, want)
			}
		})
	}
}

func TestBadLists(t *testing.T) {
	t.Parallel()
	const next = "next"
	tests := []struct {
		name    string
		script  []step
		message string
		rows    int // before the error
	}{
		{"null", []step{answerJSON(200, "null")}, "not a list", 0},
		{"an object", []step{answerJSON(200, `{"data":[]}`)}, "not a list", 0},
		{"a row without a name", []step{answerJSON(200, `[{"name":"A"},{"size":"1"}]`)}, "row 2: it has no name", 0},
		{"a null row", []step{answerJSON(200, `[null]`)}, "row 1: it has no name", 0},
		{"a wrong type", []step{answerJSON(200, `[{"name":7}]`)}, "cannot unmarshal number", 0},
		{"circle", []step{page("A", link(1, next)), page("B", link(2, next)), page("C", link(1, next))}, "circle", 3},
		{"circle of one", []step{page("A", link(1, next)), page("B", link(1, next))}, "circle", 2},
		{"an index of an index", []step{index(link(1, "last")), index(link(1, "last"))}, "not a list", 0},
		{"an index without an end", []step{index(`</api/v2/results/h1>; rel="last"`)}, "no page number", 0},
		{"an index with a negative end", []step{index(link(-1, "last"))}, "no page number", 0},
		{"an index with a far end", []step{index(link(maxPages, "last"))}, "more than 10000 pages", 0},
		{"the index is on another host", []step{index(`<https://evil.example/?page=1>; rel=last`)}, "does not lead to the account's host", 0},
		{"the next page is on another host", []step{page("A", `<//evil.example/?page=1>; rel=next`)}, "does not lead to the account's host", 1},
		{"the next page is forbidden", []step{page("A", link(1, next)), fails(403, "003001", "no")}, "003001", 1},
		{"the next page is forgotten", []step{page("A", link(1, next)), fails(404, "390404", "does not exist")}, "390404", 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			account := newAccount(t, test.script...)
			c, _ := account.client()
			rows, err := collect(c.Stages.List(t.Context(), landing(t).In(), ""))
			got := failure(t, err)
			contains(t, got.Error(), test.message, "listStages GET")
			if len(rows) != test.rows || errors.Is(err, ErrNotFound) || got.Status == 0 || got.RequestID == "" {
				t.Errorf("%d rows, %+v", len(rows), got)
			}
			if len(account.requests()) != len(test.script) {
				t.Errorf("%d requests", len(account.requests()))
			}
		})
	}
}

// TestListThatNeverEnds shows that a server that makes up new pages for ever is given up.
func TestListThatNeverEnds(t *testing.T) {
	t.Parallel()
	number := 0
	c := testClient(t, "https://acme.example")
	c.transport = roundTrip(func(w http.ResponseWriter, r *http.Request) {
		number++
		page("A", link(number, "next"))(w, r)
	})
	rows, err := collect(c.Stages.ListFiles(t.Context(), landing(t), "", 0))
	if !errors.Is(err, errTooManyPages) || len(rows) != maxPages+1 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

// TestListStopsWhenItsReaderDoes shows that pages are asked for one by one.
func TestListStopsWhenItsReaderDoes(t *testing.T) {
	t.Parallel()
	for name, script := range map[string][]step{
		"linked":  {page("A B", link(1, "next"))},
		"counted": {index(link(5, "last")), page("A B")},
	} {
		account := newAccount(t, script...)
		c, _ := account.client()
		for file, err := range c.Stages.ListFiles(t.Context(), landing(t), "", 0) {
			if err != nil || file.Name != "A" {
				t.Errorf("%s: %v, %v", name, file, err)
			}
			break
		}
		if got := len(account.requests()); got != len(script) {
			t.Errorf("%s: %d requests", name, got)
		}
	}
}
