package grammar

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// SyntaxError is what Snowflake would refuse a text for.
type SyntaxError struct {
	Line       int    // from 1
	Position   int    // the number of characters before Unexpected in its line
	Unexpected string // as written, so it may hold a secret; <EOF> at the end of the text
}

// Error says it in Snowflake's words.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("syntax error line %d at position %d unexpected '%s'.", e.Line, e.Position, e.Unexpected)
}

// Parse reads the one statement of a text, which may end with a semicolon. Its error is a [*SyntaxError].
func Parse(statement string) (Statement, error) {
	p := parser{statement: statement, next: scan(statement, 0)}
	parsed := p.parseStatement()
	p.accept(";")
	p.expectEnd()
	if p.refused != nil {
		return nil, p.refused
	}
	return parsed, nil
}

// parser looks one token ahead. Once it has refused one it accepts no other, and what it returns means nothing.
type parser struct {
	statement string
	next      token
	refused   *SyntaxError
}

// refuse says that the next token cannot be where it is.
func (p *parser) refuse() {
	if p.refused != nil {
		return
	}
	at, unexpected := p.next.start, p.next.written
	if p.next.kind == end || p.next.kind == broken {
		at, unexpected = len(p.statement), "<EOF>"
	}
	before := p.statement[:at]
	p.refused = &SyntaxError{
		Line:       1 + strings.Count(before, "\n"),
		Position:   utf8.RuneCountInString(before[strings.LastIndex(before, "\n")+1:]),
		Unexpected: unexpected,
	}
	p.next = token{}
}

func (p *parser) advance() {
	p.next = scan(p.statement, p.next.start+len(p.next.written))
}

// accept takes the next token if it is a certain keyword or symbol.
func (p *parser) accept(keyword string) bool {
	if p.next.keyword() != keyword {
		return false
	}
	p.advance()
	return true
}

func (p *parser) expect(keywords ...string) {
	for _, keyword := range keywords {
		if !p.accept(keyword) {
			p.refuse()
		}
	}
}

func (p *parser) expectEnd() {
	if p.next.kind != end {
		p.refuse()
	}
}

// expectText takes a string constant.
func (p *parser) expectText() string {
	if p.next.kind != text {
		p.refuse()
		return ""
	}
	defer p.advance()
	return p.next.text()
}

func (p *parser) expectBoolean() bool {
	if p.accept("TRUE") {
		return true
	}
	p.expect("FALSE")
	return false
}

const longestName = 255

// expectName takes a name of one part up to a number of parts.
func (p *parser) expectName(most int) Name {
	var name Name
	for {
		isName := p.next.kind == quoted || p.next.kind == word && !reserved[p.next.keyword()]
		if !isName || utf8.RuneCountInString(p.next.name()) > longestName {
			p.refuse()
			return nil
		}
		name = append(name, p.next.name())
		p.advance()
		if len(name) == most || !p.accept(".") {
			return name
		}
	}
}

var writtenPlace = regexp.MustCompile(`^@((?:` + anyName + `\.){0,2}` + anyName + `)(?:/((?s:.*)))?$`)

const anyName = `(?:` + bareName + `|` + quotedName + `)`

// expectPlace takes a stage and a path on it. In single quotes both may be written with blanks.
func (p *parser) expectPlace() (stage Name, path string) {
	written := p.next.written
	if p.next.kind == text {
		written = p.next.text()
	}
	parts := writtenPlace.FindStringSubmatch(written)
	if parts == nil {
		p.refuse()
		return nil, ""
	}
	inner := parser{statement: parts[1], next: scan(parts[1], 0)}
	stage = inner.expectName(stageParts)
	if inner.refused != nil {
		p.refuse()
		return nil, ""
	}
	p.advance()
	return stage, parts[2]
}

// expectProperties takes KEY = value once or more, apart by blanks or commas, in any order. A key that was taken is deleted from the values,
// for none can come twice.
func (p *parser) expectProperties(values map[string]func()) {
	for {
		key := p.next.keyword()
		expectValue, ok := values[key]
		if !ok {
			p.refuse()
			return
		}
		delete(values, key)
		p.expect(key, "=")
		expectValue()
		if !p.accept(",") && p.next.kind != word {
			return
		}
	}
}
