package emulator_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

func TestAReportForgets(t *testing.T) {
	t.Parallel()
	f := startPipe(t, emulator.WithLoadLimits(3, 1))
	load := func(path string) {
		t.Helper()
		f.put("landing", path, "1\n")
		f.insert(path)
	}
	want := func(query string, isComplete bool, mark string, files ...string) {
		t.Helper()
		got := f.report(query)
		paths := []string{}
		for _, file := range got.Files {
			paths = append(paths, fmt.Sprint(file["path"]))
		}
		if !slices.Equal(paths, append([]string{}, files...)) || *got.CompleteResult != isComplete || got.NextBeginMark != mark {
			t.Errorf("%s: %q, complete %t, mark %s; want %q, %t, %s", query, paths, *got.CompleteResult, got.NextBeginMark, files, isComplete, mark)
		}
	}
	load("a")
	f.clock.Advance(5 * time.Minute)
	load("b")
	want("", true, "1_1", "a", "b")
	want("?recentSeconds=300", true, "1_1", "b")
	want("?recentSeconds=301", true, "1_1", "a", "b")
	want("?beginMark=1_0&recentSeconds=1", true, "1_1", "b")
	want("?beginMark=1_7", false, "1_1", "a", "b")
	f.clock.Advance(5*time.Minute + time.Second)
	want("", true, "1_1", "b")
	want("?beginMark=1_-1", false, "1_1", "b")
	want("?beginMark=1_0", true, "1_1", "b")
	load("c")
	load("d")
	load("e")
	want("?beginMark=1_0", false, "1_4", "c", "d", "e")
	want("?beginMark=1_1", true, "1_4", "c", "d", "e")
	want("?beginMark=1_3", true, "1_4", "e")
	f.clock.Advance(15 * 24 * time.Hour)
	want("?beginMark=1_3", false, "1_4")
	want("?beginMark=1_4", true, "1_4")
	want("", true, "1_4")
}
