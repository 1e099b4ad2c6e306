package emulator_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
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
		{"of no announced length, with a signature", up, -1, 411, "MissingContentLength"},
		{"without a word about its length", up, 0, 411, "MissingContentLength"},
		{"too large", up, 256<<20 + 1, 400, "EntityTooLarge"},
	} {
		got := f.upload(c.url, unread{t}, c.announced)
		if got.Code != c.status || !strings.Contains(got.Body.String(), c.code) {
			t.Errorf("%s: %d %s", c.what, got.Code, got.Body)
		}
	}
}

// discarding is where a reply goes whose size alone counts.
type discarding struct {
	http.ResponseWriter
	bytes int
}

func (d *discarding) Write(p []byte) (int, error) {
	d.bytes += len(p)
	return len(p), nil
}

func TestALargeFileIsInMemoryOnce(t *testing.T) { //nolint:paralleltest // it counts what the whole process allocates
	const size, besides = 16 << 20, 1 << 20
	f := start(t)
	f.create(`{"name":"s","encryption":{"type":"SNOWFLAKE_SSE"}}`)
	up, down := f.presigned("s", "a", `{"mode":"upload"}`), f.presigned("s", "a", "")
	if got := allocated(func() {
		if got := f.upload(up, zeros(size), size); got.Code != 200 {
			t.Errorf("%d %s", got.Code, got.Body)
		}
	}); got > size+besides {
		t.Errorf("an upload of %d bytes takes %d", size, got)
	}
	reply := &discarding{ResponseWriter: httptest.NewRecorder()}
	if got := allocated(func() {
		f.ServeHTTP(reply, httptest.NewRequestWithContext(t.Context(), http.MethodGet, down, http.NoBody))
	}); got > besides || reply.bytes != size {
		t.Errorf("a download of %d bytes, of which %d come, takes %d", size, reply.bytes, got)
	}
}

// allocated is how many bytes are allocated in all while do runs.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
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
	for _, announced := range []int64{256 << 20, 256 << 20, 256 << 20, 256<<20 - 1} {
		uploading.Go(func() {
			if got := f.upload(up, body, announced); got.Code != 400 || !strings.Contains(got.Body.String(), "IncompleteBody") {
				t.Errorf("an upload of %d bytes that ends at once: %d %s", announced, got.Code, got.Body)
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
