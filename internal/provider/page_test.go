package provider

import (
	"os"
	"strings"
	"testing"
)

const generatedEnds = "<!-- What was written by make generate ends here. -->\n"

// holdPage compares the generated part of a template, which begins after the given line, with what it should be; -update writes it.
func holdPage(t *testing.T, file, begins, generated string) {
	t.Helper()
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, hasBegin := strings.Cut(string(page), begins)
	_, after, hasEnd := strings.Cut(rest, generatedEnds)
	if !hasBegin || !hasEnd {
		t.Fatalf("%s has no place for what is generated", file)
	}
	want := before + begins + "\n" + generated + "\n" + generatedEnds + after
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(page) != want {
		t.Errorf("the generated part of %s is out of date. If the change is wanted, run: make generate", file)
	}
}
