package provider

import (
	"regexp"
	"strings"
	"testing"
)

func TestCheckPatternAcceptsWhatJavaKnows(t *testing.T) {
	t.Parallel()
	for _, pattern := range []string{
		``, `.*`, `.*[.]csv`, `.*data_0.*`, `landing/in/(a|b)?\.csv`,
		`(?=.*orders)(?!.*tmp).*`, `(?<=a)b`, `(?<!a)b`, // look-around
		`(a)\1`, `(?<year>\d{4})\k<year>`, // back-references
		`a*+b++c?+`, `(?>a+)b`, // possessive and atomic
		`[a-z&&[^aeiou]]+`, `[]a]`, `[^]a]`, `[\]]`, `[[:alpha:]]+`, `[(*]`, // classes
		`\Q(*[\E.*`, `\Q unfinished \`, `[\Q]\E]`, // quotations
		`\p{Lu}+`, `a{2,3}?`, `a{2,2}`, `a{9,10}`, `a{3,}`, `\{2,1}`, `[{2,1}]`, `\Q{2,1}\E`, `^*`, `]`, `}`, `\\`, `\(`, `\*`,
		`(?x) a # a comment with ( and *`, `(?i-x:a)`, `(|a)*`, `a||b`,
	} {
		if err := checkPattern(pattern); err != nil {
			t.Errorf("checkPattern(%q) = %v, want it accepted", pattern, err)
		}
	}
}

func TestCheckPatternRefusesWhatCannotMatch(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]string{
		`*.csv`:      "* at character 1 repeats nothing",
		`+`:          "+ at character 1 repeats nothing",
		`?`:          "? at character 1 repeats nothing",
		`a|*`:        "* at character 3 repeats nothing",
		`(*)`:        "* at character 2 repeats nothing",
		`é**`:        "* at character 3 repeats nothing",
		`a???`:       "? at character 4 repeats nothing",
		`(`:          "1 opening ( without a closing one",
		`((a)`:       "1 opening ( without a closing one",
		`(?:a`:       "1 opening ( without a closing one",
		`a)`:         ") at character 2 closes nothing",
		`[a`:         "[ at character 1 is never closed",
		`[]`:         "[ at character 1 is never closed",
		`[a[b]`:      "[ at character 1 is never closed",
		`[a\`:        "[ at character 1 is never closed",
		`ends with\`: "ends in a backslash",
		`[\]`:        "[ at character 1 is never closed",
		`éx{2,1}`:    "{2,1} at character 3 repeats at least 2 and at most 1 times",
		`a{10,9}+`:   "{10,9} at character 2 repeats at least 10",
	} {
		err := checkPattern(pattern)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("checkPattern(%q) = %v, want %q", pattern, err, want)
		}
	}
}

// What Go's smaller dialect can compile, Java can too, but for brackets and quotations within classes.
func FuzzCheckPattern(f *testing.F) {
	for _, seed := range []string{`.*[.]csv`, `(a|b)*`, `\Qa*\E`, `[^a]`, `a{2}+`, `a{2,1}`, `a{03,1}`, `(?i:x)`, `*`, `[`, `\`, `(?P<n>a)+?`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, pattern string) {
		_, broken := regexp.Compile(pattern)
		refused := checkPattern(pattern)
		if refused != nil && broken == nil && strings.Count(pattern, "[") < 2 && !strings.Contains(pattern, `\Q`) {
			t.Errorf("checkPattern(%q) = %v, but it compiles", pattern, refused)
		}
	})
}
