package emulator_test

import (
	"crypto/md5"
	"encoding/base64"
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// presigned asks for the URL of a file; the path is encoded as one element.
func (f *fixture) presigned(stage, path, body string) string {
	f.Helper()
	return f.presignedAt(stagesPath+"/"+stage+"/files/"+url.PathEscape(path)+":presigned-url", body)
}

func (f *fixture) presignedAt(path, body string) string {
	f.Helper()
	var material map[string]string
	f.do("POST", path, body).want(200).decode(&material)
	if len(material) != 1 || !strings.HasPrefix(material["presigned_url"], f.server.URL+"/storage/") {
		f.Fatalf("material %v", material)
	}
	return material["presigned_url"]
}

// storage sends a request to a whole URL, with nothing but the headers given.
func (f *fixture) storage(method, whole, body string, headers ...string) answer {
	f.Helper()
	path, ok := strings.CutPrefix(whole, f.server.URL)
	if !ok {
		f.Fatalf("URL %s is not the emulator's", whole)
	}
	return f.do(method, path, body, append([]string{"Authorization", "", "User-Agent", ""}, headers...)...)
}

// wantXML checks an error of the storage.
func (a answer) wantXML(status int, code, message string) {
	a.Helper()
	a.want(status)
	var body struct {
		XMLName   xml.Name `xml:"Error"`
		Code      string
		Message   string
		RequestID string `xml:"RequestId"`
	}
	if err := xml.Unmarshal([]byte(a.body), &body); err != nil {
		a.Fatalf("body %q: %v", a.body, err)
	}
	if body.Code != code || !strings.Contains(body.Message, message) || body.RequestID == "" {
		a.Errorf("body %q: want %s, %q", a.body, code, message)
	}
	if a.header.Get("Content-Type") != "application/xml" {
		a.Errorf("content type %q", a.header.Get("Content-Type"))
	}
}

func TestUploadAndDownloadByURL(t *testing.T) {
	t.Parallel()
	for what, properties := range map[string]string{
		"internal": `"encryption":{"type":"SNOWFLAKE_SSE"}`,
		"s3":       `"url":"s3://acme/raw/"`,
		"gcs":      `"url":"gcs://acme/raw/"`,
		"azure":    `"url":"azure://acme.blob.core.windows.net/box/raw/","storage_integration":"lake"`,
		"onelake":  `"url":"azure://onelake.blob.fabric.microsoft.com/My Workspace/lake/Files/","storage_integration":"lake"`,
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			f := start(t)
			f.create(`{"name":"s",` + properties + `}`)
			stored := http.StatusOK
			if strings.Contains(properties, "azure://") {
				stored = http.StatusCreated
			}
			for _, path := range []string{"orders.csv", "in/2026/orders.csv", "a b+c%2F?&=#.csv", "Grüße/雪.txt", "a:b.csv", `q"uote.csv`} {
				content := "content of " + path
				uploaded := f.storage("PUT", f.presigned("s", path, `{"mode":"upload"}`), content, "x-ms-blob-type", "BlockBlob").want(stored)
				if uploaded.body != "" || uploaded.header.Get("ETag") != `"`+md5Of(content)+`"` {
					t.Errorf("%s: upload answers %q, %v", path, uploaded.body, uploaded.header)
				}
				down := f.presigned("s", path, `{"mode":"download","expiration_time":60}`)
				if got := f.storage("GET", down, "").want(200); got.body != content || got.header.Get("Last-Modified") != "Sat, 05 Sep 2026 17:59:21 GMT" {
					t.Errorf("%s: downloaded %q, %v", path, got.body, got.header)
				}
				if got := f.storage("HEAD", down, "").want(200); got.body != "" || got.header.Get("Content-Length") != strconv.Itoa(len(content)) {
					t.Errorf("%s: HEAD %q, %v", path, got.body, got.header)
				}
				if stored, err := f.File("db", "raw", "s", path); err != nil || string(stored) != content {
					t.Errorf("%s: stored %q, %v", path, stored, err)
				}
			}
		})
	}
}

