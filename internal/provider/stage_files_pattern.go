package provider

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// filePattern validates the regular expressions of LIST. Snowflake reads them as Java does, which knows more than Go
// (look-around, back-references, possessive quantifiers), so compiling them here would refuse patterns that work.
type filePattern struct{}

func (filePattern) Description(context.Context) string {
	return "must be a regular expression with balanced brackets and nothing left to repeat"
}

func (v filePattern) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (filePattern) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if err := checkPattern(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid file pattern", fmt.Sprintf(
			"%q is not a regular expression: %s.\n\nThe pattern has to match the whole of a file's name as Snowflake lists it, stage included, like .*[.]csv",
			req.ConfigValue.ValueString(), err))
	}
}

// checkPattern finds the mistakes that no later character could put right; it accepts everything else.
func checkPattern(pattern string) error {
	var (
		groups     int  // open parentheses
		repeatable bool // whether something stands before the cursor that a quantifier can repeat
		rest       = pattern
	)
	for rest != "" {
		at := len(pattern) - len(rest)
		switch c := rest[0]; c {
		case '\\':
			if len(rest) == 1 {
				return errors.New("it ends in a backslash, which escapes nothing")
			}
			rest, repeatable = afterEscape(rest), true
			continue
		case '[':
			after, closed := afterClass(rest)
			if !closed {
				return fmt.Errorf("the [ at character %d is never closed", column(pattern, at))
			}
			rest, repeatable = after, true
			continue
		case '(':
			if ignoresSpace(rest) {
				return nil // Comments may follow, and those hold anything.
			}
			groups, repeatable = groups+1, false
			if strings.HasPrefix(rest, "(?") {
				rest = rest[1:]
			}
		case ')':
			if groups == 0 {
				return fmt.Errorf("the ) at character %d closes nothing", column(pattern, at))
			}
			groups, repeatable = groups-1, true
		case '|':
			repeatable = false
		case '*', '+', '?':
			if !repeatable {
				return fmt.Errorf("the %c at character %d repeats nothing", c, column(pattern, at))
			}
			repeatable = false
			if len(rest) > 1 && (rest[1] == '?' || rest[1] == '+') {
				rest = rest[1:] // A reluctant or possessive quantifier.
			}
		case '{':
			if bounds := repetition.FindStringSubmatch(rest); bounds != nil && isMore(bounds[1], bounds[2]) {
				return fmt.Errorf("the %s at character %d repeats at least %s and at most %s times", bounds[0], column(pattern, at), bounds[1], bounds[2])
			}
			repeatable = true
		default:
			repeatable = true
		}
		rest = rest[1:]
	}
	if groups > 0 {
		return fmt.Errorf("%d opening ( without a closing one", groups)
	}
	return nil
}

// repetition leaves out numbers with leading zeros, which only some dialects take for numbers.
var repetition = regexp.MustCompile(`^\{(0|[1-9][0-9]*),(0|[1-9][0-9]*)\}`)

// isMore compares numbers of any length.
func isMore(a, b string) bool {
	if len(a) != len(b) {
		return len(a) > len(b)
	}
	return a > b
}

// afterEscape skips a backslash with the character it escapes, or a whole \Q…\E quotation.
func afterEscape(rest string) string {
	quoted, isQuotation := strings.CutPrefix(rest, `\Q`)
	if !isQuotation {
		return rest[2:]
	}
	_, after, _ := strings.Cut(quoted, `\E`)
	return after
}

// afterClass skips a character class, which in Java may hold further classes.
func afterClass(rest string) (after string, closed bool) {
	rest = strings.TrimPrefix(rest[1:], "^")
	for first := true; rest != ""; first = false {
		switch rest[0] {
		case '\\':
			if len(rest) == 1 {
				return "", false
			}
			rest = afterEscape(rest)
		case '[':
			if rest, closed = afterClass(rest); !closed {
				return "", false
			}
		case ']':
			rest = rest[1:]
			if !first {
				return rest, true
			}
		default:
			rest = rest[1:]
		}
	}
	return "", false
}

// ignoresSpace reports whether a group like (?x) or (?i-x: begins here.
func ignoresSpace(rest string) bool {
	flags, isSpecial := strings.CutPrefix(rest, "(?")
	if !isSpecial {
		return false
	}
	end := strings.IndexFunc(flags, func(r rune) bool { return r != '-' && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') })
	return end >= 0 && strings.Contains(flags[:end], "x")
}

// column counts characters from 1, for people.
func column(pattern string, offset int) int { return len([]rune(pattern[:offset])) + 1 }
