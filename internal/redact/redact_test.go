package redact

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/url"
	"strings"
	"testing"
)

// awkward holds what the encodings write in their own ways.
const awkward = "?sv=2024&sig=a+b/c%2Fd%3D=<>\"'\\ é🚀\r\n\t"

func TestSecretIsFoundHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	bare := awkward[1:]
	writings := map[string]string{
		"raw":                        awkward,
		"lower case":                 strings.ToLower(awkward),
		"upper case":                 strings.ToUpper(awkward),
		"SAS token without its ?":    bare,
		"JSON":                       marshal(t, awkward, false),
		"JSON for HTML":              marshal(t, awkward, true),
		"JSON in JSON":               marshal(t, marshal(t, awkward, true), false),
		"JSON in ASCII":              strings.NewReplacer("é", `\u00E9`, "🚀", `\ud83d\uDE80`, "/", `\/`).Replace(marshal(t, awkward, true)),
		"JSON, percent-encoded":      url.QueryEscape(marshal(t, awkward, true)),
		"Go":                         strings.Trim(fmt.Sprintf("%q", awkward), `"`),
		"query":                      url.QueryEscape(awkward),
		"query in lower case":        strings.ToLower(url.QueryEscape(awkward)),
		"query without ?":            url.QueryEscape(bare),
		"path":                       url.PathEscape(awkward),
		"path in lower case":         strings.ToLower(url.PathEscape(awkward)),
		"percent-encoded twice":      url.QueryEscape(url.PathEscape(awkward)),
		"decoded path":               unescape(t, url.PathUnescape, awkward),
		"decoded query":              unescape(t, url.QueryUnescape, bare),
		"decoded, as JSON":           marshal(t, unescape(t, url.PathUnescape, bare), true),
		"HTML":                       html.EscapeString(awkward),
		"HTML by name":               strings.NewReplacer(`"`, "&quot;", "'", "&apos;").Replace(awkward),
		"HTML by hexadecimal number": strings.NewReplacer(`"`, "&#x22;", "'", "&#x0027;", "/", "&#X2F;").Replace(awkward),
		"HTML in HTML":               html.EscapeString(html.EscapeString(awkward)),
		"SQL":                        strings.ReplaceAll(awkward, "'", "''"),
		"SQL with backslashes":       strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(awkward),
	}
	for name, written := range writings {
		if got := Text("near "+written+" at line 1", "other", awkward); got != "near "+Mark+" at line 1" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestSecretIsFoundInsideOfBase64(t *testing.T) {
	t.Parallel()
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		for _, secret := range []string{awkward, url.QueryEscape(awkward), "ÿþÿþÿ>>>???"} {
			for before := range 3 {
				for after := range 3 {
					const edges = 4 + 4 // characters of base64 for the two bytes before and after
					text := encoding.EncodeToString([]byte("id:"[:before] + secret + "xyz"[:after]))
					for _, written := range []string{text, strings.ToLower(url.QueryEscape(text))} {
						got, found := strings.CutPrefix(Text("Basic "+written, awkward, "ÿþÿþÿ>>>???"), "Basic ")
						if left := strings.Replace(got, Mark, "", 1); !found || left == got || len(url.QueryEscape(left)) > 3*edges {
							t.Errorf("%d bytes before, %d after: %s is left as %s", before, after, written, got)
						}
					}
				}
			}
		}
	}
}

func TestSecretIsFoundInJSONInsideOfBase64(t *testing.T) {
	t.Parallel()
	for before := range 3 {
		text := base64.StdEncoding.EncodeToString([]byte("id:"[:before] + marshal(t, awkward, false) + "xyz"))
		if got := Text(text, awkward); !strings.Contains(got, Mark) || len(got) > len(Mark)+4+6 {
			t.Errorf("%d bytes before: %s is left as %s", before, text, got)
		}
	}
}

func TestShortSecretIsHiddenWhereItStandsAlone(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"unexpected 'at' at 5":   "unexpected '[redacted]' [redacted] 5",
		"the state of a flatbed": "the state of a flatbed",
		"b@ and b%40":            "[redacted] and [redacted]",
		"ab@":                    "ab@",
	} {
		if got := Text(text, "at", "b@"); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
	if got := Text("all stays: YWI= ?", "", "?", "ab"); got != "all stays: YWI= "+Mark {
		t.Error(got)
	}
}

func TestLongestSecretIsHiddenFirst(t *testing.T) {
	t.Parallel()
	if got := Text("the passphrase1234 and pass", "pass", "passphrase1234", "phrase"); got != "the "+Mark+" and "+Mark {
		t.Error(got)
	}
}

func TestTextWithoutSecretsStays(t *testing.T) {
	t.Parallel()
	for _, secrets := range [][]string{nil, {""}, {"much longer than the text", strings.Repeat("%41", 100)}, {"else", "\xff"}} {
		if got := Text("object 'X' exists", secrets...); got != "object 'X' exists" {
			t.Errorf("%q: %s", secrets, got)
		}
	}
}

func TestWhatCannotBeSearchedIsHiddenWhole(t *testing.T) {
	t.Parallel()
	secret := strings.Repeat("€", 1<<15)
	if got := Text(secret+secret, secret); strings.Contains(got, "€") {
		t.Errorf("%d bytes are left", len(got))
	}
}

func TestErrorKeepsItsChainUnlessItTellsASecret(t *testing.T) {
	t.Parallel()
	if err := Error(fmt.Errorf("reading: %w", io.EOF), "s3cret"); !errors.Is(err, io.EOF) {
		t.Errorf("%v lost its chain", err)
	}
	telling := errors.New("malformed header S3cret")
	if err := Error(telling, "s3cret"); err.Error() != "malformed header "+Mark || errors.Is(err, telling) {
		t.Errorf("%v tells the secret, or keeps the error that does", err)
	}
	if err := Error(nil, "s3cret"); err != nil {
		t.Error(err)
	}
}

// FuzzText shows that no secret of any look stays, whatever follows it, and that none breaks the search.
func FuzzText(f *testing.F) {
	for _, seed := range []string{awkward, "[a-z]+(", "\xff\xfe\xfd\xfc", "%zz%", "&amp;&lt;", "aaaa", "\x00\x01\x02\x03", "\xbc\xaf0\xef"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, secret string) {
		if len(secret) < shortest || strings.Contains(Mark, secret) || len([]rune(secret)) < shortest {
			return
		}
		for _, written := range []string{secret, url.QueryEscape(secret), html.EscapeString(secret)} {
			if got := Text(written+written, secret); strings.Contains(got, secret) {
				t.Errorf("%q is in %q", secret, got)
			}
		}
	})
}

func BenchmarkText(b *testing.B) {
	token := strings.Repeat("eyJhbGciOiJSUzI1NiJ9-_.", 30)
	message := strings.Repeat("SQL compilation error: stage does not exist or not authorized. ", 15)
	for b.Loop() {
		_ = Text(message, token)
	}
}

// marshal returns JSON without its quotes.
func marshal(t *testing.T, text string, escapeHTML bool) string {
	t.Helper()
	var written strings.Builder
	encoder := json.NewEncoder(&written)
	encoder.SetEscapeHTML(escapeHTML)
	if err := encoder.Encode(text); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(written.String()[1:], "\"\n")
}

func unescape(t *testing.T, decode func(string) (string, error), text string) string {
	t.Helper()
	decoded, err := decode(text)
	if err != nil {
		t.Fatal(err)
	}
	return decoded
}
