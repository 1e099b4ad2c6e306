package provider

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// canary is a secret that must be found nowhere.
type canary struct{ name, value string }

// fragment is how many bytes of a canary in a row count as found, in any form. Fewer may be in a text by chance.
const fragment = 16

// sweepForms are the ways in which a text, or a piece of one, may be written, by name.
func sweepForms() map[string]func(string) string {
	json, html := func(text string) string { return jsonText(text, false) }, func(text string) string { return jsonText(text, true) }
	forms := map[string]func(string) string{
		"plain": strings.Clone, "lower case": strings.ToLower, "upper case": strings.ToUpper,
		"JSON": html, "JSON, not for HTML": json, "JSON in JSON": func(text string) string { return html(html(text)) },
		"JSON with \\u003C": func(text string) string {
			return strings.NewReplacer(`\u003c`, `\u003C`, `\u003e`, `\u003E`).Replace(html(text))
		},
		"Go":    func(text string) string { quoted := strconv.Quote(text); return quoted[1 : len(quoted)-1] },
		"query": url.QueryEscape, "query in lower case": func(text string) string { return lowerEscapes(url.QueryEscape(text)) },
		"path": url.PathEscape, "path in lower case": func(text string) string { return lowerEscapes(url.PathEscape(text)) },
		"query of JSON": func(text string) string { return url.QueryEscape(json(text)) },
		"SQL":           sqlText, "SQL in JSON": func(text string) string { return html(sqlText(text)) }, "SQL in SQL": func(text string) string { return sqlText(sqlText(text)) },
	}
	for alphabet, encoding := range map[string]*base64.Encoding{"base64": base64.StdEncoding, "base64url": base64.URLEncoding} {
		for before := range 3 {
			name := fmt.Sprintf("%s after %d bytes", alphabet, before)
			forms[name] = func(text string) string { return base64Middle(encoding, before, text) }
			forms[name+" of JSON"] = func(text string) string { return base64Middle(encoding, before, json(text)) }
		}
	}
	return forms
}

func jsonText(text string, forHTML bool) string {
	var written strings.Builder
	encoder := json.NewEncoder(&written)
	encoder.SetEscapeHTML(forHTML)
	_ = encoder.Encode(text) // A string can be encoded.
	return strings.TrimSuffix(written.String()[1:], "\"\n")
}

// sqlText is a text between the quotes of a SQL string constant.
func sqlText(text string) string {
	return strings.NewReplacer(`\`, `\\`, `'`, `''`).Replace(text)
}

// lowerEscapes writes %2F as %2f.
func lowerEscapes(text string) string {
	var lower strings.Builder
	for i, part := range strings.Split(text, "%") {
		if i > 0 {
			lower.WriteString("%" + strings.ToLower(part[:2]))
			part = part[2:]
		}
		lower.WriteString(part)
	}
	return lower.String()
}

// base64Middle is the base64 of a text within a longer one, without the characters that its neighbours help to form.
func base64Middle(encoding *base64.Encoding, before int, text string) string {
	const bits, all = 6, 8 // of a character and of a byte
	encoded := encoding.EncodeToString(append(make([]byte, before), text...))
	return encoded[(before*all+bits-1)/bits : (before+len(text))*all/bits]
}

// sieve finds the fragments of canaries in all forms in one pass.
type sieve struct {
	names    []string // of a canary and its form
	needles  map[string][]needle
	starts   [1 << 16]uint64 // a bit for each hash of the first 8 bytes
	canaries int
	count    int
}

// needle is a fragment in one form.
type needle struct {
	text string
	name int
}

// start is the length of what needles are looked up by; none is shorter.
const start = fragment

func newSieve(t *testing.T, canaries []canary) *sieve {
	t.Helper()
	s := &sieve{needles: map[string][]needle{}}
	slices.SortFunc(canaries, func(a, b canary) int { return strings.Compare(a.value, b.value) })
	canaries = slices.CompactFunc(canaries, func(a, b canary) bool { return a.value == b.value })
	s.canaries = len(canaries)
	forms := sweepForms()
	names := slices.SortedFunc(maps.Keys(forms), func(a, b string) int { // What is written alike in several forms is called plain.
		return cmp.Or(-cmp.Compare(strings.Count(a, "plain"), strings.Count(b, "plain")), cmp.Compare(a, b))
	})
	for _, c := range canaries {
		if len(c.value) < fragment {
			t.Fatalf("the canary %s has %d bytes; fewer than %d cannot be searched for", c.name, len(c.value), fragment)
		}
		for _, form := range names {
			s.names = append(s.names, c.name+" as "+form)
			for i := range len(c.value) - fragment + 1 {
				s.add(forms[form](c.value[i : i+fragment]))
			}
		}
	}
	return s
}

// add leaves out what is too short to be looked up: random bytes may happen to be a letter like ı, of which upper case has fewer. The fragments
// around it are searched for.
func (s *sieve) add(text string) {
	if len(text) < start {
		return
	}
	known := s.needles[text[:start]]
	if slices.ContainsFunc(known, func(n needle) bool { return strings.HasPrefix(text, n.text) }) {
		return
	}
	s.needles[text[:start]] = append(known, needle{text, len(s.names) - 1})
	s.count++
	hash := startHash([]byte(text[:8]))
	s.starts[hash/64] |= 1 << (hash % 64)
}

//go:norace
func startHash(piece []byte) uint64 {
	const multiplier, bits = 0x9E3779B97F4A7C15, 22
	return binary.LittleEndian.Uint64(piece) * multiplier >> (64 - bits)
}

// find returns what is around the first fragment in a text, and what it is of. It goes through some 200 MB, alone.
//
//go:norace
func (s *sieve) find(text []byte) (around string, of string) {
	for i := 0; i+start <= len(text); i++ {
		hash := startHash(text[i : i+8])
		if s.starts[hash/64]&(1<<(hash%64)) == 0 {
			continue
		}
		for _, n := range s.needles[string(text[i:i+start])] {
			if bytes.HasPrefix(text[i:], []byte(n.text)) {
				return string(text[max(0, i-40):min(len(text), i+len(n.text)+40)]), s.names[n.name]
			}
		}
	}
	return "", ""
}
