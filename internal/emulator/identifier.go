package emulator

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// name is an identifier as Snowflake stores it: a bare spelling folded to upper case, a quoted one exact.
type name string

const longestName = 255

var (
	bareSpelling = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_$]*$`)
	foldedName   = regexp.MustCompile(`^[A-Z_][A-Z0-9_$]*$`)
)

// readName reads the spelling of an identifier as SQL does.
func readName(spelling string) (name, error) {
	exact, err := unquote(spelling)
	if err != nil {
		return "", err
	}
	if count := utf8.RuneCountInString(exact); count > longestName {
		return "", fmt.Errorf("reading identifier: %d characters, at most %d are allowed", count, longestName)
	}
	return name(exact), nil
}

func unquote(spelling string) (string, error) {
	quoted, isQuoted := strings.CutPrefix(spelling, `"`)
	if !isQuoted {
		if !bareSpelling.MatchString(spelling) {
			return "", fmt.Errorf("reading identifier %q: needs double quotes", spelling)
		}
		return strings.ToUpper(spelling), nil
	}
	inner, isClosed := strings.CutSuffix(quoted, `"`)
	loneQuotes := strings.Contains(strings.ReplaceAll(inner, `""`, ""), `"`)
	if !isClosed || inner == "" || loneQuotes || !utf8.ValidString(inner) {
		return "", fmt.Errorf("reading identifier %q: not one quoted name", spelling)
	}
	return strings.ReplaceAll(inner, `""`, `"`), nil
}

// spelled is the shortest spelling that SQL reads as the name: quoted only where it must be. No name
// has no spelling.
func (n name) spelled() string {
	if n == "" || foldedName.MatchString(string(n)) {
		return string(n)
	}
	return `"` + strings.ReplaceAll(string(n), `"`, `""`) + `"`
}

// schemaName is the full name of a schema.
type schemaName struct{ Database, Schema name }

func readSchemaName(database, schema string) (schemaName, error) {
	databaseName, err := readName(database)
	if err != nil {
		return schemaName{}, fmt.Errorf("database: %w", err)
	}
	ownName, err := readName(schema)
	if err != nil {
		return schemaName{}, fmt.Errorf("schema: %w", err)
	}
	return schemaName{databaseName, ownName}, nil
}

// splitQualified cuts DATABASE.SCHEMA at the dots outside double quotes.
func splitQualified(spelling string) []string {
	var parts []string
	start, inQuotes := 0, false
	for i, r := range spelling {
		switch {
		case r == '"':
			inQuotes = !inQuotes
		case r == '.' && !inQuotes:
			parts = append(parts, spelling[start:i])
			start = i + 1
		}
	}
	return append(parts, spelling[start:])
}
