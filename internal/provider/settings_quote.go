package provider

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// complaint is what a message says of a value that was refused. The error quotes the value, which must not be if a secret got
// into the wrong setting, as happens with variables in the wrong order; then the message names what is accepted.
func (s setting) complaint(err error) string {
	f := fieldNamed(s.name)
	if f.accepts == "" || f.isPath && mayQuotePath(s.value) || !f.isPath && mayQuote(s.value) {
		return err.Error()
	}
	return fmt.Sprintf("the value is not %s; it is not repeated here, because it may be a secret", f.accepts)
}

const longestQuoted = 40 // characters; names that people choose are shorter, most tokens longer

func mayQuote(value string) bool {
	return len([]rune(value)) <= longestQuoted && !strings.Contains(value, "@") && !looksRandom(value) && !looksSecret(value)
}

// mayQuotePath lets paths be longer, because a file that cannot be read can only be mended if it is known.
func mayQuotePath(path string) bool {
	const longestPath = 255
	return len(path) <= longestPath && (strings.ContainsAny(path, `/\`) || len(path) <= longestQuoted) && !looksSecret(path)
}

// looksSecret tells PEM, JSON Web Tokens and Snowflake's own tokens by how they begin.
func looksSecret(text string) bool {
	return slices.ContainsFunc([]string{"-----BEGIN", "eyJ", "ver:", "WIF.", "Bearer "}, func(start string) bool {
		return strings.HasPrefix(strings.TrimSpace(text), start)
	})
}

// looksRandom tells passwords and keys by their mixture, which names hardly have.
func looksRandom(text string) bool {
	const shortestRandom = 16
	return len(text) >= shortestRandom && strings.ContainsFunc(text, unicode.IsUpper) &&
		strings.ContainsFunc(text, unicode.IsLower) && strings.ContainsFunc(text, unicode.IsDigit)
}
