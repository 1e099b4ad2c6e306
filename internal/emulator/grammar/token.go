package grammar

import (
	"regexp"
	"strconv"
	"strings"
)

// kind is what a piece of a statement's text is.
type kind int

const (
	end    kind = iota
	blank       // white space or a comment
	word        // a keyword or a bare name
	quoted      // a name in double quotes
	text        // a string constant
	place       // a stage with an @ before it, and a path
	symbol      // any other character, or a number
	broken      // what opens a name, a constant or a comment that is none, most often because it is not closed
)

// token is a piece of the text of a statement.
type token struct {
	kind    kind
	written string
	start   int // in bytes
}

// lexemes are how each kind is written; the first that fits is taken. Sources:
// https://docs.snowflake.com/en/sql-reference/identifiers-syntax and https://docs.snowflake.com/en/sql-reference/data-types-text.
var lexemes = []struct {
	kind kind
	*regexp.Regexp
}{
	{blank, regexp.MustCompile(`^(?s:[ \t\n\v\f\r]+|(?:--|//)[^\n]*|/\*.*?\*/)`)},
	{word, regexp.MustCompile(`^` + bareName)},
	{quoted, regexp.MustCompile(`^` + quotedName)},
	{text, regexp.MustCompile(`^(?s:'(?:[^'\\]|''|` + escape + `)*'|\$\$.*?\$\$)`)},
	{place, regexp.MustCompile(`^@(?:` + quotedName + `|[^\s;/"])*(?:/[^\s;]*)?`)},
	{broken, regexp.MustCompile(`^(?:["']|\$\$|/\*)`)},
	{symbol, regexp.MustCompile(`^(?s:[0-9]+|.)`)},
}

// An escape sequence \x or \u without its digits is none, where the document leaves open whether it is refused.
const (
	bareName   = `[A-Za-z_][A-Za-z0-9_$]*`
	quotedName = `"(?:[^"]|"")+"`
	escape     = `\\(?:[0-3][0-7][0-7]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[^xu])`
)

// scan gives the first token of a text from an offset on, blanks and comments left out.
func scan(statement string, start int) token {
	for start < len(statement) {
		for _, lexeme := range lexemes {
			written := lexeme.FindString(statement[start:])
			if written == "" {
				continue
			}
			if lexeme.kind != blank {
				return token{lexeme.kind, written, start}
			}
			start += len(written)
			break
		}
	}
	return token{end, "", len(statement)}
}

// keyword is a word in upper case or a symbol, and empty for all that is no part of the language itself.
func (t token) keyword() string {
	if t.kind == word || t.kind == symbol {
		return strings.ToUpper(t.written)
	}
	return ""
}

// name is the exact name that a bare or a quoted one means.
func (t token) name() string {
	if t.kind == quoted {
		return strings.ReplaceAll(t.written[1:len(t.written)-1], `""`, `"`)
	}
	return strings.ToUpper(t.written)
}

// text is what a string constant means.
func (t token) text() string {
	if inner, ok := strings.CutPrefix(t.written, "$$"); ok {
		return strings.TrimSuffix(inner, "$$")
	}
	return escapes.ReplaceAllStringFunc(t.written[1:len(t.written)-1], unescape)
}

var escapes = regexp.MustCompile(`(?s)''|` + escape)

// letters are the escape sequences of one letter; of any other character only the backslash is ignored.
var letters = map[string]string{"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "0": "\x00"}

func unescape(sequence string) string {
	code := sequence[1:]
	if letter, ok := letters[code]; ok {
		return letter
	}
	digits, base := code, 8
	if code[0] == 'x' || code[0] == 'u' {
		digits, base = code[1:], 16
	}
	if character, err := strconv.ParseUint(digits, base, 16); err == nil && len(digits) > 1 {
		return string(rune(character))
	}
	return code
}
