package provider

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// filesOf lists n files of the given size, and counts how many of them were asked for.
func filesOf(n int, size string, asked *int) iter.Seq2[client.StageFile, error] {
	return func(yield func(client.StageFile, error) bool) {
		for i := range n {
			*asked++
			if !yield(client.StageFile{Name: fmt.Sprintf("landing/%d", i), Size: size}, nil) {
				return
			}
		}
	}
}

func TestFilesAreCountedUpToAThousand(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		files int
		size  string
		want  string
		asked int
	}{
		{0, "5", "0 files of 0 bytes", 0},
		{1, "1", "1 file of 1 byte", 1},
		{2, "0", "2 files of 0 bytes", 2},
		{3, "341", "3 files of 1,023 bytes", 3},
		{4, "256", "4 files of 1.0 KiB (1,024 bytes)", 4},
		{3, "524288", "3 files of 1.5 MiB (1,572,864 bytes)", 3},
		{2, "many", "2 files of at least 0 bytes", 2},
		{2, "-1", "2 files of at least 0 bytes", 2},
		{2, fmt.Sprint(math.MaxInt64), "2 files of at least 8.0 EiB (9,223,372,036,854,775,807 bytes)", 2},
		{999, "1000", "999 files of 975.6 KiB (999,000 bytes)", 999},
		{1000, "1", "1,000 files of 1,000 bytes", 1000},
		{1001, "1", "more than 1,000 files of at least 1,000 bytes", 1001},
		{5000, "1", "more than 1,000 files of at least 1,000 bytes", 1001},
	} {
		asked := 0
		held, err := countFiles(filesOf(test.files, test.size, &asked))
		if err != nil || held.String() != test.want || asked != test.asked {
			t.Errorf("%d files of %s: %q after %d rows, %v; want %q after %d", test.files, test.size, held, asked, err, test.want, test.asked)
		}
	}
}

func TestFilesThatCannotAllBeListedAreNotCounted(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	held, err := countFiles(func(yield func(client.StageFile, error) bool) {
		if yield(client.StageFile{Name: "landing/a", Size: "1"}, nil) {
			yield(client.StageFile{}, broken)
		}
	})
	if !errors.Is(err, broken) || held.files != 0 {
		t.Errorf("%v, %v", held, err)
	}
}
