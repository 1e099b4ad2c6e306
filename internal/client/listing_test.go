package client

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// twice takes a listing in both ways: with its files, and without.
func twice(t *testing.T, test func(t *testing.T, list func(ctx context.Context, c *Client, limit int) (names string, count int, err error))) {
	t.Helper()
	t.Run("list", func(t *testing.T) {
		t.Parallel()
		test(t, func(ctx context.Context, c *Client, limit int) (string, int, error) {
			files, err := collect(c.Stages.ListFiles(ctx, landing(t), "", limit))
			return names(files), len(files), err
		})
	})
	t.Run("survey", func(t *testing.T) {
		t.Parallel()
		test(t, func(ctx context.Context, c *Client, limit int) (string, int, error) {
			survey, err := c.Stages.SurveyFiles(ctx, landing(t), "", limit, true)
			return names(survey.Files), survey.Count, err
		})
	})
}

// zipped is a page as servers compress it.
func zipped(t *testing.T, body string) []byte {
	t.Helper()
	var text bytes.Buffer
	w := gzip.NewWriter(&text)
	_, err := io.WriteString(w, body)
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return text.Bytes()
}

func answerZipped(body []byte) step {
	return answerJSON(200, string(body), "Content-Encoding", "gzip")
}

// TestPageThatBreaksOffIsRepeated shows that nothing of a broken try counts.
func TestPageThatBreaksOffIsRepeated(t *testing.T) {
	t.Parallel()
	rows := `{"name":"A"},{"name":"B"}`
	whole := zipped(t, "["+rows+"]")
	badSum := bytes.Clone(whole)
	badSum[len(badSum)-8] ^= 1
	for what, broken := range map[string]step{
		"between rows":           answerJSON(200, "["+rows, "Content-Length", "1000"),
		"within a row":           answerJSON(200, "["+rows+`,{"na`, "Content-Length", "1000"),
		"after the list":         answerJSON(200, "["+rows+"]", "Content-Length", "1000"),
		"as if it were complete": answerJSON(200, "["+rows),
		"within a name":          answerJSON(200, "["+rows+`,{"name":"C`),
		"after a comma":          answerJSON(200, "["+rows+","),
		"at once":                answerJSON(200, "["),
		"compressed":             answerZipped(whole[:len(whole)-10]),
		"with a wrong checksum":  answerZipped(badSum),
		"by an end of the connection": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, "["+rows)
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			twice(t, func(t *testing.T, list func(context.Context, *Client, int) (string, int, error)) {
				account := newAccount(t, page("1 2", link(1, "next")), broken, broken, answerJSON(200, `[{"name":"3"},{"name":"4"},{"name":"5"}]`))
				account.Config.ErrorLog = log.New(io.Discard, "", 0)
				c, _ := account.client()
				if names, count, err := list(t.Context(), c, 0); err != nil || names != "1 2 3 4 5" || count != 5 {
					t.Errorf("%d files, %q, %v", count, names, err)
				}
				if got := account.uris(); len(got) != 4 || got[1] != got[3] {
					t.Errorf("asked for %v", got)
				}
			})
		})
	}
}

func TestPageThatIsNoneIsNotRepeated(t *testing.T) {
	t.Parallel()
	for what, test := range map[string]struct {
		answer  step
		message string
		kind    error
	}{
		"no comma":           {answerJSON(200, `[{"name":"A"} {"name":"B"}]`), "the reply is not JSON: row 2: expected comma after array element", ErrNotSnowflake},
		"a comma at the end": {answerJSON(200, `[{"name":"A"},]`), "the reply is not JSON: row 2: invalid character ']'", ErrNotSnowflake},
		"a wrong bracket":    {answerJSON(200, `[{"name":"A"}}`), "the reply is not JSON: invalid character '}'", ErrNotSnowflake},
		"a list and more":    {answerJSON(200, `[{"name":"A"}] []`), "the reply is not JSON: something follows the list", ErrNotSnowflake},
		"a list and text":    {answerJSON(200, `[{"name":"A"}]<html>`), "the reply is not JSON: invalid character '<'", ErrNotSnowflake},
		"no JSON in a row":   {answerJSON(200, `[{"name":"A"},{"name":oops}]`), "the reply is not JSON: row 2: invalid character 'o'", ErrNotSnowflake},
		"another type":       {respond(200, "text/html", `[{"name":"A"}]`), `the reply is not JSON: its content type is "text/html"`, ErrNotSnowflake},
		"a row of numbers":   {answerJSON(200, `[{"name":"A"},[1]]`), "row 2: json: cannot unmarshal array", nil},
		"a name of a number": {answerJSON(200, `[{"name":"A"},{"name":2}]`), "row 2: json: cannot unmarshal number", nil},
		"no name":            {answerJSON(200, `[{"name":"A"},{"size":"1"}]`), "row 2: it has no name", nil},
		"a name that is null, after one": {
			answerJSON(200, `[{"name":"A"},{"name":null}]`), "row 2: it has no name", nil,
		},
		"a text":          {answerJSON(200, `"text"`), "it is not a list", nil},
		"an endless row":  {answerJSON(200, `[{"name":"`+strings.Repeat("x", longestRow+8<<10)+`"}]`), "the list is too large: more than 4194304 bytes in one row", ErrListTooLarge},
		"206, of a list":  {answerJSON(206, `[{"name":"A"}]`), "206", nil},
		"white space":     {answerJSON(200, strings.Repeat(" ", maxDrained)+`[{"name":"A"}]`), "it is not a list", nil},
		"only whitespace": {answerJSON(200, " \n\t "), "the reply is not JSON", ErrNotSnowflake},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			twice(t, func(t *testing.T, list func(context.Context, *Client, int) (string, int, error)) {
				account := newAccount(t, test.answer)
				c, _ := account.client()
				names, count, err := list(t.Context(), c, 0)
				contains(t, failure(t, err).Error(), test.message, "listFiles GET")
				if count != 0 || names != "" || test.kind != nil && !errors.Is(err, test.kind) || errors.Is(err, ErrNotSnowflake) != errors.Is(test.kind, ErrNotSnowflake) {
					t.Errorf("%d files, %q, %v", count, names, err)
				}
			})
		})
	}
}

