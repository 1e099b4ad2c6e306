package client

import (
	"net/http"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/snowstage/terraform-provider-snowstage/internal/redact"
)

func TestReadFault(t *testing.T) {
	t.Parallel()
	const json = "application/json; charset=utf-8"
	tests := []struct {
		name, contentType, body string
		want                    fault
	}{
		{"as documented", json, `{"message":"Compilation error!","error_code":"390189","request_id":"01af"}`, fault{ours: true, code: "390189", message: "Compilation error!", requestID: "01af"}},
		{"both codes", json, `{"code":"002003","error_code":"","message":"\nstage 'x' does not exist\nor not.\n"}`, fault{ours: true, code: "002003", message: "stage 'x' does not exist\nor not."}},
		{"sign-in", "application/json", `{ "code" : "390144", "message" : "JWT token is invalid." }`, fault{ours: true, code: "390144", message: "JWT token is invalid."}},
		{"no number", json, `{"code":"","error_code":"","message":"Invalid SQL Identifier found in the request: a b"}`, fault{ours: true, message: "Invalid SQL Identifier found in the request: a b"}},
		{"code as a number", json, `{"code":390144,"message":"m","request_id":null}`, fault{ours: true, code: "390144", message: "m"}},
		{"failed statement", json, `{"code":"001003","sqlState":"42000","message":"SQL compilation error:\nsyntax error","statementHandle":"e4ce"}`, fault{ours: true, isOfStatement: true, code: "001003", sqlState: "42000", message: "SQL compilation error:\nsyntax error"}},
		{"statement without a code", json, `{"message":"m","statementHandle":"e4ce"}`, fault{ours: true, isOfStatement: true, message: "m"}},
		{"null codes", json, `{"code":null,"error_code":null,"message":"m"}`, fault{message: "m"}},
		{"another API", json, `{"message":"Not Found","documentation_url":"x"}`, fault{message: "Not Found"}},
		{"no message", json, `{"code":"1"}`, fault{}},
		{"message of another type", json, `{"code":"1","message":{}}`, fault{}},
		{"array", json, `[]`, fault{}},
		{"empty", json, ``, fault{}},
		{"json by another name", "text/plain", `{"code":"002003","message":"m"}`, fault{}},
		{"page", "text/html", "<html><head>\n<TITLE id=x> 405\tNot\r\nAllowed&amp; \x1b[1m</TITLE>", fault{message: "405 Not Allowed& [1m"}},
		{"page without a title", "text/html", "<h1>secret</h1>", fault{}},
		{"terminal codes", json, `{"code":"1\u001b[2J","message":"a\u001b[31mb\r\nc\u202e"}`, fault{ours: true, code: "1[2J", message: "a[31mb \nc"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			header := http.Header{"Content-Type": {test.contentType}}
			if got := readFault(header, []byte(test.body), unscrubbed); got != test.want {
				t.Errorf("%+v, not %+v", got, test.want)
			}
		})
	}
}

func FuzzErrorBody(f *testing.F) {
	for _, seed := range []string{
		`{"message":"Compilation error!","error_code":"390189","request_id":"01afef9d-0607-0550-0001-dd270c3902d7"}`,
		`{"code":"390144","data":null,"headers":null,"message":"JWT token is invalid. [..]","success":false}`,
		`{"code":2003,"message":"\nstage 'x' does not exist"}`, `{"code":{},"message":""}`, `{"code":null,"message":null}`, `[]`, `null`, `""`, ``, `{`,
		"<html><title>405 Not Allowed</title>", "<TITLE\n>a&#0;b</title", "<title></title>", "\xff\xfe<title>\xff</title>",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		for _, contentType := range []string{"application/json", "text/html", ""} {
			got := readFault(http.Header{"Content-Type": {contentType}}, []byte(body), unscrubbed)
			if contentType != "application/json" && (got.ours || got.code != "") {
				t.Errorf("taken for Snowflake's: %+v", got)
			}
			for _, text := range []string{got.code, got.requestID, got.message} {
				bad := strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' })
				if bad || !utf8.ValidString(text) || utf8.RuneCountInString(text) > maxMessage+1 {
					t.Errorf("not fit to be shown: %q", text)
				}
			}
		}
	})
}

func unscrubbed(text string) string { return text }

// TestSecretsAreScrubbedBeforeTextsAreShortened puts a secret where a message is cut.
func TestSecretsAreScrubbedBeforeTextsAreShortened(t *testing.T) {
	t.Parallel()
	k := call{secrets: []string{"s3", "s3cret  value"}}
	body := `{"code":"1","message":"` + strings.Repeat("x", maxMessage-4) + `S3cret  Value"}`
	if got := parseFault([]byte(body), k.scrub).message; strings.Contains(got, "S3") {
		t.Errorf("ends with %q", got[maxMessage-10:])
	}
	page := "<title>s3cret  value</title>"
	if got := readFault(http.Header{}, []byte(page), k.scrub).message; got != redact.Mark {
		t.Errorf("%q", got)
	}
}
