// Package statement writes the SQL statements that the client sends. Every name and every text in them goes through one of two functions
// here, so that none can leave its quotes.
package statement

import (
	"fmt"
	"io"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/redact"
)

// Statement is one SQL statement, and the secrets in it.
type Statement struct {
	text    string
	secrets []string
}

// Text is the statement for the wire, secrets included.
func (s Statement) Text() string { return s.text }

// Secrets are the texts in the statement that no error may repeat, as given and as they are written in it.
func (s Statement) Secrets() []string { return s.secrets }

// String is the statement without its secrets.
func (s Statement) String() string { return redact.Text(s.text, s.secrets...) }

// Format writes the statement without its secrets, whatever the verb: not every verb asks for String, like %d.
func (s Statement) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, s.String()) }

// literal writes a text as a string constant in single quotes, in which a quote is doubled and a backslash starts an escape sequence:
// https://docs.snowflake.com/en/sql-reference/data-types-text, "Single-quoted string constants".
func literal(text string) string {
	return "'" + escape(text) + "'"
}

func escape(text string) string {
	return strings.NewReplacer(`\`, `\\`, `'`, `''`).Replace(text)
}

// writer puts a statement together.
type writer struct {
	words   []string
	secrets []string
}

func (w *writer) add(words ...string) { w.words = append(w.words, words...) }

// secret writes a text as a string constant, and remembers what would betray it.
func (w *writer) secret(text string) string {
	w.secrets = append(w.secrets, text)
	if escaped := escape(text); escaped != text {
		w.secrets = append(w.secrets, escaped)
	}
	return literal(text)
}

func (w *writer) statement() Statement {
	return Statement{text: strings.Join(w.words, " "), secrets: w.secrets}
}
