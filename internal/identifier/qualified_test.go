package identifier

import (
	"errors"
	"strings"
	"testing"
)

func TestParseQualified(t *testing.T) {
	t.Parallel()
	for spelling, want := range map[string]Qualified{
		`"ANALYTICS"."RAW"."LANDING"`: {Name{"ANALYTICS"}, Name{"RAW"}, Name{"LANDING"}},
		`analytics.raw.landing`:       {Name{"ANALYTICS"}, Name{"RAW"}, Name{"LANDING"}},
		`analytics/raw/landing`:       {Name{"ANALYTICS"}, Name{"RAW"}, Name{"LANDING"}},
		`analytics."raw".landing`:     {Name{"ANALYTICS"}, Name{"raw"}, Name{"LANDING"}},
		`"a.b"."c/d"."e""f"`:          {Name{"a.b"}, Name{"c/d"}, Name{`e"f`}},
		`"a.b"/"c/d"/"e ""."" f"`:     {Name{"a.b"}, Name{"c/d"}, Name{`e "." f`}},
	} {
		got, err := ParseQualified(spelling)
		if err != nil || got != want {
			t.Errorf("ParseQualified(%s) = %v, %v; want %v", spelling, got, err, want)
		}
	}
}

func TestQualifiedIsAlwaysQuoted(t *testing.T) {
	t.Parallel()
	q := Qualified{Name{"ANALYTICS"}, Name{"raw"}, Name{`a"b`}}
	if got, want := q.String(), `"ANALYTICS"."raw"."a""b"`; got != want {
		t.Errorf("the name is written %s, want %s", got, want)
	}
	if got, want := q.In(), (Schema{Name{"ANALYTICS"}, Name{"raw"}}); got != want {
		t.Errorf("the schema is %s, want %s", got, want)
	}
	if got, want := q.In().String(), `"ANALYTICS"."raw"`; got != want {
		t.Errorf("the schema is written %s, want %s", got, want)
	}
}

func TestParseQualifiedNamesThePartToBlame(t *testing.T) {
	t.Parallel()
	for spelling, want := range map[string]Error{
		`my db.raw.landing`: {Part: "database", Spelling: "my db", Rule: ruleBare, Suggestion: `"my db"`},
		`db.9.landing`:      {Part: "schema", Spelling: "9", Rule: ruleBare, Suggestion: `"9"`},
		`db.raw.`:           {Part: "name", Rule: ruleEmpty},
		`..`:                {Part: "database", Rule: ruleEmpty},
		`db.raw."a"b"c"`:    {Part: "name", Spelling: `"a"b"c"`, Rule: ruleQuotes, Suggestion: `"a""b""c"`},
		`landing`:           {Spelling: `landing`, Rule: ruleParts},
		``:                  {Rule: ruleParts},
		`a.b`:               {Spelling: `a.b`, Rule: ruleParts},
		`a.b.c.d`:           {Spelling: `a.b.c.d`, Rule: ruleParts},
		`a.b/c`:             {Spelling: `a.b/c`, Rule: ruleParts},
		`"a.b.c`:            {Spelling: `"a.b.c`, Rule: ruleQuotes},
	} {
		_, err := ParseQualified(spelling)
		problem, ok := errors.AsType[*Error](err)
		if !ok || *problem != want {
			t.Errorf("ParseQualified(%s): %+v, want %+v", spelling, err, want)
			continue
		}
		if !strings.HasPrefix(err.Error(), want.Part) {
			t.Errorf("the error %q does not start with the part %s", err, want.Part)
		}
	}
}

func FuzzParseQualified(f *testing.F) {
	for _, seed := range []string{`a.b.c`, `a/b/c`, `"a.b"."c/d"."e""f"`, `a."b"/c`, `..`, `"`, `"a"b.c.d`, "a.b.\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, spelling string) {
		name, err := ParseQualified(spelling)
		if err != nil {
			return
		}
		for _, again := range []string{
			name.String(),
			name.Database.String() + "." + name.Schema.String() + "." + name.Name.String(),
			name.Database.String() + "/" + name.Schema.Quoted() + "/" + name.Name.String(),
		} {
			if got, err := ParseQualified(again); err != nil || got != name {
				t.Fatalf("ParseQualified(%q) = %v, %v; want %v", again, got, err, name)
			}
		}
	})
}
