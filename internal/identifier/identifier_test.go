package identifier

import (
	"errors"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ spelling, exact, shortest string }{
		{`landing`, `LANDING`, `LANDING`},
		{`LANDING`, `LANDING`, `LANDING`},
		{`"LANDING"`, `LANDING`, `LANDING`},
		{`"Landing"`, `Landing`, `"Landing"`},
		{`_x$9`, `_X$9`, `_X$9`},
		{`"$x"`, `$x`, `"$x"`},
		{`"9LIVES"`, `9LIVES`, `"9LIVES"`},
		{`"a ""b"" c"`, `a "b" c`, `"a ""b"" c"`},
		{`""""`, `"`, `""""`},
		{`"a.b/c"`, `a.b/c`, `"a.b/c"`},
		{`"Größe 🚀"`, `Größe 🚀`, `"Größe 🚀"`},
		{strings.Repeat("a", MaxLength), strings.Repeat("A", MaxLength), strings.Repeat("A", MaxLength)},
		{`"` + strings.Repeat("é", MaxLength) + `"`, strings.Repeat("é", MaxLength), `"` + strings.Repeat("é", MaxLength) + `"`},
		{`"` + strings.Repeat(`""`, MaxLength) + `"`, strings.Repeat(`"`, MaxLength), `"` + strings.Repeat(`""`, MaxLength) + `"`},
	} {
		name, err := Parse(test.spelling)
		if err != nil {
			t.Errorf("Parse(%s): %v", test.spelling, err)
			continue
		}
		if name.Exact() != test.exact || name.String() != test.shortest {
			t.Errorf("Parse(%s) is %q, written %s; want %q, written %s", test.spelling, name.Exact(), name, test.exact, test.shortest)
		}
	}
}

func TestSpellingsOfOneNameAreEqual(t *testing.T) {
	t.Parallel()
	want, err := Parse("LANDING")
	if err != nil {
		t.Fatal(err)
	}
	for _, spelling := range []string{"landing", "Landing", `"LANDING"`} {
		if got, err := Parse(spelling); err != nil || got != want {
			t.Errorf("Parse(%s) = %v, %v; want %v", spelling, got, err, want)
		}
	}
	if got, err := Parse(`"landing"`); err != nil || got == want {
		t.Errorf(`Parse("landing" in quotes) = %v, %v; want a name other than %v`, got, err, want)
	}
}

func TestParseSaysWhichRuleIsBrokenAndWhatWouldWork(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", MaxLength+1)
	for _, test := range []struct{ spelling, rule, suggestion string }{
		{``, ruleEmpty, ``},
		{`""`, ruleEmpty, ``},
		{`my stage`, ruleBare, `"my stage"`},
		{` a`, ruleBare, `" a"`},
		{`9a`, ruleBare, `"9a"`},
		{`$a`, ruleBare, `"$a"`},
		{`größe`, ruleBare, `"größe"`},
		{`a-b`, ruleBare, `"a-b"`},
		{`a"b`, ruleBare, `"a""b"`},
		{`"a`, ruleQuotes, `"a"`},
		{`"`, ruleQuotes, ``},
		{`"""`, ruleQuotes, `""""`},
		{`"a"b"`, ruleQuotes, `"a""b"`},
		{`"a"b`, ruleQuotes, `"a""b"`},
		{long, ruleLength, ``},
		{`"` + long + `"`, ruleLength, ``},
		{`-` + long, ruleBare, ``},
		{"\"a\x00\"", ruleNUL, ``},
		{"a\x00", ruleBare, ``},
		{"\"\xff\"", ruleUTF8, ``},
	} {
		_, err := Parse(test.spelling)
		problem, ok := errors.AsType[*Error](err)
		if !ok {
			t.Errorf("Parse(%q): %v, want an *Error", test.spelling, err)
			continue
		}
		if want := (Error{Spelling: test.spelling, Rule: test.rule, Suggestion: test.suggestion}); *problem != want {
			t.Errorf("Parse(%q): %+v, want %+v", test.spelling, *problem, want)
		}
		if text := err.Error(); !strings.Contains(text, test.rule) || !strings.Contains(text, test.suggestion) {
			t.Errorf("Parse(%q): the error %q lacks the rule or the suggestion", test.spelling, text)
		}
	}
}

func TestFromReply(t *testing.T) {
	t.Parallel()
	for spelling, exact := range map[string]string{
		`LANDING`:   `LANDING`,
		`landing`:   `landing`,
		`"Landing"`: `Landing`,
		`my stage`:  `my stage`,
		`"a""b"`:    `a"b`,
		`"a"b"`:     `"a"b"`,
		`"`:         `"`,
		`""`:        `""`,
		``:          ``,
	} {
		if got := FromReply(spelling).Exact(); got != exact {
			t.Errorf("FromReply(%s) is %q, want %q", spelling, got, exact)
		}
	}
	if !FromReply("").IsZero() || FromReply("A").IsZero() {
		t.Error("only the empty reply is no name")
	}
}

func TestFromExact(t *testing.T) {
	t.Parallel()
	for exact, quoted := range map[string]string{
		`LANDING`:                      `"LANDING"`,
		`landing`:                      `"landing"`,
		`my "stage"`:                   `"my ""stage"""`,
		`"`:                            `""""`,
		strings.Repeat("ü", MaxLength): `"` + strings.Repeat("ü", MaxLength) + `"`,
	} {
		name, err := FromExact(exact)
		if err != nil || name.Exact() != exact || name.Quoted() != quoted {
			t.Errorf("FromExact(%s) is %s, %v", exact, name.Quoted(), err)
		}
	}
	for exact, rule := range map[string]string{
		"":                               ruleEmpty,
		"a\x00":                          ruleNUL,
		"\xff":                           ruleUTF8,
		strings.Repeat("a", MaxLength+1): ruleLength,
	} {
		_, err := FromExact(exact)
		if problem, ok := errors.AsType[*Error](err); !ok || *problem != (Error{Spelling: exact, Rule: rule}) {
			t.Errorf("FromExact(%q): %v", exact, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{`landing`, `"Landing"`, `"a""b"`, ``, `""`, `"`, `"""`, `my stage`, `größe`, "\xff", "\"\x00\""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, spelling string) {
		name, err := Parse(spelling)
		if problem, ok := errors.AsType[*Error](err); ok {
			if problem.Suggestion != "" {
				if _, err := Parse(problem.Suggestion); err != nil {
					t.Fatalf("the suggestion for %q does not work: %v", spelling, err)
				}
			}
			return
		}
		for _, again := range []string{name.String(), name.Quoted()} {
			if got, err := Parse(again); err != nil || got != name {
				t.Fatalf("Parse(%q) = %v, %v; want %v", again, got, err, name)
			}
			if got := FromReply(name.Quoted()); got != name {
				t.Fatalf("FromReply(%q) = %v, want %v", name.Quoted(), got, name)
			}
		}
	})
}
