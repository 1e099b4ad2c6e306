// Package redact hides secrets in texts that somebody else wrote, like the error of a server that repeats what it was sent.
package redact

import (
	"cmp"
	"errors"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Mark stands for a secret.
const Mark = "[redacted]"

// maxExpression is the length in bytes up to which a regular expression is built in a moment. The library panics at some 3,300,000
// nodes, each of which is a byte or more. A token in a header, which servers keep below 16 KiB, makes less than a tenth of it.
const maxExpression = 2 << 20

// Text hides the secrets in a text. It ignores case, since Snowflake relays statements in lower case, and finds a secret that was
// escaped for JSON, HTML or SQL, percent-encoded or decoded, made part of a base64 text, or cut so that 16 bytes or more are left.
func Text(text string, secrets ...string) string {
	return hideFragments(hideWhole(text, secrets), secrets)
}

func hideWhole(text string, secrets []string) string {
	var hidden []string
	for _, secret := range secrets {
		if !utf8.ValidString(secret) && len(secret) >= shortest {
			text = strings.ReplaceAll(text, secret, Mark) // Its bytes may be a character's beside others, which the expression would see.
		}
		if len(secret) <= longestWritten*len(text)+1 {
			hidden = append(hidden, forms(secret)...)
		}
	}
	hidden = slices.DeleteFunc(hidden, func(form string) bool { return form == "" || utf8.RuneCountInString(form) > len(text) })
	if len(hidden) == 0 {
		return text
	}
	slices.SortFunc(hidden, longestFirst)
	hidden = slices.Compact(hidden)
	var alternatives strings.Builder
	for _, form := range hidden {
		alternatives.WriteString("|" + pattern(form))
		if alternatives.Len() > maxExpression {
			return Mark
		}
	}
	return regexp.MustCompile("(?i)"+alternatives.String()[1:]).ReplaceAllLiteralString(text, Mark)
}

func longestFirst(a, b string) int {
	return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
}

// Error hides the secrets in an error. One that holds a secret loses its chain, whose links would show it.
func Error(err error, secrets ...string) error {
	if err == nil {
		return nil
	}
	if hidden := Text(err.Error(), secrets...); hidden != err.Error() {
		return errors.New(hidden)
	}
	return err
}
