package provider

import (
	"strings"
	"unicode"
)

// sqlProperties reads what SQL writes between the parentheses of ENCRYPTION = (TYPE = 'AWS_SSE_KMS' KMS_KEY_ID = 'k'): pairs
// apart by spaces or commas, with quotes around a value or without. Names are in lower case in the result. A value may be
// missing, as it is where the official provider wrote down what DESCRIBE STAGE said. ok is false if the text is no such list.
func sqlProperties(text string) (properties map[string]any, ok bool) {
	tokens, ok := sqlTokens(text)
	if !ok {
		return nil, false
	}
	properties = map[string]any{}
	for len(tokens) > 0 {
		if len(tokens) < 2 || tokens[0].quoted || tokens[0].isEquals() || !tokens[1].isEquals() {
			return nil, false
		}
		name := strings.ToLower(tokens[0].text)
		properties[name] = ""
		tokens = tokens[2:]
		if len(tokens) > 0 && (len(tokens) == 1 || !tokens[1].isEquals()) {
			properties[name] = tokens[0].text
			tokens = tokens[1:]
		}
	}
	return properties, true
}

type sqlToken struct {
	text   string
	quoted bool
}

func (t sqlToken) isEquals() bool { return t.text == "=" && !t.quoted }

func sqlTokens(text string) (tokens []sqlToken, ok bool) {
	for text = trimSeparators(text); text != ""; text = trimSeparators(text) {
		switch text[0] {
		case '=':
			tokens, text = append(tokens, sqlToken{text: "="}), text[1:]
		case '\'', '"':
			content, rest, ok := unquoteSQL(text)
			if !ok {
				return nil, false
			}
			tokens, text = append(tokens, sqlToken{content, true}), rest
		default:
			end := strings.IndexFunc(text, func(r rune) bool { return r == '=' || isSeparator(r) })
			if end < 0 {
				end = len(text)
			}
			tokens, text = append(tokens, sqlToken{text: text[:end]}), text[end:]
		}
	}
	return tokens, true
}

func isSeparator(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("(),", r) }

func trimSeparators(text string) string { return strings.TrimLeftFunc(text, isSeparator) }

// unquoteSQL reads the constant a text begins with: a quote is doubled within, or follows a backslash.
// Source: https://docs.snowflake.com/en/sql-reference/data-types-text#string-constants.
func unquoteSQL(text string) (content, rest string, ok bool) {
	quote, escaped := text[0], false
	var unquoted strings.Builder
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case escaped:
			unquoted.WriteByte(c)
			escaped = false
		case c == '\\' && quote == '\'':
			escaped = true
		case c == quote && strings.HasPrefix(text[i+1:], string(quote)):
			escaped = true
		case c == quote:
			return unquoted.String(), text[i+1:], true
		default:
			unquoted.WriteByte(c)
		}
	}
	return "", "", false
}
