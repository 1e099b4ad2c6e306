package emulator_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// unread is a body that nobody may read.
type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("the body was read")
	return 0, io.EOF
}

// upload asks the emulator itself, so that no server reads anything of the body.
func (f *fixture) upload(whole string, body io.Reader, announced int64) *httptest.ResponseRecorder {
	request := httptest.NewRequestWithContext(f.Context(), http.MethodPut, whole, body)
	request.ContentLength = announced
	recorder := httptest.NewRecorder()
	f.ServeHTTP(recorder, request)
	return recorder
}

func TestARefusedUploadIsNotRead(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s","encryption":{"type":"SNOWFLAKE_SSE"}}`)
	up := f.presigned("s", "a", `{"mode":"upload"}`)
	plain, _, _ := strings.Cut(up, "?")
	for _, c := range []struct {
		what, url string
		announced int64
		status    int
		code      string
	}{
		{"unsigned", plain, 1 << 40, 403, "AccessDenied"},
		{"of no announced length", plain, -1, 403, "AccessDenied"},
		{"signed for another file", strings.Replace(up, "/a?", "/b?", 1), 1000, 403, "SignatureDoesNotMatch"},
		{"too large", up, 256<<20 + 1, 400, "EntityTooLarge"},
	} {
		got := f.upload(c.url, unread{t}, c.announced)
		if got.Code != c.status || !strings.Contains(got.Body.String(), c.code) {
			t.Errorf("%s: %d %s", c.what, got.Code, got.Body)
		}
	}
}

// slow is a body that says when it is being read and ends when it is told to.
type slow struct{ begun, end chan struct{} }

func (s slow) Read([]byte) (int, error) {
	s.begun <- struct{}{}
	<-s.end
	return 0, io.EOF
}

func TestLargeUploadsAtOnceAreBounded(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s","encryption":{"type":"SNOWFLAKE_SSE"}}`)
	up := f.presigned("s", "a", `{"mode":"upload"}`)
	body := slow{make(chan struct{}), make(chan struct{})}
	var uploading sync.WaitGroup
	for _, announced := range []int64{256 << 20, -1, 256 << 20, 256<<20 - 1} {
		uploading.Go(func() {
			if got := f.upload(up, body, announced); got.Code != 200 {
				t.Errorf("an upload of %d bytes: %d %s", announced, got.Code, got.Body)
			}
		})
		<-body.begun
	}
	if got := f.upload(up, unread{t}, 2); got.Code != 503 || !strings.Contains(got.Body.String(), "SlowDown") {
		t.Errorf("one upload too many: %d %s", got.Code, got.Body)
	}
	close(body.end)
	uploading.Wait()
	if got := f.upload(up, strings.NewReader("content"), 7); got.Code != 200 {
		t.Errorf("an upload after that: %d %s", got.Code, got.Body)
	}
	if got, err := f.File("db", "raw", "s", "a"); err != nil || string(got) != "content" {
		t.Errorf("content %q, %v", got, err)
	}
}
