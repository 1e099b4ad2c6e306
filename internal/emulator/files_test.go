package emulator_test

import (
	"bytes"
	"crypto/md5"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func (f *fixture) put(stage, path, content string) {
	f.Helper()
	if err := f.PutFile("db", "raw", stage, path, []byte(content)); err != nil {
		f.Fatal(err)
	}
}

func (f *fixture) files(encodedStage, query string) []string {
	f.Helper()
	return f.do("GET", stagesPath+"/"+encodedStage+"/files"+query, "").want(200).column("name")
}

func TestFilesAreListedAsLISTDoes(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"\"Landing\"","encryption":{"type":"SNOWFLAKE_SSE"}}`)
	f.put(`"Landing"`, "in/orders.csv", "a,b\n")
	f.put(`"Landing"`, "/a b.txt", "")
	var rows []map[string]any
	f.do("GET", stagesPath+"/%22Landing%22/files", "").want(200).decode(&rows)
	modified := "Sat, 5 Sep 2026 17:59:21 GMT"
	want := []map[string]any{
		{"name": "landing/a b.txt", "size": "0", "md5": md5Of(""), "last_modified": modified},
		{"name": "landing/in/orders.csv", "size": "4", "md5": md5Of("a,b\n"), "last_modified": modified},
	}
	if !reflect.DeepEqual(rows, want) {
		t.Errorf("got  %v\nwant %v", rows, want)
	}
	f.clock.Advance(10 * 24 * time.Hour)
	f.put(`"Landing"`, "in/orders.csv", "longer than before")
	f.do("GET", stagesPath+"/%22Landing%22/files?pattern=.*csv", "").decode(&rows)
	if rows[0]["size"] != "18" || rows[0]["last_modified"] != "Tue, 15 Sep 2026 17:59:21 GMT" {
		t.Errorf("after it was put again: %v", rows[0])
	}
}

func md5Of(content string) string { return fmt.Sprintf("%x", md5.Sum([]byte(content))) }

func TestPatternMatchesTheWholeName(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s"}`)
	for _, path := range []string{"a.csv", "a.csv.gz", "in/b.csv", "x\ny.csv"} {
		f.put("s", path, "")
	}
	for pattern, want := range map[string][]string{
		"":                  {"s/a.csv", "s/a.csv.gz", "s/in/b.csv", "s/x\ny.csv"},
		`.*[.]csv`:          {"s/a.csv", "s/in/b.csv"},
		`a\.csv`:            {},
		`s/a\.csv`:          {"s/a.csv"},
		`.*a`:               {},
		`s/a.csv|s/in/.*`:   {"s/a.csv", "s/in/b.csv"},
		`(?s).*y[.]csv`:     {"s/x\ny.csv"},
		`(?i)S/A[.]CSV`:     {"s/a.csv"},
		`(?m)^s/x$\n^y.csv`: {"s/x\ny.csv"},
	} {
		if got := f.files("s", "?pattern="+url.QueryEscape(pattern)); !slices.Equal(got, want) {
			t.Errorf("pattern %q: %q, want %q", pattern, got, want)
		}
	}
	for _, pattern := range []string{"(", "[", "a)|(b", "*", `a{2,1}`} {
		f.do("GET", stagesPath+"/s/files?pattern="+url.QueryEscape(pattern), "").wantError(400, "390400", pattern, "pattern")
	}
}

