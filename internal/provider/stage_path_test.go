package provider

import "testing"

func TestCheckStagePath(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"a", "in/orders.csv", "in/.hidden", "in/...", "a b/ü?#%25.csv", "a..b/c", `a\b`, "year=2026/a:b"} {
		if err := checkStagePath(good); err != nil {
			t.Errorf("checkStagePath(%q) = %v", good, err)
		}
	}
	for bad, want := range map[string]string{
		"":         "it is empty",
		"/a":       "it starts with /, but is relative to the stage",
		"a/":       "it ends in /, which names a folder",
		"a//b":     "it has an empty segment, //",
		".":        `it has the segment "."`,
		"..":       `it has the segment ".."`,
		"a/../b":   `it has the segment ".."`,
		"in/./a":   `it has the segment "."`,
		"../x.csv": `it has the segment ".."`,
	} {
		if err := checkStagePath(bad); err == nil || err.Error() != want {
			t.Errorf("checkStagePath(%q) = %v, want %q", bad, err, want)
		}
	}
}
