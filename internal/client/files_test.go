package client

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

func lists(names ...string) step {
	rows := make([]string, len(names))
	for i, name := range names {
		rows[i] = fmt.Sprintf(`{"name":%q,"size":"3","md5":"m","last_modified":"Sat, 5 Sep 2026 17:59:21 GMT"}`, name)
	}
	return answerJSON(200, "["+strings.Join(rows, ",")+"]")
}

func TestFindTakesTheFileOfThatPathOnly(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		what, path string
		script     []step
		want       string // its listed name; empty: there is none
	}{
		{"internal", "in/a.csv", []step{lists("landing/old/in/a.csv", "landing/in/a.csv")}, "landing/in/a.csv"},
		{"internal, of a path that ends alike", "a.csv", []step{lists("landing/in/a.csv", "landing/in-a.csv")}, ""},
		{"of a path that the pattern fits by chance", "a+b", []step{lists("landing/a-b")}, ""},
		{"nothing", "a.csv", []step{lists()}, ""},
		{"external", "in/a.csv", []step{lists("s3://b/raw/in/a.csv", "s3://b/raw/x/in/a.csv"), answerJSON(200, `{"name":"LANDING","url":"s3://b/raw/"}`)}, "s3://b/raw/in/a.csv"},
	} {
		c, _ := newAccount(t, test.script...).client()
		found, err := c.Files.Find(t.Context(), landing(t), test.path)
		switch {
		case test.want == "" && !errors.Is(err, ErrNoFile), test.want != "" && (err != nil || found.Name != test.want):
			t.Errorf("%s: found %q, %v", test.what, found.Name, err)
		}
	}
	c, _ := newAccount(t, fails(404, "002003", "no stage")).client()
	if _, err := c.Files.Find(t.Context(), landing(t), "a"); !errors.Is(err, ErrNotFound) || errors.Is(err, ErrNoFile) {
		t.Errorf("no stage: %v", err)
	}
}

func TestNothingIsSentForAPathThatNamesNoFile(t *testing.T) {
	t.Parallel()
	c, _ := newAccount(t).client()
	for _, path := range []string{"", "/", "a//b", "../a", "a/./b", "in/", "a\nb", strings.Repeat("x", 1025)} {
		_, found := c.Files.Find(t.Context(), landing(t), path)
		for what, err := range map[string]error{
			"find": found, "upload": c.Files.Upload(t.Context(), landing(t), path, text("x")),
			"remove": c.Files.Remove(t.Context(), landing(t), path, StageFile{Name: "landing/a"}, nil),
		} {
			if err == nil || !strings.Contains(err.Error(), "reading the path") {
				t.Errorf("%s %q: %v", what, path, err)
			}
		}
	}
}

func TestPatternOfAPathFitsItsListedName(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"a.csv", `a\b`, `it's`, "a+b*c?", "(x)[y]{z}", "^a$|b", "Grüße/雪.txt", "100%/#1 & more"} {
		account := newAccount(t, lists())
		c, _ := account.client()
		_, _ = c.Files.Find(t.Context(), landing(t), path)
		asked, err := url.Parse(account.requests()[0].uri)
		if err != nil {
			t.Fatal(err)
		}
		pattern := asked.Query().Get("pattern")
		if !regexp.MustCompile(`\A(?:`+pattern+`)\z`).MatchString("landing/"+path) || strings.ContainsAny(pattern, `\'`) {
			t.Errorf("%q: pattern %s", path, pattern)
		}
	}
}

func TestRemoveNamesOneFile(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ path, listed, want string }{
		{"in/a.csv", "landing/in/a.csv", `REMOVE '@"ANALYTICS"."RAW"."LANDING"/in/a.csv' PATTERN = '^(landing/)?in/a\\.csv$'`},
		{`it's 100%`, `s3://b/raw/it's 100%`, `REMOVE '@"ANALYTICS"."RAW"."LANDING"/it''s 100%' PATTERN = '^(s3://b/raw/)?it''s 100%$'`},
		{`a\b+`, `landing/a\b+`, `REMOVE '@"ANALYTICS"."RAW"."LANDING"/a\\b+' PATTERN = '^(landing/)?a\\\\b\\+$'`},
	} {
		account := newAccount(t, answerJSON(200, rowsOf([]string{"name", "result"}, fmt.Sprintf("[%q,\"removed\"]", test.listed))))
		c, _ := account.client()
		if err := c.Files.Remove(t.Context(), landing(t), test.path, StageFile{Name: test.listed}, nil); err != nil {
			t.Errorf("%q: %v", test.path, err)
		}
		if _, body := submitted(t, account.requests()[0]); body["statement"] != test.want {
			t.Errorf("sent %v,\nwant %s", body["statement"], test.want)
		}
	}
}

func TestRemoveBelievesOnlyWhatIsSaid(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		rows []string
		kind error
		want string
	}{
		{nil, ErrNoFile, "no such file"},
		{[]string{`["landing/a","failed"]`}, nil, `"failed"`},
	} {
		c, _ := newAccount(t, answerJSON(200, rowsOf([]string{"name", "result"}, test.rows...))).client()
		err := c.Files.Remove(t.Context(), landing(t), "a", StageFile{Name: "landing/a"}, nil)
		if err == nil || !strings.Contains(err.Error(), test.want) || test.kind != nil && !errors.Is(err, test.kind) {
			t.Errorf("%v: %v", test.rows, err)
		}
	}
	objection := errors.New("it is another file")
	account := newAccount(t)
	c, _ := account.client()
	if err := c.Files.Remove(t.Context(), landing(t), "a", StageFile{Name: "landing/a"}, func(context.Context) error { return objection }); !errors.Is(err, objection) {
		t.Errorf("the guard was not asked: %v", err)
	}
}
