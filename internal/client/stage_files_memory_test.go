package client

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// sendFiles answers with files of the given numbers, and keeps none of them.
func sendFiles(w http.ResponseWriter, from, to int) {
	w.Header().Set("Content-Type", "application/json")
	out := bufio.NewWriter(w)
	separator := byte('[')
	var row []byte
	for i := from; i < to; i++ {
		row = append(row[:0], separator)
		row = append(row, `{"name":"landing/some-folder/2026/09/part-`...)
		row = strconv.AppendInt(row, int64(i), 10)
		row = append(row, `.csv","size":"`...)
		row = strconv.AppendInt(row, int64(i), 10)
		row = append(row, `","md5":"0cc175b9c0f1b6a831c399e269772661","last_modified":"Tue, 15 Sep 2026 17:59:21 GMT"}`...)
		_, _ = out.Write(row)
		separator = ','
	}
	_ = out.WriteByte(']')
	_ = out.Flush()
}

// filesByPages serves n files in pages of a size.
func filesByPages(t *testing.T, n, size int) *Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		number, _ := strconv.Atoi(r.URL.Query().Get("page"))
		if (number+1)*size < n {
			w.Header().Set("Link", link(number+1, "next"))
		}
		sendFiles(w, number*size, min((number+1)*size, n))
	}))
	t.Cleanup(server.Close)
	base, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	token := strings.Repeat("eyJhbGciOiJSUzI1NiJ9.", 40) // as long as those of a key pair
	c, err := New(Config{BaseURL: base, Credential: &fixedCredential{token: token}, UserAgent: "snowstage-test/1"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// All that is allocated counts, also what has been freed meanwhile, and what the server takes: a fifteenth of what is sent.
func TestSurveyOf200000FilesTakesNoMoreThanTwoMebibytes(t *testing.T) { //nolint:paralleltest // it counts what the whole process allocates
	const files, most = 200_000, 2 << 20
	for _, size := range []int{files, 10_000} {
		c := filesByPages(t, files, size)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		survey, err := c.Stages.SurveyFiles(t.Context(), landing(t), "", 0, false)
		runtime.ReadMemStats(&after)
		if err != nil || survey.Count != files || survey.Bytes != files*(files-1)/2 || survey.Newest.Size != "0" || survey.Files != nil {
			t.Errorf("pages of %d: %+v, %v", size, survey, err)
		}
		if taken := after.TotalAlloc - before.TotalAlloc; taken > most {
			t.Errorf("pages of %d: %d KiB were allocated, want at most %d", size, taken>>10, most>>10)
		} else {
			t.Logf("pages of %d: %d KiB allocated for %d files", size, taken>>10, files)
		}
	}
}
