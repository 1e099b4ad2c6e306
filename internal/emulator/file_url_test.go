package emulator_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// file asks for what follows /api/files/, as the documents want it.
func (f *fixture) file(encoded string, headers ...string) answer {
	f.Helper()
	return f.do("GET", "/api/files/"+encoded, "", append([]string{"Accept", "*/*"}, headers...)...)
}

// content follows a redirect to a file.
func (a answer) content(f *fixture) string {
	a.Helper()
	a.want(http.StatusFound)
	if a.body != "" || a.header.Get("Content-Type") != "" || a.header.Get("X-Snowflake-Request-ID") == "" {
		a.Errorf("the redirect has the body %q and %v", a.body, a.header)
	}
	return f.storage("GET", a.header.Get("Location"), "").want(http.StatusOK).body
}

// encodedAsSnowflakeDoes encodes all but letters and digits.
func encodedAsSnowflakeDoes(path string) string {
	var encoded strings.Builder
	for _, b := range []byte(path) {
		if letter := b | 0x20; b == '/' || '0' <= b && b <= '9' || 'a' <= letter && letter <= 'z' {
			encoded.WriteByte(b)
			continue
		}
		fmt.Fprintf(&encoded, "%%%02x", b)
	}
	return encoded.String()
}

func TestFileURLLeadsToTheFile(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithSchema(`"a/b.c"`, `"ü"`))
	f.create(`{"name":"s","encryption":{"type":"SNOWFLAKE_SSE"}}`)
	f.do("POST", "/api/v2/databases/%22a%2Fb.c%22/schemas/%22%C3%BC%22/stages", `{"name":"\"q\"\"/ %\"","encryption":{"type":"SNOWFLAKE_SSE"}}`).want(200)
	f.put("s", "in/the-game.jpg", "1")
	f.put("s", "a%2fb+c d", "2")
	if err := f.PutFile(`"a/b.c"`, `"ü"`, `"q""/ %"`, "x", []byte("3")); err != nil {
		t.Fatal(err)
	}
	for encoded, want := range map[string]string{
		"DB/RAW/S/in/the-game.jpg":                              "1",
		"db/raw/s/in/the-game%2ejpg":                            "1",
		"%44B/%22RAW%22/s/in%2Fthe%2Dgame%2Ejpg":                "1",
		"DB/RAW/S/%69%6e%2f%74%68%65%2d%67%61%6d%65%2e%6ap%67":  "1",
		"DB/RAW/S/a%252fb+c%20d":                                "2",
		"DB/RAW/S/a%252fb%2bc%20d":                              "2",
		"%22a%2fb%2ec%22/%22%c3%bc%22/%22q%22%22%2f%20%25%22/x": "3",
	} {
		if got := f.file(encoded).content(f); got != want {
			t.Errorf("%s: %q, want %q", encoded, got, want)
		}
	}
}

func TestFileURLsRedirectIsShortLived(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s","encryption":{"type":"SNOWFLAKE_SSE"}}`)
	f.put("s", "a", "1")
	location := f.file("DB/RAW/S/a").header.Get("Location")
	f.storage("PUT", location, "2").wantXML(403, "SignatureDoesNotMatch", "")
	f.storage("GET", location, "", "Authorization", "Bearer "+testToken).wantXML(400, "InvalidArgument", "")
	f.clock.Advance(time.Minute)
	f.storage("GET", location, "").wantXML(403, "AccessDenied", "Request has expired")
}

func TestFileURLOfAFileThatIsNotThere(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s"}`)
	f.storage("GET", f.file("DB/RAW/S/none").want(302).header.Get("Location"), "").wantXML(404, "NoSuchKey", "")
	f.file("DB/RAW/NONE/a").wantError(404, "002003", "stage 'none'")
	f.file("DB/NONE/S/a").wantError(404, "002003", "schema 'db.none'")
	f.file("NONE/RAW/S/a").wantError(404, "002003", "database 'none'")
}

func TestFileURLGivesCiphertextOfAFullyEncryptedStage(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s"}`)
	f.put("s", "a", "plain text")
	if got := f.file("DB/RAW/S/a").content(f); len(got) != 16 || strings.Contains(got, "plain") {
		t.Errorf("content %q", got)
	}
}

func TestFileURLsThatAreRefused(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithRoles("loader"))
	f.create(`{"name":"s"}`)
	f.put("s", "a", "1")
	for encoded, message := range map[string]string{
		"DB/RAW/S/":           "names no file",
		"DB/RAW/S/a/":         "names no file",
		"DB/RAW/S/a%2f":       "names no file",
		"DB/RAW/S//a":         "empty",
		"DB/RAW/S/%2fa":       "empty",
		"DB/RAW/S/in//a":      "empty",
		"DB/RAW/S/in%2f%2fa":  "empty",
		"DB/RAW/S/%2e%2e/a":   "segment",
		"DB/RAW/S/%2e%2e%2fa": "segment",
		"DB/RAW/S/in/%2e":     "segment",
		"DB/RAW/S/" + strings.Repeat("%41", 1025): "1025 bytes",
		"DB/RAW/S/%ff":   "UTF-8",
		"DB/RAW/S/a?x=1": "query",
		"DB/RAW/S/a?":    "query",
	} {
		f.file(encoded).wantError(400, "390400", message)
	}
	f.file("my%20db/RAW/S/a").wantError(400, "", "Invalid SQL Identifier")
	f.file("01aaa6c4-3200-aac5-0003-41ba0008816a/1/S/a").wantError(400, "", "Invalid SQL Identifier")
	for _, encoded := range []string{"", "DB", "DB/RAW/S", "DB/RAW//a", "/RAW/S/a", "01aaa6c4-3200-aac5-0003-41ba0008816a/1/"} {
		f.file(encoded).wantBare(404)
	}
	for _, method := range []string{"HEAD", "POST", "PUT", "DELETE"} {
		f.do(method, "/api/files/DB/RAW/S/a", "", "Accept", "*/*").wantBare(405)
	}
	f.file("DB/RAW/S/a", "Accept", "application/json").wantError(400, "390400", "Accept")
	f.file("DB/RAW/S/a", "Accept", "").wantError(400, "390400", "Accept")
	f.file("DB/RAW/S/a", "User-Agent", "").wantError(400, "390400", "User-Agent")
	f.file("DB/RAW/S/a", "Authorization", "").wantError(401, "390101")
	f.file("DB/RAW/S/a", "Authorization", "Bearer stranger").wantError(401, "390144")
	f.file("DB/RAW/S/a", "X-Snowflake-Authorization-Token-Type", "OAUTH").wantError(401, "390144")
	f.file("DB/RAW/S/a", "X-Snowflake-Role", "other").wantError(403, "390189", "OTHER")
	f.file("DB/RAW/S/a", "X-Snowflake-Role", "loader").want(302)
}