func TestFilesOfExternalStages(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"lake","url":"s3://acme/raw/"}`)
	f.create(`{"name":"bare","url":"s3://acme/raw"}`)
	f.create(`{"name":"top","url":"s3://acme"}`)
	f.create(`{"name":"other","url":"gcs://acme/raw/"}`)
	f.create(`{"name":"blob","url":"azure://acme.blob.core.windows.net/box/raw/"}`)
	f.put("lake", "a.csv", "1")
	f.put("bare", "b.csv", "2")
	f.put("top", "rawest.csv", "3")
	f.put("blob", "c.csv", "4")
	for stage, want := range map[string][]string{
		"lake":  {"s3://acme/raw/a.csv", "s3://acme/raw/b.csv"},
		"bare":  {"s3://acme/raw/a.csv", "s3://acme/raw/b.csv", "s3://acme/rawest.csv"},
		"top":   {"s3://acme/raw/a.csv", "s3://acme/raw/b.csv", "s3://acme/rawest.csv"},
		"other": {},
		"blob":  {"azure://acme.blob.core.windows.net/box/raw/c.csv"},
	} {
		if got := f.files(stage, ""); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", stage, got, want)
		}
	}
	f.do("DELETE", stagesPath+"/lake", "").want(200)
	f.create(`{"name":"again","url":"s3://acme/raw/"}`)
	if got := f.files("again", ""); len(got) != 2 {
		t.Errorf("the bucket holds %v after the stage was dropped", got)
	}
}

func TestGoogleKnowsNoDigestUnderACustomersKey(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"keyed","url":"gcs://keyed/","encryption":{"type":"GCS_SSE_KMS","kms_key_id":"k"}}`)
	f.create(`{"name":"plain","url":"gcs://plain/","encryption":{"type":"GCS_SSE_KMS"}}`)
	f.create(`{"name":"s3","url":"s3://keyed/","encryption":{"type":"AWS_SSE_KMS","kms_key_id":"k"}}`)
	for stage, want := range map[string]any{"keyed": nil, "plain": md5Of("1"), "s3": md5Of("1")} {
		f.put(stage, "a", "1")
		var rows []map[string]any
		f.do("GET", stagesPath+"/"+stage+"/files", "").want(200).decode(&rows)
		if got, told := rows[0]["md5"]; !told || got != want {
			t.Errorf("%s: md5 %v, want %v", stage, got, want)
		}
	}
}

func TestDroppingAnInternalStageDropsItsFiles(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s"}`)
	f.put("s", "a", "1")
	f.do("DELETE", stagesPath+"/s", "").want(200)
	f.create(`{"name":"s"}`)
	if got := f.files("s", ""); len(got) != 0 {
		t.Errorf("files %v", got)
	}
	if _, err := f.File("db", "raw", "s", "a"); err == nil {
		t.Error("the file can still be got")
	}
}

func TestFilesOfAFullyEncryptedStage(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s"}`) // SNOWFLAKE_FULL is the default of internal stages
	for content, size := range map[string]string{"": "16", "short": "16", strings.Repeat("x", 16): "32", strings.Repeat("x", 47): "48"} {
		f.put("s", "file", content)
		var rows []map[string]string
		f.do("GET", stagesPath+"/s/files", "").decode(&rows)
		if rows[0]["size"] != size || rows[0]["md5"] == md5Of(content) {
			t.Errorf("%d bytes are listed as %v", len(content), rows[0])
		}
		if got, err := f.File("db", "raw", "s", "file"); err != nil || string(got) != content {
			t.Errorf("got %q, %v, want %q", got, err, content)
		}
		url := f.presigned("s", "file", "")
		stored := f.storage("GET", url, "").want(200).body
		if stored == content || len(stored)%16 != 0 || md5Of(stored) != rows[0]["md5"] {
			t.Errorf("the URL gives %q for %q", stored, content)
		}
	}
	f.storage("PUT", f.presigned("s", "up", `{"mode":"upload"}`), "uploaded").want(200)
	if got, err := f.File("db", "raw", "s", "up"); err != nil || string(got) != "uploaded" {
		t.Errorf("got %q, %v", got, err)
	}
	if got := f.storage("GET", f.presigned("s", "up", ""), "").want(200).body; bytes.Contains([]byte(got), []byte("uploaded")) {
		t.Errorf("the URL gives the plain text %q", got)
	}
}

func TestPathsThatAreNone(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s"}`)
	for _, path := range []string{"", "/", "a/", "a//b", "//a", "../a", "a/./b", "a/..", "\xff", strings.Repeat("x", 1025)} {
		if err := f.PutFile("db", "raw", "s", path, nil); err == nil {
			t.Errorf("path %q was taken", path)
		}
		if path != "" {
			f.do("POST", stagesPath+"/s/files/"+url.PathEscape(path)+":presigned-url", "").wantError(400, "390400", "Invalid file path")
		}
	}
	if err := f.PutFile("db", "raw", "none", "a", nil); err == nil || !strings.Contains(err.Error(), "'none' does not exist") {
		t.Errorf("error %v", err)
	}
	f.do("GET", stagesPath+"/none/files", "").wantError(404, "002003", "stage 'none'")
}
