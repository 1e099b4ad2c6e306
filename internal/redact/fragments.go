package redact

import (
	"slices"
	"strings"
)

// fragment is how many bytes of a secret in a row are hidden when the rest of it is missing, as in a message that was shortened. Fewer may be in
// a text by chance.
const fragment = 16

// hideFragments hides what is left of secrets that were cut, in any case.
func hideFragments(text string, secrets []string) string {
	if len(text) < fragment {
		return text
	}
	known := make([]fragments, 0, len(secrets))
	for _, secret := range secrets {
		known = append(known, recent.fragmentsOf(secret))
	}
	var shown strings.Builder
	folded, done := lower(text), 0 // done is the end of what is shown or hidden already
	for i := range len(text) - fragment + 1 {
		part := [fragment]byte([]byte(folded[i : i+fragment]))
		if !slices.ContainsFunc(known, func(of fragments) bool { return of[part] }) {
			continue
		}
		if i > done || shown.Len() == 0 {
			shown.WriteString(text[done:i] + Mark)
		}
		done = i + fragment
	}
	return shown.String() + text[done:]
}

// lower keeps every byte in its place, which strings.ToLower does not.
func lower(text string) string {
	bytes := []byte(text)
	for i, b := range bytes {
		if 'A' <= b && b <= 'Z' {
			bytes[i] = b - 'A' + 'a'
		}
	}
	return string(bytes)
}