func TestStorageOnAnotherHost(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithStorageHost("store.example"))
	f.create(`{"name":"s","encryption":{"type":"SNOWFLAKE_SSE"}}`)
	f.put("s", "a", "1")
	port := strings.TrimPrefix(f.server.URL, "http://127.0.0.1:")
	var material map[string]string
	f.do("POST", stagesPath+"/s/files/a:presigned-url", "").want(200).decode(&material)
	for _, given := range []string{material["presigned_url"], f.file("DB/RAW/S/a").want(302).header.Get("Location")} {
		path, ok := strings.CutPrefix(given, "http://store.example:"+port)
		if !ok {
			t.Fatalf("URL %s", given)
		}
		request := f.request("GET", path, "", "Authorization", "")
		f.send(request).wantXML(403, "SignatureDoesNotMatch", "")
		request.Host = "store.example:" + port
		if got := f.send(request).want(200).body; got != "1" {
			t.Errorf("content %q", got)
		}
		if journal := f.Journal(); journal[len(journal)-1].Host != request.Host {
			t.Errorf("journal %+v", journal[len(journal)-1])
		}
	}
	for _, hostname := range []string{"", "store.example:80", "http://store.example", "store.example/"} {
		if _, err := emulator.New(emulator.WithStorageHost(hostname)); err == nil {
			t.Errorf("host %q was taken", hostname)
		}
	}
}

func TestAFilesNameIsTheSameEverywhere(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct{ properties, listed string }{
		"internal": {`"encryption":{"type":"SNOWFLAKE_SSE"}`, "s t/"},
		"s3":       {`"url":"s3://acme/raw/"`, "s3://acme/raw/"},
		"azure":    {`"url":"azure://acme.blob.core.windows.net/box/raw","storage_integration":"lake"`, "azure://acme.blob.core.windows.net/box/raw/"},
		"on disk":  {`"encryption":{"type":"SNOWFLAKE_SSE"}`, "s t/"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			var options []emulator.Option
			if what == "on disk" {
				options = append(options, emulator.WithData(t.TempDir()))
			}
			f := start(t, options...)
			f.create(`{"name":"\"s t\"",` + c.properties + `}`)
			names := []string{
				"a", "ab", "a.b", "in/a", "a b+c%2F?&=#.csv", `it's ''quoted''`, `back\slash\\'`, `"a""b".csv`, "Grüße/雪🚀.txt", "*[.](x)$^|{2}", "...",
				"semi;colon -- /* no comment", "%2e%2e", "@~/x:presigned-url", "tab\tnew\nline", strings.Repeat("é", 512),
			}
			for _, path := range names {
				up := f.presigned("%22s%20t%22", path, `{"mode":"upload"}`)
				if got := f.storage("PUT", up, "content of "+path, "x-ms-blob-type", "BlockBlob"); got.status/100 != 2 {
					t.Fatalf("%q: %d %s", path, got.status, got.body)
				}
			}
			for left := slices.Sorted(slices.Values(names)); len(left) > 0; left = left[1:] {
				listed := f.files("%22s%20t%22", "")
				for i, path := range left {
					if len(listed) != len(left) || listed[i] != c.listed+path {
						t.Fatalf("%q are listed, want %q", listed, left)
					}
				}
				path := left[0]
				encoded := "DB/RAW/%22s%20t%22/" + encodedAsSnowflakeDoes(path)
				for way, got := range map[string]string{
					"presigned": f.storage("GET", f.presigned("%22s%20t%22", path, ""), "").want(200).body,
					"file URL":  f.file(encoded).content(f),
					"element":   f.file("DB/RAW/%22s%20t%22/" + url.PathEscape(path)).content(f),
				} {
					if got != "content of "+path {
						t.Errorf("%s of %q: %q", way, path, got)
					}
				}
				f.removeOne(path, c.listed+path)
			}
		})
	}
}

// removeOne removes just the file that is listed under a name.
func (f *fixture) removeOne(path, listed string) {
	f.Helper()
	constant := func(text string) string { return "'" + strings.NewReplacer(`\`, `\\`, `'`, `''`).Replace(text) + "'" }
	statement := "REMOVE " + constant(`@"DB"."RAW"."s t"/`+path) + " PATTERN = " + constant(regexp.QuoteMeta(listed))
	if got := f.execute(statement, "").rows("name", "result"); len(got) != 1 || got[0][0] != listed {
		f.Errorf("%s removed %q", statement, got)
	}
}
