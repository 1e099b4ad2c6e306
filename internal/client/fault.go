package client

import (
	"encoding/json"
	"html"
	"mime"
	"net/http"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxShown   = 200  // characters of a title, code or id
	maxMessage = 4096 // characters of Snowflake's message
)

// fault is what an error reply says.
type fault struct {
	ours      bool // has the shape of Snowflake's errors
	code      string
	message   string
	sqlState  string
	requestID string

	isOfStatement bool // it is the outcome of a statement, not of its submission
}

// lenientText accepts what the documents call a string and others have been seen to send as a number or null.
type lenientText string

func (t *lenientText) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		text = string(data)
	}
	*t = lenientText(text)
	return nil
}

// readFault reads an error body: {code, error_code, message, request_id}, of which error_code is the older spelling of code.
// Of anything else only the title of a page is kept. Texts are scrubbed before they are shortened, which might leave half a secret.
func readFault(header http.Header, body []byte, scrub func(string) string) fault {
	mediaType, _, _ := mime.ParseMediaType(header.Get("Content-Type"))
	if mediaType != "application/json" {
		return fault{message: printable(scrub(pageTitle(body)))}
	}
	return parseFault(body, scrub)
}

func parseFault(body []byte, scrub func(string) string) fault {
	var wire struct {
		Code      *lenientText `json:"code"`
		ErrorCode *lenientText `json:"error_code"`
		Message   *string      `json:"message"`
		RequestID lenientText  `json:"request_id"`
		SQLState  lenientText  `json:"sqlState"`
		Handle    *lenientText `json:"statementHandle"`
	}
	if err := json.Unmarshal(body, &wire); err != nil || wire.Message == nil {
		return fault{}
	}
	shown := func(text lenientText) string { return printable(scrub(string(text))) }
	f := fault{
		message: multiline(scrub(*wire.Message)), sqlState: shown(wire.SQLState), requestID: shown(wire.RequestID),
		isOfStatement: wire.Handle != nil, ours: wire.Handle != nil,
	}
	for _, code := range []*lenientText{wire.ErrorCode, wire.Code} {
		if code != nil {
			f.ours = true
			if *code != "" {
				f.code = shown(*code)
			}
		}
	}
	return f
}

var title = regexp.MustCompile(`(?is)<title[^>]*>([^<]*)</title`)

func pageTitle(body []byte) string {
	found := title.FindSubmatch(body[:min(len(body), maxDrained)])
	if found == nil {
		return ""
	}
	return html.UnescapeString(string(found[1]))
}

// printable returns a title, code or id on one line, without control and formatting characters.
func printable(text string) string {
	return shorten(oneLine(text), maxShown)
}

func oneLine(text string) string {
	return strings.Join(strings.Fields(strings.Map(visible, text)), " ")
}

// multiline keeps the line breaks of a message, whose compilation errors point at a line.
func multiline(text string) string {
	kept := strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		return visible(r)
	}, text)
	return shorten(strings.TrimSpace(kept), maxMessage)
}

func visible(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case !unicode.IsPrint(r), r == utf8.RuneError:
		return -1
	}
	return r
}

func shorten(text string, limit int) string {
	if characters := []rune(text); len(characters) > limit {
		return string(characters[:limit]) + "…"
	}
	return text
}
