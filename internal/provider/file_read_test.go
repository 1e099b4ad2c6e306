package provider

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
	"github.com/snowstage/terraform-provider-snowstage/internal/fileurl"
)

const landingID = "ANALYTICS.RAW.LANDING"

// expectFile wants the data source, and the ephemeral resource, to read this without a complaint.
func (w wire) expectFile(config hcl, content string) {
	w.t.Helper()
	for kind, told := range map[string]told{"data": w.data("snowstage_file", config), "ephemeral": w.open("snowstage_file", config)} {
		if lines := diagnosticLines(told.diagnostics); len(lines) > 0 {
			w.t.Errorf("%s %v: %q", kind, config, lines)
			continue
		}
		if got := told.attribute(w.t, "content_base64"); got != base64.StdEncoding.EncodeToString([]byte(content)) {
			w.t.Errorf("%s %v: the content in Base64 is %s, want that of %q", kind, config, got, content)
		}
	}
}

func TestFileOfEveryName(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.createSSEBeside(t, landingID)
	w := h.connect(t)
	for _, path := range []string{
		"a", "in/orders.csv", "in/.hidden", "in/...", "year=2026/month=09/a:b@c!.csv", "100%", "%41%2e%2e%2f", "a?b=c", "a#b", "a+b c", `it's "quoted"`, `back\slash`,
		"*$[]{}()^|;,&~`<>", "größe/雪/❄️.csv", "e\u0301", strings.Repeat("ü", 512),
	} {
		content := "content of " + path
		h.putFileBeside(t, landingID, path, content)
		w.expectFile(hcl{"stage_id": landingID, "path": path}, content)
		written := fileurl.File{Host: h.address.Host, Stage: qualified(t, landingID), Path: path}.String()
		w.expectFile(hcl{"file_url": written}, content)
		w.expectFile(hcl{"scoped_url": h.scopedURLOf(t, testUser, landingID, path)}, content)
	}
}

func TestFileContents(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.createSSEBeside(t, landingID)
	w := h.connect(t)
	gzip := "\x1f\x8b\x08\x00" + strings.Repeat("\xff", 28)
	for _, test := range []struct {
		content string
		isText  bool
	}{
		{"", true}, {"a", true}, {"a\x00\r\nb", true}, {"größe ❄️", true}, {"\xff", false}, {"abc\xc3", false}, {gzip, false},
		{strings.Repeat("a", fileDefaultSize), true},
	} {
		h.putFileBeside(t, landingID, "a", test.content)
		config := hcl{"stage_id": landingID, "path": "a"}
		w.expectFile(config, test.content)
		var read map[string]tftypes.Value
		if err := w.data("snowstage_file", config).value.As(&read); err != nil {
			t.Fatal(err)
		}
		for attribute, want := range map[string]tftypes.Value{
			"content": tftypes.NewValue(tftypes.String, nil),
			"size":    tftypes.NewValue(tftypes.Number, len(test.content)),
			"sha256":  tftypes.NewValue(tftypes.String, sha256Of(test.content)),
			"path":    tftypes.NewValue(tftypes.String, "a"),
		} {
			if attribute == "content" && test.isText {
				want = tftypes.NewValue(tftypes.String, test.content)
			}
			if !read[attribute].Equal(want) {
				t.Errorf("a file of %d bytes has %s %.80s, want %.80s", len(test.content), attribute, read[attribute], want)
			}
		}
	}
}

func TestFileIsNoLargerThanAllowed(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.createSSEBeside(t, landingID)
	w := h.connect(t)
	h.putFileBeside(t, landingID, "a", "12345")
	w.expectFile(hcl{"stage_id": landingID, "path": "a", "max_size": 5}, "12345")
	w.expectFailure(hcl{"stage_id": landingID, "path": "a", "max_size": 4}, "max_size: File is too large",
		`reading file "a" of stage "ANALYTICS"."RAW"."LANDING"`, "it has more than max_size, 4 bytes", "set max_size", "16777216 at most", "snowstage_presigned_url")
	h.putFileBeside(t, landingID, "a", strings.Repeat("a", fileDefaultSize+1))
	w.expectFailure(hcl{"stage_id": landingID, "path": "a"}, "max_size: File is too large", "more than max_size, 4.0 MiB (4,194,304 bytes)")
}

// expectFailure wants both kinds to fail with this one error, whose line is "attribute: summary".
func (w wire) expectFailure(config hcl, line string, parts ...string) {
	w.t.Helper()
	for kind, told := range map[string]told{"data": w.data("snowstage_file", config), "ephemeral": w.open("snowstage_file", config)} {
		if lines := diagnosticLines(told.diagnostics); !slices.Equal(lines, []string{"error " + line}) {
			w.t.Errorf("%s %v: %q, want the error %q", kind, config, lines, line)
			continue
		}
		expectParts(w.t, told.diagnostics[0].Detail, parts...)
	}
}

func expectParts(t *testing.T, text string, parts ...string) {
	t.Helper()
	rest := text
	for _, part := range parts {
		_, after, found := strings.Cut(rest, part)
		if !found {
			t.Errorf("%q is missing, or not in its place, in\n%s", part, text)
			continue
		}
		rest = after
	}
}

