// Package identifier reads, folds, quotes and compares the names of Snowflake objects.
//
// The rules are those of SQL: https://docs.snowflake.com/en/sql-reference/identifiers-syntax.
package identifier

import (
	"strings"
	"unicode/utf8"
)

// MaxLength is the greatest number of characters a name may have, quoted or not.
const MaxLength = 255

// Name is a Snowflake identifier in its normal form: the exact characters Snowflake stores.
// Two names are the same object if and only if they are equal with ==.
type Name struct{ exact string }

// Parse reads a name as SQL does: a bare name folds to upper case, a quoted one is exact.
// Its error is an *Error.
func Parse(spelling string) (Name, error) {
	name, problem := parse(spelling)
	if problem != nil {
		return Name{}, problem
	}
	return name, nil
}

// FromExact takes the characters of a name as they are stored. Its error is an *Error.
func FromExact(exact string) (Name, error) {
	problem := checkStored(exact)
	if problem == nil && !utf8.ValidString(exact) {
		problem = &Error{Rule: ruleUTF8}
	}
	if problem != nil {
		problem.Spelling = exact
		return Name{}, problem
	}
	return Name{exact}, nil
}

// FromReply reads a name as a reply of the REST API spells it: with its quotes or, bare, exactly as stored.
// It accepts whatever is sent, because Snowflake has spelled case-sensitive names both ways.
func FromReply(spelling string) Name {
	if exact, ok := unquote(spelling); ok && exact != "" {
		return Name{exact}
	}
	return Name{spelling}
}

// Exact returns the stored characters, without quotes.
func (n Name) Exact() string { return n.exact }

// String returns the shortest spelling that SQL reads as this name: bare if possible, quoted otherwise.
func (n Name) String() string {
	if isBare(n.exact) && n.exact == strings.ToUpper(n.exact) {
		return n.exact
	}
	return n.Quoted()
}

// Quoted returns the spelling in double quotes.
func (n Name) Quoted() string { return quote(n.exact) }

// IsZero reports whether there is no name at all.
func (n Name) IsZero() bool { return n.exact == "" }

func parse(spelling string) (Name, *Error) {
	exact, problem := read(spelling)
	if problem == nil {
		problem = checkStored(exact)
	}
	if problem != nil {
		problem.Spelling = spelling
		return Name{}, problem
	}
	return Name{exact}, nil
}

func read(spelling string) (exact string, problem *Error) {
	switch {
	case spelling == "":
		return "", &Error{Rule: ruleEmpty}
	case !utf8.ValidString(spelling):
		return "", &Error{Rule: ruleUTF8}
	case isBare(spelling):
		return strings.ToUpper(spelling), nil
	case spelling[0] != '"':
		return "", &Error{Rule: ruleBare, Suggestion: suggest(spelling)}
	}
	exact, ok := unquote(spelling)
	if !ok {
		return "", &Error{Rule: ruleQuotes, Suggestion: suggest(withoutOuterQuotes(spelling))}
	}
	return exact, nil
}

func checkStored(exact string) *Error {
	switch {
	case exact == "":
		return &Error{Rule: ruleEmpty}
	case utf8.RuneCountInString(exact) > MaxLength:
		return &Error{Rule: ruleLength}
	case strings.ContainsRune(exact, 0):
		return &Error{Rule: ruleNUL}
	}
	return nil
}

// isBare admits ASCII only: Snowflake's document names the letters A-Z and a-z, and folding others differs between languages.
func isBare(s string) bool {
	for i, c := range []byte(s) {
		switch {
		case c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c == '_':
		case i > 0 && (c >= '0' && c <= '9' || c == '$'):
		default:
			return false
		}
	}
	return s != ""
}

func quote(exact string) string {
	return `"` + strings.ReplaceAll(exact, `"`, `""`) + `"`
}

func unquote(spelling string) (exact string, ok bool) {
	if len(spelling) < 2 || spelling[0] != '"' || spelling[len(spelling)-1] != '"' {
		return "", false
	}
	inner := spelling[1 : len(spelling)-1]
	exact = strings.ReplaceAll(inner, `""`, `"`)
	return exact, quote(exact) == spelling
}

func withoutOuterQuotes(spelling string) string {
	inner := strings.TrimPrefix(spelling, `"`)
	return strings.TrimSuffix(inner, `"`)
}