// stalls sends the beginning of a list and holds the connection until the client gives it up.
func stalls(given chan<- struct{}) step {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `[{"name":"A"},{"name":"B"},{"name":"C"},`)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
		close(given)
	}
}

// TestEnoughClosesTheConnection shows that of a page of which there is enough the rest is neither waited for nor read.
func TestEnoughClosesTheConnection(t *testing.T) {
	t.Parallel()
	twice(t, func(t *testing.T, list func(context.Context, *Client, int) (string, int, error)) {
		given := make(chan struct{})
		account := newAccount(t, stalls(given), page("D"))
		c, _ := account.client()
		if names, count, err := list(t.Context(), c, 2); err != nil || names != "A B" || count != 2 {
			t.Errorf("%d files, %q, %v", count, names, err)
		}
		<-given
		if names, _, err := list(t.Context(), c, 2); err != nil || names != "D" {
			t.Errorf("afterwards %q, %v", names, err)
		}
	})
}

func TestCancellationEndsAPage(t *testing.T) {
	t.Parallel()
	twice(t, func(t *testing.T, list func(context.Context, *Client, int) (string, int, error)) {
		given := make(chan struct{})
		ctx, cancel := context.WithCancel(t.Context())
		account := newAccount(t, func(w http.ResponseWriter, r *http.Request) {
			time.AfterFunc(10*time.Millisecond, cancel)
			stalls(given)(w, r)
		})
		c, _ := account.client()
		if _, count, err := list(ctx, c, 0); !errors.Is(err, context.Canceled) || count != 0 {
			t.Errorf("%d files, %v", count, err)
		}
		<-given
	})
}

// dripping is a body that comes in pieces, each after a pause.
type dripping struct {
	pieces []string
	pause  time.Duration
	ctx    context.Context
}

func (d *dripping) Read(b []byte) (int, error) {
	select {
	case <-d.ctx.Done():
		return 0, d.ctx.Err()
	case <-time.After(d.pause):
	}
	if len(d.pieces) == 0 {
		return 0, io.EOF
	}
	n := copy(b, d.pieces[0])
	d.pieces = d.pieces[1:]
	return n, nil
}

func (*dripping) Close() error { return nil }

// TestSlowPageIsGivenTime shows that a list may take longer than a try as long as it goes on, and other replies may not.
func TestSlowPageIsGivenTime(t *testing.T) {
	t.Parallel()
	pieces := []string{"[", `{"name":"A"}`, ",", `{"name":"B"}`, "]"}
	for what, test := range map[string]struct {
		pause time.Duration
		limit time.Duration // of the caller
		want  string
	}{
		"slow":            {50 * time.Second, time.Hour, ""},
		"too slow":        {61 * time.Second, time.Hour, "no complete reply within 1m0s of the last byte"},
		"slow for ever":   {50 * time.Second, time.Minute, "context deadline exceeded"},
		"not slow at all": {0, time.Hour, ""},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), test.limit)
				defer cancel()
				c := testClient(t, "https://acme.example")
				c.config.MaxRetries = -1
				c.transport = transportThat(func(r *http.Request) *http.Response {
					return &http.Response{
						StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}},
						Body: &dripping{pieces: pieces, pause: test.pause, ctx: r.Context()},
					}
				})
				files, err := collect(c.Stages.ListFiles(ctx, landing(t), "", 0))
				if test.want == "" && (err != nil || names(files) != "A B") {
					t.Errorf("%q, %v", names(files), err)
				}
				if test.want != "" {
					contains(t, failure(t, err).Error(), test.want)
				}
			})
		})
	}
}

type transportThat func(*http.Request) *http.Response

func (f transportThat) RoundTrip(r *http.Request) (*http.Response, error) { return f(r), nil }

// TestSurveyIsBoundedWiderThanAList shows that what keeps nothing may read ten times as much.
func TestSurveyIsBoundedWiderThanAList(t *testing.T) {
	t.Parallel()
	rows := strings.TrimSuffix(strings.Repeat(`{"name":"A"},`, 30), ",")
	for what, test := range map[string]struct {
		bounds bounds
		keep   bool
		want   string
	}{
		"rows":                {bounds{3, 1 << 20}, false, ""},
		"too many rows":       {bounds{2, 1 << 20}, false, "row 21: the list is too large: more than 20 rows"},
		"bytes":               {bounds{3, 40}, false, ""},
		"too many bytes":      {bounds{3, 30}, false, "the list is too large: more than 300 bytes"},
		"too many rows kept":  {bounds{29, 1 << 20}, true, "more than 29 rows"},
		"too many bytes kept": {bounds{30, 40}, true, "more than 40 bytes"},
	} {
		account := newAccount(t, answerJSON(200, "["+rows+"]"))
		c, _ := account.client()
		c.bounds = test.bounds
		survey, err := c.Stages.SurveyFiles(t.Context(), landing(t), "", 0, test.keep)
		switch {
		case test.want == "" && (err != nil || survey.Count != 30):
			t.Errorf("%s: %d files, %v", what, survey.Count, err)
		case test.want != "":
			contains(t, failure(t, err).Error(), test.want)
			if !errors.Is(err, ErrListTooLarge) || survey.Count != 0 {
				t.Errorf("%s: %d files, %v", what, survey.Count, err)
			}
		}
	}
}
