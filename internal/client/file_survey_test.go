package client

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
)

func fileRow(name, size, modified string) string {
	return fmt.Sprintf(`{"name":%q,"size":%q,"md5":null,"last_modified":%q}`, name, size, modified)
}

func filePage(rows []string, links ...string) step {
	var headers []string
	for _, link := range links {
		headers = append(headers, "Link", link)
	}
	return answerJSON(200, "["+strings.Join(rows, ",")+"]", headers...)
}

func TestSurveyTakesFilesTogether(t *testing.T) {
	t.Parallel()
	const early, late = "Sat, 5 Sep 2026 17:59:21 GMT", "Tue, 15 Sep 2026 17:59:21 GMT"
	var unsized []string
	for i := range 12 {
		unsized = append(unsized, fileRow(fmt.Sprintf("u%02d", i), "", ""))
	}
	var named []string
	for i := range 10 {
		named = append(named, fmt.Sprintf("u%02d", i))
	}
	for what, test := range map[string]struct {
		rows []string
		want FileSurvey
	}{
		"none":                  {nil, FileSurvey{}},
		"sizes":                 {[]string{fileRow("a", "3", ""), fileRow("b", "0", ""), fileRow("c", "4", "")}, FileSurvey{Count: 3, Bytes: 7}},
		"sizes that are none":   {[]string{fileRow("a", "-3", ""), fileRow("b", "many", "")}, FileSurvey{Count: 2, Unsized: 2, UnsizedNames: []string{"a", "b"}}},
		"a size beyond the sum": {[]string{fileRow("a", fmt.Sprint(math.MaxInt64), ""), fileRow("b", "1", "")}, FileSurvey{Count: 2, Bytes: math.MaxInt64, Unsized: 1, UnsizedNames: []string{"b"}}},
		"the first of many":     {unsized, FileSurvey{Count: 12, Unsized: 12, UnsizedNames: named}},
		"the latest": {
			[]string{fileRow("a", "1", early), fileRow("b", "1", late), fileRow("c", "1", early), fileRow("d", "1", "later than all")},
			FileSurvey{Count: 4, Bytes: 4, Newest: StageFile{Name: "b", Size: "1", LastModified: late}},
		},
		"the first of one date": {
			[]string{fileRow("c", "1", late), fileRow("a", "2", "2026-09-15T19:59:21+02:00"), fileRow("b", "3", late)},
			FileSurvey{Count: 3, Bytes: 6, Newest: StageFile{Name: "a", Size: "2", LastModified: "2026-09-15T19:59:21+02:00"}},
		},
	} {
		for _, size := range []int{1, 2, 100} { // of pages
			var script []step
			for number := 1; ; number++ {
				if len(test.rows) <= number*size {
					script = append(script, filePage(test.rows[min((number-1)*size, len(test.rows)):]))
					break
				}
				script = append(script, filePage(test.rows[(number-1)*size:number*size], link(number, "next")))
			}
			account := newAccount(t, script...)
			c, _ := account.client()
			got, err := c.Stages.SurveyFiles(t.Context(), landing(t), "", 0, false)
			if err != nil || !reflect.DeepEqual(got, test.want) {
				t.Errorf("%s, pages of %d: %+v, %v; want %+v", what, size, got, err, test.want)
			}
		}
	}
}

// TestLimitsEndAListing asks for some of five files that come in pages of two.
func TestLimitsEndAListing(t *testing.T) {
	t.Parallel()
	row := func(name string) string { return fileRow(name, "1", "") }
	pages := []step{
		filePage([]string{row("a"), row("b")}, link(1, "next")), filePage([]string{row("c"), row("d")}, link(2, "next")), filePage([]string{row("e")}),
	}
	for limit, want := range map[int]struct {
		names           string
		listed, surveys int // pages that are asked for
	}{
		0: {"a b c d e", 3, 3}, 1: {"a", 1, 1}, 2: {"a b", 1, 2}, 3: {"a b c", 2, 2}, 4: {"a b c d", 2, 3}, 5: {"a b c d e", 3, 3}, 6: {"a b c d e", 3, 3},
	} {
		account := newAccount(t, pages...)
		c, _ := account.client()
		files, err := collect(c.Stages.ListFiles(t.Context(), landing(t), "", limit))
		if got := names(files); err != nil || got != want.names || len(account.requests()) != want.listed {
			t.Errorf("limit %d: listed %q with %d requests, %v", limit, got, len(account.requests()), err)
		}
		count := len(strings.Fields(want.names))
		for _, keep := range []bool{false, true} {
			account := newAccount(t, pages...)
			c, _ := account.client()
			c.bounds.rows = max(count, 1) // a limit that is as high as the bound is still one
			got, err := c.Stages.SurveyFiles(t.Context(), landing(t), "", limit, keep)
			if err != nil || got.Count != count || got.Bytes != int64(count) || got.More != (limit > 0 && limit < 5) || len(account.requests()) != want.surveys {
				t.Errorf("limit %d: %+v with %d requests, %v", limit, got, len(account.requests()), err)
			}
			if kept := names(got.Files); keep && kept != want.names || !keep && got.Files != nil {
				t.Errorf("limit %d: kept %q", limit, kept)
			}
		}
	}
}

func names(files []StageFile) string {
	var all []string
	for _, file := range files {
		all = append(all, file.Name)
	}
	return strings.Join(all, " ")
}

func TestLastModified(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Tue, 5 Sep 2023 17:59:21 GMT":    "2023-09-05T17:59:21Z",
		"Tue, 05 Sep 2023 17:59:21 GMT":   "2023-09-05T17:59:21Z",
		"Sat, 31 May 2025 08:50:51 GMT":   "2025-05-31T08:50:51Z",
		"Tue, 05 Sep 2023 19:59:21 +0200": "2023-09-05T17:59:21Z",
		"2023-09-05T17:59:21Z":            "2023-09-05T17:59:21Z",
		"Tue, 5 Sep 2023 17:59:21 PST":    "", // Go would read an unknown zone as UTC.
		"":                                "",
	} {
		got := ""
		if modified, err := (StageFile{LastModified: text}).Modified(); err == nil {
			got = modified.UTC().Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("the date %q = %q, want %q", text, got, want)
		}
	}
}
