package client

import "strings"

// parseLinks reads Link headers, RFC 8288 section 3, and returns the first target of each relation. It is liberal: what it cannot
// read it passes over, since a page that is missing is noticed and a target is checked before it is asked for.
func parseLinks(headers []string) map[string]string {
	links := map[string]string{}
	for _, header := range headers {
		for header != "" {
			var target string
			var relations []string
			target, relations, header = nextLink(header)
			for _, relation := range relations {
				if _, known := links[relation]; !known {
					links[relation] = target
				}
			}
		}
	}
	return links
}

// nextLink reads one <target>; parameters, and returns what follows its comma.
func nextLink(header string) (target string, relations []string, rest string) {
	_, header, opened := strings.Cut(header, "<")
	target, header, closed := strings.Cut(header, ">")
	if !opened || !closed {
		return "", nil, ""
	}
	parameters, rest := cutUnquoted(header, ',')
	for parameters != "" {
		var parameter string
		parameter, parameters = cutUnquoted(parameters, ';')
		name, value, _ := strings.Cut(parameter, "=")
		if relations == nil && strings.EqualFold(strings.TrimSpace(name), "rel") {
			relations = strings.Fields(strings.ToLower(unquote(strings.TrimSpace(value))))
		}
	}
	return strings.TrimSpace(target), relations, rest
}

// cutUnquoted cuts at the first separator outside double quotes.
func cutUnquoted(text string, separator byte) (before, after string) {
	quoted := false
	for i := 0; i < len(text); i++ {
		switch {
		case quoted && text[i] == '\\':
			i++
		case text[i] == '"':
			quoted = !quoted
		case !quoted && text[i] == separator:
			return text[:i], text[i+1:]
		}
	}
	return text, ""
}

func unquote(value string) string {
	if len(value) < 2 || value[0] != '"' || value[len(value)-1] != '"' {
		return value
	}
	var text strings.Builder
	escaped := false
	for _, r := range value[1 : len(value)-1] {
		if r == '\\' && !escaped {
			escaped = true
			continue
		}
		escaped = false
		text.WriteRune(r)
	}
	return text.String()
}
