package emulator

import (
	"regexp"
	"strings"
)

// likePattern returns a matcher for an SQL LIKE pattern, as SHOW ... LIKE takes it: % is any text,
// _ any one character, a backslash takes the next character literally, case does not matter. Nil is
// no filter.
func likePattern(like *string) func(string) bool {
	if like == nil {
		return func(string) bool { return true }
	}
	var expression strings.Builder
	expression.WriteString(`(?is)\A`)
	escaped := false
	for _, r := range *like {
		switch {
		case r == '\\' && !escaped:
			escaped = true
			continue
		case r == '%' && !escaped:
			expression.WriteString(`.*`)
		case r == '_' && !escaped:
			expression.WriteString(`.`)
		default:
			expression.WriteString(regexp.QuoteMeta(string(r)))
		}
		escaped = false
	}
	if escaped {
		expression.WriteString(`\\`)
	}
	expression.WriteString(`\z`)
	return regexp.MustCompile(expression.String()).MatchString
}