func TestSpellingsOfAFilePath(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s"}`)
	prefix := stagesPath + "/s/files/"
	want, _, _ := strings.Cut(f.presignedAt(prefix+"in/a.csv:presigned-url", ""), "?")
	for _, path := range []string{"in%2Fa.csv", "/in/a.csv", "%2Fin%2Fa.csv", "%69n/a%2Ecsv"} {
		if got, _, _ := strings.Cut(f.presignedAt(prefix+path+":presigned-url", ""), "?"); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

func TestURLHasTheParametersOfAnObjectStore(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s"}`)
	for body, seconds := range map[string]string{"": "3600", "{}": "3600", `{"expiration_time":null,"other":1}`: "3600", `{"expiration_time":604800}`: "604800", `{"expiration_time":1}`: "1"} {
		parsed, err := url.Parse(f.presigned("s", "a", body))
		if err != nil {
			t.Fatal(err)
		}
		query := parsed.Query()
		if query.Get("X-Amz-Expires") != seconds || query.Get("X-Amz-Date") != "20260905T175921Z" ||
			query.Get("X-Amz-Algorithm") != "AWS4-HMAC-SHA256" || query.Get("X-Amz-SignedHeaders") != "host" ||
			query.Get("X-Amz-Credential") == "" || len(query.Get("X-Amz-Signature")) != 64 {
			t.Errorf("%q gives %v", body, query)
		}
	}
}

func TestURLsOverTLSAreHTTPS(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s"}`)
	f.server.Close()
	f.server = httptest.NewTLSServer(f.Emulator)
	t.Cleanup(f.server.Close)
	f.client = f.server.Client()
	if got := f.presigned("s", "a", ""); !strings.HasPrefix(got, "https://") {
		t.Errorf("URL %s", got)
	}
}

func TestPresignRequestsThatAreRefused(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s"}`)
	f.create(`{"name":"role","url":"s3://b/","credentials":{"credential_type":"AWS","aws_role":"r"}}`)
	f.create(`{"name":"sas","url":"azure://acme.blob.core.windows.net/box/","credentials":{"credential_type":"AZURE","azure_sas_token":"t"}}`)
	path := func(stage string) string { return stagesPath + "/" + stage + "/files/a:presigned-url" }
	for _, seconds := range []string{"0", "-1", "604801"} {
		f.do("POST", path("s"), `{"expiration_time":`+seconds+`}`).wantError(400, "390400", "expiration_time", seconds, "604800")
	}
	f.do("POST", path("role"), `{"expiration_time":3601}`).wantError(400, "390400", "expiration_time", "AWS_ROLE")
	f.do("POST", path("role"), `{"expiration_time":3600}`).want(200)
	f.create(`{"name":"onelake","url":"azure://westeurope-onelake.dfs.fabric.microsoft.com/w/","storage_integration":"lake"}`)
	f.do("POST", path("onelake"), `{"expiration_time":3601}`).wantError(400, "390400", "expiration_time", "OneLake")
	f.do("POST", path("onelake"), `{"expiration_time":3600}`).want(200)
	f.do("POST", path("sas"), "").wantError(400, "001003", "storage integration")
	for _, mode := range []string{"UPLOAD", "both", ""} {
		f.do("POST", path("s"), `{"mode":"`+mode+`"}`).wantError(400, "390400", "mode: "+mode)
	}
	for _, body := range []string{`{`, `[]`, `{"expiration_time":"60"}`, `{"expiration_time":1.5}`, `{"mode":1}`} {
		if got := f.do("POST", path("s"), body).want(400); got.body != "" {
			t.Errorf("%s: body %q", body, got.body)
		}
	}
	f.do("POST", path("none"), "").wantError(404, "002003", "stage 'none'")
	f.do("POST", path("s"), "", "Content-Type", "text/plain").wantBare(415)
}

func TestModesAnAccountDoesNotHonour(t *testing.T) {
	t.Parallel()
	ignoring := start(t, emulator.WithModeIgnored())
	ignoring.create(`{"name":"s","encryption":{"type":"SNOWFLAKE_SSE"}}`)
	ignoring.put("s", "a", "1")
	for _, body := range []string{`{"mode":"upload"}`, `{"mode":"other","expiration_time":60}`, `{"mode":1}`, ""} {
		given := ignoring.presigned("s", "a", body)
		ignoring.storage("PUT", given, "2").wantXML(403, "SignatureDoesNotMatch", "")
		if got := ignoring.storage("GET", given, "").want(200).body; got != "1" {
			t.Errorf("%s: content %q", body, got)
		}
	}
	refusing := start(t, emulator.WithModeRefused())
	refusing.create(`{"name":"s"}`)
	path := stagesPath + "/s/files/a:presigned-url"
	for _, body := range []string{`{"mode":"upload"}`, `{"mode":"download"}`, `{"mode":null}`} {
		refusing.do("POST", path, body).wantError(400, "390400", "mode")
	}
	refusing.presigned("s", "a", `{"expiration_time":60}`)
	if got := refusing.do("POST", path, `{"mode":`).want(400); got.body != "" {
		t.Errorf("body %q", got.body)
	}
}

func TestURLsThatAreRefused(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s","encryption":{"type":"SNOWFLAKE_SSE"}}`)
	f.put("s", "a", "content")
	down, up := f.presigned("s", "a", `{"expiration_time":60}`), f.presigned("s", "a", `{"expiration_time":60,"mode":"upload"}`)
	plain, _, _ := strings.Cut(down, "?")
	for what, c := range map[string]struct{ method, url string }{
		"PUT to a download":  {"PUT", down},
		"GET of an upload":   {"GET", up},
		"DELETE":             {"DELETE", up},
		"POST":               {"POST", up},
		"another file":       {"GET", strings.Replace(down, "/a?", "/b?", 1)},
		"a longer life":      {"GET", strings.Replace(down, "Expires=60", "Expires=6000", 1)},
		"a later date":       {"GET", strings.Replace(down, "20260905", "20270905", 1)},
		"another parameter":  {"GET", down + "&versionId=1"},
		"a spoilt signature": {"GET", down[:len(down)-1] + "!"},
		"no signature value": {"GET", plain + "?X-Amz-Signature="},
	} {
		got := f.storage(c.method, c.url, "intruder")
		t.Log(what) // which a failure would not tell
		got.wantXML(403, "SignatureDoesNotMatch", "")
	}
	f.storage("GET", plain, "").wantXML(403, "AccessDenied", "Access Denied")
	f.storage("GET", f.server.URL+"/storage/", "").wantXML(403, "AccessDenied", "Access Denied")
	f.storage("GET", down, "", "Authorization", "Bearer "+testToken).wantXML(400, "InvalidArgument", "Only one auth mechanism allowed")
	f.storage("GET", f.presigned("s", "missing", ""), "").wantXML(404, "NoSuchKey", "")

	f.clock.Advance(60*time.Second - 200*time.Millisecond)
	f.storage("GET", down, "").want(200)
	f.clock.Advance(time.Second)
	f.storage("GET", down, "").wantXML(403, "AccessDenied", "Request has expired")
	f.storage("PUT", up, "late").wantXML(403, "AccessDenied", "Request has expired")
	if got, _ := f.File("db", "raw", "s", "a"); string(got) != "content" {
		t.Errorf("content %q", got)
	}
}

func TestUploadsAreChecked(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s","encryption":{"type":"SNOWFLAKE_SSE"}}`)
	up := f.presigned("s", "a", `{"mode":"upload"}`)
	sum := md5.Sum([]byte("content"))
	digest := base64.StdEncoding.EncodeToString(sum[:])
	f.storage("PUT", up, "other", "Content-MD5", digest).wantXML(400, "BadDigest", "")
	f.storage("PUT", up, "content", "Content-MD5", digest).want(200)

	chunked := f.request(http.MethodPut, strings.TrimPrefix(up, f.server.URL), "of no length", "Authorization", "")
	chunked.ContentLength = -1
	f.send(chunked).wantXML(411, "MissingContentLength", "")
	f.storage("PUT", f.presigned("s", "empty", `{"mode":"upload"}`), "").want(200)
	if got, err := f.File("db", "raw", "s", "empty"); err != nil || len(got) != 0 {
		t.Errorf("the empty file holds %q, %v", got, err)
	}

	broken := f.request(http.MethodPut, strings.TrimPrefix(up, f.server.URL), "cut off", "Authorization", "")
	broken.ContentLength = 100
	if response, err := f.client.Do(broken); err == nil {
		_ = response.Body.Close()
		t.Errorf("an upload that was cut off answers %s", response.Status)
	}
	if got, _ := f.File("db", "raw", "s", "a"); string(got) != "content" {
		t.Errorf("content %q", got)
	}
}

func TestAzureWantsTheTypeOfABlob(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"blob","url":"azure://acme.blob.core.windows.net/box/","storage_integration":"lake"}`)
	f.create(`{"name":"s3","url":"s3://acme/"}`)
	up := f.presigned("blob", "a", `{"mode":"upload"}`)
	f.storage("PUT", up, "1").wantXML(400, "MissingRequiredHeader", "")
	if got := f.storage("PUT", up, "1"); !strings.Contains(got.body, "<HeaderName>x-ms-blob-type</HeaderName>") {
		t.Errorf("body %q", got.body)
	}
	f.storage("PUT", up, "1", "x-ms-blob-type", "PageBlob").wantXML(400, "InvalidHeaderValue", "")
	if got := f.files("blob", ""); len(got) != 0 {
		t.Errorf("files %q", got)
	}
	f.storage("PUT", up, "1", "x-ms-blob-type", "BlockBlob", "Content-MD5", "AAAA").wantXML(400, "BadDigest", "")
	f.storage("PUT", up, "1", "x-ms-blob-type", "BlockBlob").want(201)
	f.storage("PUT", f.presigned("s3", "a", `{"mode":"upload"}`), "1").want(200)
}

func TestURLsOfADroppedStage(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s"}`)
	f.create(`{"name":"lake","url":"s3://acme/"}`)
	f.put("s", "a", "1")
	down, up := f.presigned("s", "a", ""), f.presigned("s", "a", `{"mode":"upload"}`)
	lake := f.presigned("lake", "a", `{"mode":"upload"}`)
	f.do("POST", stagesPath+"?createMode=orReplace", `{"name":"s"}`).want(200)
	f.do("DELETE", stagesPath+"/lake", "").want(200)
	f.storage("GET", down, "").wantXML(404, "NoSuchKey", "")
	f.storage("PUT", up, "2").wantXML(404, "NoSuchBucket", "")
	f.storage("PUT", lake, "3").want(200)
	if got := f.files("s", ""); !slices.Equal(got, []string{}) {
		t.Errorf("the new stage holds %v", got)
	}
}

func TestStorageKeepsToTheEmulatorsHost(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s","encryption":{"type":"SNOWFLAKE_SSE"}}`)
	f.put("s", "a", "1")
	down := f.presigned("s", "a", "")
	request := f.request("GET", strings.TrimPrefix(down, f.server.URL), "", "Authorization", "")
	request.Host = "elsewhere.example"
	f.send(request).wantXML(403, "SignatureDoesNotMatch", "")
}
