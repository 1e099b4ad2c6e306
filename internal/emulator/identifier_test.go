package emulator

import (
	"slices"
	"testing"
)

func FuzzNamesReadBack(f *testing.F) {
	for _, spelling := range []string{`landing`, `"Landing"`, `"a""b"`, `_$`, `""`, `"`, `"""`, "ä", `"\xff"`, `1a`, ``} {
		f.Add(spelling)
	}
	f.Fuzz(func(t *testing.T, spelling string) {
		read, err := readName(spelling)
		if err != nil {
			return
		}
		again, err := readName(read.spelled())
		if err != nil || again != read {
			t.Errorf("%q is %q, spelled %q, which is %q, %v", spelling, read, read.spelled(), again, err)
		}
	})
}

func TestSplitQualified(t *testing.T) {
	t.Parallel()
	for spelling, want := range map[string][]string{
		`a.b`:         {`a`, `b`},
		`"a.b".c`:     {`"a.b"`, `c`},
		`"a"".""b".c`: {`"a"".""b"`, `c`},
		`a`:           {`a`},
		`a.`:          {`a`, ``},
	} {
		if got := splitQualified(spelling); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", spelling, got, want)
		}
	}
}
