package redact

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	// shortest is the least number of characters of a secret that is hidden inside of words too. Where a shorter one was hidden
	// there, the message would be unreadable, and its gaps would spell the secret.
	shortest = 4
	// longestWritten is the number of bytes with which a secret may write one of its forms' bytes: %41 is decoded.
	longestWritten = 3
)

// plainForms are a secret as it was given, and percent-decoded.
func plainForms(secret string) []string {
	var plain []string
	for _, text := range []string{secret, strings.TrimPrefix(secret, "?")} { // The ? before a SAS token belongs to its URL.
		plain = append(plain, text)
		for _, decode := range []func(string) (string, error){url.PathUnescape, url.QueryUnescape} {
			if decoded, err := decode(text); err == nil {
				plain = append(plain, decoded)
			}
		}
	}
	return unique(plain)
}

// encodedForms are the plain ones, and what may be in base64 beside them: RFC 6749, section 2.3.1, encodes a client's secret before HTTP's Basic
// does, and a body that is shown as base64 has it as JSON.
func encodedForms(secret string) []string {
	return unique(append(plainForms(secret), url.QueryEscape(secret), inJSON(secret)))
}

// forms are the texts that a secret may have become, apart from how their characters are written.
func forms(secret string) []string {
	all := plainForms(secret)
	for _, text := range encodedForms(secret) {
		all = append(all, embedded(text)...)
	}
	return all
}

func unique(texts []string) []string {
	slices.Sort(texts)
	return slices.Compact(texts)
}

// inJSON is what a text is between the quotes of JSON that is not meant for HTML.
func inJSON(text string) string {
	var written strings.Builder
	encoder := json.NewEncoder(&written)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // Every string can be encoded.
	return strings.TrimSuffix(written.String()[1:], "\"\n")
}

// embedded is what base64 makes of a secret inside of a longer text, for each of the three places it can have there, without
// the characters at its edges, which depend on its neighbours.
func embedded(secret string) []string {
	if utf8.RuneCountInString(secret) < shortest {
		return nil
	}
	var middles []string
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding} {
		for before := range 3 {
			const bits, all = 6, 8 // of a character and of a byte
			text := encoding.EncodeToString(append(make([]byte, before), secret...))
			middles = append(middles, text[(before*all+bits-1)/bits:(before+len(secret))*all/bits])
		}
	}
	return middles
}

// pattern matches a form, however its characters are written.
func pattern(form string) string {
	var text strings.Builder
	for _, r := range form {
		text.WriteString(ways(r))
	}
	if utf8.RuneCountInString(form) < shortest {
		return edge(form[:1]) + text.String() + edge(form[len(form)-1:])
	}
	return text.String()
}

// edge keeps a letter or digit at the end of a form from being one in the middle of a word.
func edge(end string) string {
	if inWords.MatchString(end) {
		return `\b`
	}
	return ""
}

var (
	inWords = regexp.MustCompile(`^\w$`)
	// unchanged is what no encoding writes in another way. It keeps the expression of a long token small.
	unchanged = regexp.MustCompile(`^[A-Za-z0-9._-]$`)
)

// backslash may be percent-encoded while the character that it escapes is not.
const backslash = `(?:\\|%(?:25)*5c)`

// ways matches one character as it is, percent-encoded, or escaped for JSON, HTML or SQL.
func ways(r rune) string {
	literal := regexp.QuoteMeta(string(r))
	if unchanged.MatchString(string(r)) {
		return literal
	}
	var percent, unicode strings.Builder
	for _, b := range []byte(string(r)) {
		fmt.Fprintf(&percent, "%%(?:25)*%02x", b)
	}
	for _, unit := range utf16.Encode([]rune{r}) {
		fmt.Fprintf(&unicode, "%s+u%04x", backslash, unit)
	}
	ways := []string{backslash + "*" + percent.String(), unicode.String(), fmt.Sprintf("&(?:amp;)*#(?:0*%d|x0*%x);", r, r)}
	if special, ok := specials[r]; ok {
		ways = append(ways, special)
	}
	return "(?:" + strings.Join(append(ways, backslash+"*"+literal), "|") + ")"
}

// specials are the ways to write a character that others do not have.
var specials = map[rune]string{
	'\n': backslash + `+n`,
	'\r': backslash + `+r`,
	'\t': backslash + `+t`,
	' ':  `\+|\s`,
	'"':  `""|&(?:amp;)*quot;`,
	'\'': `''|&(?:amp;)*apos;`,
	'&':  `&(?:amp;)+`,
	'<':  `&(?:amp;)*lt;`,
	'>':  `&(?:amp;)*gt;`,
}
