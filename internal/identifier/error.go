package identifier

import "strings"

// The rules a spelling can break, as Error.Rule says them.
const (
	ruleEmpty  = "a name has at least one character"
	ruleUTF8   = "a name is valid UTF-8 text"
	ruleNUL    = "a name has no NUL character"
	ruleLength = "a name has at most 255 characters"
	ruleBare   = "a name without double quotes starts with a letter A-Z or _ and goes on with letters A-Z, digits, _ and $"
	ruleQuotes = `a name that starts with a double quote ends with one, and each double quote inside is written twice`
	ruleParts  = `a qualified name has three parts, database, schema and name, all joined by "." or all by "/"`
)

// Error is a spelling that is no name, or no qualified name.
type Error struct {
	Spelling   string // what was given
	Part       string // database, schema or name; empty outside of a qualified name
	Rule       string // the rule that was broken
	Suggestion string // the quoted spelling that would work; empty if quoting does not help
}

// Error gives the spelling, the rule it breaks and the spelling that would work.
func (e *Error) Error() string {
	var text strings.Builder
	if e.Part != "" {
		text.WriteString(e.Part + " ")
	}
	text.WriteString("`" + strings.ToValidUTF8(e.Spelling, "\uFFFD") + "`: " + e.Rule)
	if e.Suggestion != "" {
		text.WriteString("; for exactly these characters write `" + e.Suggestion + "`, with its double quotes")
	}
	return text.String()
}

// suggest quotes the characters, if that makes a name.
func suggest(exact string) string {
	if checkStored(exact) != nil {
		return ""
	}
	return quote(exact)
}
