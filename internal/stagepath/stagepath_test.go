package stagepath_test

import (
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/stagepath"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	longest := strings.Repeat("ü", stagepath.MaxLength/2)
	for _, good := range []string{
		"a", "in/orders.csv", "in/.hidden", "in/...", "a b/ü?#%25.csv", "a..b/c", `a\b`, "year=2026/a:b", "%2e%2e/%2f", "+&'\"*$~`|<>", "e\u0301 雪 ❄️", longest,
	} {
		if err := stagepath.Check(good); err != nil {
			t.Errorf("Check(%q) = %v", good, err)
		}
	}
	for bad, want := range map[string]string{
		"":            "it is empty",
		"/":           "it starts with /, but is relative to the stage",
		"/a":          "it starts with /, but is relative to the stage",
		"a/":          "it ends in /, which names a folder",
		"a//b":        "it has an empty segment, //",
		".":           `it has the segment "."`,
		"..":          `it has the segment ".."`,
		"a/../b":      `it has the segment ".."`,
		"in/./a":      `it has the segment "."`,
		"../x.csv":    `it has the segment ".."`,
		"a\x00b":      "it has a control character, like a tab or a line break",
		"a\nb":        "it has a control character, like a tab or a line break",
		"a\x7f":       "it has a control character, like a tab or a line break",
		"a\u0085":     "it has a control character, like a tab or a line break",
		"a\xffb":      "it is not valid UTF-8 text",
		longest + "a": "it has 1025 bytes, but may have 1024 at most",
	} {
		if err := stagepath.Check(bad); err == nil || err.Error() != want {
			t.Errorf("Check(%q) = %v, want %q", bad, err, want)
		}
	}
}