func TestFileFailuresAreToldApart(t *testing.T) {
	t.Parallel()
	const person = "SOMEBODY"
	h := newHarness(t, emulator.WithUser(testAccount, person, &testKey().PublicKey))
	h.createSSEBeside(t, landingID)
	h.putFileBeside(t, landingID, "a", "1")
	w := h.connect(t)
	url := func(host, path string) hcl { return hcl{"file_url": "https://" + host + "/api/files/" + path} }
	absent := []string{"does not exist or not authorized", "HTTP status 404", "check the names of database, schema and stage", "READ on an internal stage"}
	w.expectFailure(hcl{"stage_id": "ANALYTICS.RAW.ABSENT", "path": "a"}, "stage_id: Unable to read file", absent...)
	w.expectFailure(hcl{"database": "ANALYTICS", "schema": "RAW", "stage": "ABSENT", "path": "a"}, "stage: Unable to read file", absent...)
	w.expectFailure(url(h.address.Host, "ANALYTICS/RAW/ABSENT/a"), "file_url: Unable to read file", absent...)

	gone := []string{"there is no such file on the stage", "HTTP status 404 Not Found, code NoSuchKey", "check the path", "snowstage_stage_files"}
	w.expectFailure(hcl{"stage_id": landingID, "path": "b"}, "path: Unable to read file", append([]string{`file "b" of stage "ANALYTICS"."RAW"."LANDING"`}, gone...)...)
	w.expectFailure(hcl{"stage_id": landingID, "path": "A"}, "path: Unable to read file", gone...)
	w.expectFailure(url(h.address.Host, "ANALYTICS/RAW/LANDING/b"), "file_url: Unable to read file", gone...)
	w.expectFailure(hcl{"scoped_url": h.scopedURLOf(t, testUser, landingID, "b")}, "scoped_url: Unable to read file", append([]string{"the file of a scoped URL"}, gone...)...)

	foreign := h.scopedURLOf(t, person, landingID, "a")
	w.expectFailure(hcl{"scoped_url": foreign}, "scoped_url: Unable to read file", "Only the user who generated a scoped URL can use it.", "HTTP status 403",
		"let the user make the URL as whom the provider signs in", "and for nobody else", "24 hours")
	unknown := "https://" + h.address.Host + "/api/files/00000000-0000-0000-0000-000000000000/1/x"
	w.expectFailure(hcl{"scoped_url": unknown}, "scoped_url: Unable to read file", "HTTP status 404", "make a new URL")

	asked := len(h.requests())
	w.expectFailure(url("other.snowflakecomputing.com", "ANALYTICS/RAW/LANDING/a"), "file_url: URL of another host",
		"the URL is of the host other.snowflakecomputing.com, and the provider signs in at "+h.address.Host, "Nothing was sent", "give database, schema, stage and path instead", "parse_stage_file_url")
	w.expectFailure(hcl{"scoped_url": strings.Replace(foreign, h.address.Host, "other.snowflakecomputing.com", 1)}, "scoped_url: URL of another host",
		"other.snowflakecomputing.com", "set host to other.snowflakecomputing.com in the provider's configuration")
	if now := len(h.requests()); now != asked {
		t.Errorf("%d requests were sent for URLs of another host", now-asked)
	}

	withoutUser := h.connectWith(t, hcl{"user": "NOBODY"})
	withoutUser.expectFailure(hcl{"stage_id": landingID, "path": "a"}, ": Unable to read file", "HTTP status 401", "check what the provider signs in with")
	withoutUser.expectFailure(hcl{"scoped_url": foreign}, ": Unable to read file", "HTTP status 401", "check what the provider signs in with")
	for _, told := range []told{w.data("snowstage_file", hcl{"scoped_url": foreign}), withoutUser.open("snowstage_file", hcl{"scoped_url": foreign})} {
		if secret := foreign[strings.LastIndex(foreign, "/")+1:]; strings.Contains(fmt.Sprintf("%+v", told.diagnostics[0]), secret[:16]) {
			t.Errorf("the error shows the scoped URL: %+v", told.diagnostics[0])
		}
	}
}

func TestFileFailuresOnTheWay(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.createSSEBeside(t, landingID)
	h.putFileBeside(t, landingID, "a", "1")
	config := hcl{"stage_id": landingID, "path": "a"}
	const api, storage = "^/api/files/", "^/storage/"
	for _, test := range []struct {
		fault emulator.Fault
		line  string
		parts []string
	}{
		{emulator.Fault{Path: api, Status: http.StatusForbidden, Body: `{"code":"003001","message":"Insufficient privileges to operate on stage 'LANDING'"}`}, ": Unable to read file",
			[]string{"Insufficient privileges", "HTTP status 403", "grant what is missing", "READ on an internal stage"}},
		{emulator.Fault{Path: api, Status: http.StatusNotFound, HTML: true}, ": Unable to read file", []string{"HTTP status 404", "not one of Snowflake's REST API"}},
		{emulator.Fault{Path: storage, Status: http.StatusForbidden, Body: "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"}, ": Unable to read file",
			[]string{"The object store answered: Access Denied", "host " + h.address.Host, "HTTP status 403 Forbidden, code AccessDenied", "the object store is closed to this network"}},
		{emulator.Fault{Path: api, Redirect: "http://192.0.2.1/a"}, ": Unable to read file", []string{"does not lead to an https:// address"}},
	} {
		remove := h.Inject(test.fault)
		h.connect(t).expectFailure(config, test.line, test.parts...)
		remove()
	}
	for _, passing := range []emulator.Fault{{Path: storage, Status: http.StatusServiceUnavailable, Times: 1}, {Path: storage, Reset: true, Times: 1}, {Path: api, Status: http.StatusBadGateway, Times: 1}} {
		remove := h.Inject(passing)
		h.connect(t).expectFile(config, "1")
		remove()
	}
}

// An account answers at more spellings of its host than the provider uses.
func TestSameHost(t *testing.T) {
	t.Parallel()
	for _, same := range []string{"acme-my-account.snowflakecomputing.com", "ACME-my_account.snowflakecomputing.com", "acme-my-account.snowflakecomputing.com:443", "acme-my-account.snowflakecomputing.com."} {
		if !isSameAccount(same, "acme-my-account.snowflakecomputing.com") {
			t.Errorf("%s is taken for another host", same)
		}
	}
	for _, other := range []string{"acme-other.snowflakecomputing.com", "acme-my-account.snowflakecomputing.com:8443", "acme-my-account.snowflakecomputing.com.example.com", ""} {
		if isSameAccount(other, "acme-my-account.snowflakecomputing.com") {
			t.Errorf("%s is taken for the same host", other)
		}
	}
}

func TestFileThatLooksEncrypted(t *testing.T) {
	t.Parallel()
	const binary = "\x00\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f"
	h := newHarness(t)
	h.createSSEBeside(t, "ANALYTICS.RAW.SSE")
	h.createBeside(t, "ANALYTICS.RAW.FULL", client.Stage{Encryption: &client.Encryption{Type: new(snowflakeFull)}})
	h.createBeside(t, "ANALYTICS.RAW.LAKE", client.Stage{URL: new("s3://acme-lake/raw/"), StorageIntegration: new("LAKE_INTEGRATION")})
	for _, stage := range []string{"SSE", "LAKE"} {
		h.putFileBeside(t, "ANALYTICS.RAW."+stage, "a", binary)
		h.putFileBeside(t, "ANALYTICS.RAW."+stage, "odd", binary+"\x90")
	}
	h.uploadBeside(t, "ANALYTICS.RAW.FULL", "a", strings.Repeat("id,name\n", 100)) // so long that chance makes no text of its ciphertext
	const known, hint = "The stage is encrypted with SNOWFLAKE_FULL", "If the file is as it should be, nothing is wrong."
	expect := func(w wire, config hcl, at string, parts ...string) {
		t.Helper()
		var want []string
		if at != "" {
			want = []string{"warning " + at + ": File looks encrypted"}
		}
		read := w.data("snowstage_file", config)
		if lines := diagnosticLines(read.diagnostics); !slices.Equal(lines, want) {
			t.Errorf("%v: %q, want %q", config, lines, want)
		} else if at != "" {
			expectParts(t, read.diagnostics[0].Detail, append(parts[:len(parts)-1:len(parts)-1], "SNOWFLAKE_SSE", parts[len(parts)-1])...)
		}
		if read.isNull() || read.attribute(t, "content_base64") == "" {
			t.Errorf("%v: nothing was read", config)
		}
	}
	w := h.connectWith(t, hcl{"sql_api": sqlAPIOff})
	at := func(stage, path string) hcl { return hcl{"stage_id": "ANALYTICS.RAW." + stage, "path": path} }
	expect(w, at("FULL", "a"), "path", `file "a" of stage "ANALYTICS"."RAW"."FULL"`, "is no text", hint)
	expect(w, at("SSE", "a"), "path", hint)
	expect(w, at("SSE", "odd"), "")
	expect(w, at("LAKE", "a"), "")
	expect(w, hcl{"scoped_url": h.scopedURLOf(t, testUser, "ANALYTICS.RAW.FULL", "a")}, "scoped_url", "the file of a scoped URL", hint)
	if h.sqlOff {
		return
	}
	h.expectStatements(t)
	w = h.connect(t)
	url := hcl{"file_url": "https://" + h.address.Host + "/api/files/ANALYTICS/RAW/FULL/a"}
	expect(w, url, "file_url", known, "it takes a new stage, and the files uploaded there again.")
	if detail := w.data("snowstage_file", url).diagnostics[0].Detail; strings.Contains(detail, hint) {
		t.Errorf("the warning doubts what is known: %s", detail)
	}
	expect(w, at("SSE", "a"), "")
	expect(w, at("LAKE", "a"), "")
	h.ResetJournal()
	expect(w, at("SSE", "odd"), "")
	h.expectStatements(t)
}
