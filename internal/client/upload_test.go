package client

import (
	"context"
	"crypto/md5"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

const signedQuery = "X-Amz-Expires=3600&X-Amz-Signature=0123456789abcdef0123456789abcdef"

// presigns answers with a URL of a store for a file of the given name.
func presigns(store, file string) step {
	return answerJSON(200, fmt.Sprintf(`{"presigned_url":"%s/bucket/%s?%s"}`, store, file, signedQuery))
}

func stores(w http.ResponseWriter, _ *http.Request) { w.Header().Set("ETag", `"e"`) }

func storeFails(status int, code, message string) step {
	return respond(status, "application/xml", fmt.Sprintf("<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>%s</Message></Error>", code, message), "X-Amz-Request-Id", "4B1D")
}

func text(content string) Content {
	return Content{
		Size: int64(len(content)), MD5: md5.Sum([]byte(content)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil },
	}
}

func storeFailure(t *testing.T, err error) *StoreError {
	t.Helper()
	var failed *StoreError
	if !errors.As(err, &failed) {
		t.Fatalf("not a *StoreError: %v", err)
	}
	return failed
}

func TestUploadSendsTheFileAndNothingOfTheAccount(t *testing.T) {
	t.Parallel()
	for _, content := range []string{"", "a,b\n1,2\n"} {
		store := newAccount(t, stores)
		account := newAccount(t, presigns(store.URL, "orders.csv"))
		c, _ := account.client(func(config *Config) { config.Role, config.Warehouse = "LOADER", "SMALL" })
		if err := c.Files.Upload(t.Context(), landing(t), "in/orders.csv", text(content)); err != nil {
			t.Fatal(err)
		}
		if asked := account.requests()[0]; asked.body != `{"mode":"upload"}` || !strings.HasSuffix(asked.uri, "/files/in/orders.csv:presigned-url") {
			t.Errorf("asked %s for %s", asked.uri, asked.body)
		}
		put := store.requests()[0]
		if put.method != http.MethodPut || put.body != content || put.uri != "/bucket/orders.csv?"+signedQuery {
			t.Errorf("sent %s %s %q", put.method, put.uri, put.body)
		}
		sum := md5.Sum([]byte(content))
		want := map[string]string{
			"Content-Md5": base64.StdEncoding.EncodeToString(sum[:]), "X-Ms-Blob-Type": "BlockBlob", "Content-Length": fmt.Sprint(len(content)),
			"Content-Type": "", "Expect": "", "User-Agent": "snowstage-test/1", "Transfer-Encoding": "",
		}
		for name, value := range want {
			if got := put.header.Get(name); got != value {
				t.Errorf("%s is %q, want %q", name, got, value)
			}
		}
		expectNothingOfTheAccount(t, put)
	}
}

func expectNothingOfTheAccount(t *testing.T, request seen) {
	t.Helper()
	for name := range request.header {
		if name == "Authorization" || strings.HasPrefix(name, "X-Snowflake") {
			t.Errorf("the store was sent the header %s", name)
		}
	}
}

func TestBrokenUploadIsRepeatedWithAFreshURL(t *testing.T) {
	t.Parallel()
	for what, broken := range map[string]step{
		"reset": reset, "end of the connection": hangUp, "503": storeFails(503, "SlowDown", "busy"), "500": respond(500, "", ""),
		"incomplete": storeFails(400, "IncompleteBody", "short"), "expired": storeFails(403, "AccessDenied", "Request has expired"), "429": respond(429, "", ""),
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			store := newAccount(t, broken, stores)
			account := newAccount(t, presigns(store.URL, "first"), presigns(store.URL, "second"))
			c, _ := account.client()
			if err := c.Files.Upload(t.Context(), landing(t), "a", text("content")); err != nil {
				t.Fatal(err)
			}
			puts := store.requests()
			if len(puts) != 2 || !strings.HasPrefix(puts[0].uri, "/bucket/first?") || !strings.HasPrefix(puts[1].uri, "/bucket/second?") || puts[1].body != "content" {
				t.Errorf("sent %v", store.uris())
			}
		})
	}
}

// A single refusal may be that of a URL that expired, whatever else went wrong before.
func TestOneRefusalIsNotTheLastWord(t *testing.T) {
	t.Parallel()
	store := newAccount(t, reset, storeFails(403, "AccessDenied", "Request has expired"), stores, reset, storeFails(403, "AccessDenied", "Request has expired"), keeps("whole"))
	account := newAccount(t, append(repeat(presigns(store.URL, "f"), 3), repeat(leadsTo(store.URL, "f"), 3)...)...)
	c, _ := account.client()
	if err := c.Files.Upload(t.Context(), landing(t), "a", text("content")); err != nil {
		t.Errorf("uploading: %v", err)
	}
	if content, err := c.Files.Get(t.Context(), orders(t, c), mib); err != nil || string(content) != "whole" {
		t.Errorf("downloading: %q, %v", content, err)
	}
}

// What net/http cannot read it quotes.
func TestBrokenReplyOfAStoreDoesNotShowTheURL(t *testing.T) {
	t.Parallel()
	for what, reply := range map[string]string{"status": "HTTP/1.1 %s", "first line": "%s", "header": "HTTP/1.1 200 OK\r\n%s"} {
		store := newAccount(t, repeat(func(w http.ResponseWriter, r *http.Request) {
			connection, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = fmt.Fprintf(connection, reply+"\r\n\r\n", r.URL.RawQuery)
			_ = connection.Close()
		}, 2)...)
		var told strings.Builder
		c, _ := newAccount(t, repeat(presigns(store.URL, "a.csv"), 2)...).client(func(config *Config) {
			config.MaxRetries = 1
			config.Log = func(_ context.Context, event Event) { fmt.Fprintf(&told, "%+v", event) }
		})
		err := c.Files.Upload(t.Context(), landing(t), "a.csv", text("a"))
		if failed := storeFailure(t, err); strings.Contains(failed.Error()+told.String(), "0123456789abcdef") || !strings.Contains(failed.Cause.Error(), "[redacted]") {
			t.Errorf("%s: %v; log %s", what, err, told.String())
		}
	}
}

func TestStoreSaysWhenToComeBack(t *testing.T) {
	t.Parallel()
	store := newAccount(t, respond(503, "", "", "Retry-After", "7"), stores)
	c, clock := newAccount(t, repeat(presigns(store.URL, "f"), 2)...).client()
	if err := c.Files.Upload(t.Context(), landing(t), "a", text("content")); err != nil {
		t.Fatal(err)
	}
	if slept := clock.slept(); len(slept) != 1 || slept[0] < 7*time.Second {
		t.Errorf("slept %v", slept)
	}
}

// A store that refuses a large upload reads nothing of it, and what it answers is known all the same.
func TestRefusedUploadIsNotSent(t *testing.T) {
	t.Parallel()
	var read atomic.Int64
	store := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(50 * time.Millisecond) // in which a client that does not wait fills the connection
		connection, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = io.WriteString(connection, "HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
		_ = connection.Close()
	}))
	t.Cleanup(store.Close)
	const size = 32 << 20
	c, _ := newAccount(t, repeat(presigns(store.URL, "f"), 2)...).client()
	content := Content{Size: size, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(io.TeeReader(io.LimitReader(zeros{}, size), counting{&read})), nil
	}}
	if err := c.Files.Upload(t.Context(), landing(t), "large", content); !errors.Is(err, ErrNoUploads) || read.Load() != 0 {
		t.Errorf("%d bytes were read: %v", read.Load(), err)
	}
}

type counting struct{ bytes *atomic.Int64 }

func (c counting) Write(b []byte) (int, error) {
	c.bytes.Add(int64(len(b)))
	return len(b), nil
}

// The second version of Amazon's and Google's signatures would not fit a request that has these headers.
func TestUploadSendsNoHeaderThatASignatureForbids(t *testing.T) {
	t.Parallel()
	for query, allowed := range map[string]bool{
		"GoogleAccessId=g&Expires=1&Signature=s": false, "AWSAccessKeyId=a&Expires=1&Signature=s": false,
		signedQuery: true, "X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Signature=s": true, "sv=2025-01-05&sr=b&sp=cw&sig=s": true,
	} {
		store := newAccount(t, stores)
		c, _ := newAccount(t, answerJSON(200, fmt.Sprintf(`{"presigned_url":"%s/f?%s"}`, store.URL, query))).client()
		if err := c.Files.Upload(t.Context(), landing(t), "a", text("content")); err != nil {
			t.Fatal(err)
		}
		sent := store.requests()[0].header
		if sent.Get("Content-Type") != "" || (sent.Get("Content-Md5") != "") != allowed {
			t.Errorf("%s: sent %v", query, sent)
		}
	}
}

func TestUploadGivesUpInTheEnd(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		what   string
		answer step
		tries  int
		want   string
	}{
		{"busy for ever", storeFails(503, "SlowDown", "busy"), 3, "503 SlowDown: busy (request id 4B1D, 3 tries)"},
		{"no bucket", storeFails(404, "NoSuchBucket", "none"), 1, "404 NoSuchBucket: none (request id 4B1D)"},
		{"redirect", respond(307, "", "", "Location", "https://elsewhere.example/"), 1, "307 Temporary Redirect"},
		{"login page", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") }, 1, errNotAStore.Error()},
	} {
		t.Run(test.what, func(t *testing.T) {
			t.Parallel()
			store := newAccount(t, repeat(test.answer, test.tries)...)
			account := newAccount(t, repeat(presigns(store.URL, "f"), test.tries)...)
			c, _ := account.client(func(config *Config) { config.MaxRetries = 2 })
			err := c.Files.Upload(t.Context(), landing(t), "a", text("content"))
			failed := storeFailure(t, err)
			contains(t, err.Error(), "uploading the file at the object store "+failed.Host, test.want)
			if strings.Contains(err.Error(), "0123456789abcdef") || failed.Tries != test.tries {
				t.Errorf("%v after %d tries", err, failed.Tries)
			}
		})
	}
}

// An account whose API no longer takes the mode either refuses it, or gives a URL that is for downloads only.
func TestUploadWithoutModeIsToldFromOtherFailures(t *testing.T) {
	t.Parallel()
	store := newAccount(t, repeat(storeFails(403, "SignatureDoesNotMatch", "no, X-Amz-Signature=0123456789abcdef0123456789abcdef"), 2)...)
	ignoring, _ := newAccount(t, presigns(store.URL, "f"), presigns(store.URL, "f")).client()
	err := ignoring.Files.Upload(t.Context(), landing(t), "a", text("x"))
	if !errors.Is(err, ErrNoUploads) || strings.Contains(err.Error(), "0123456789abcdef") {
		t.Errorf("ignored: %v", err)
	}
	contains(t, err.Error(), "403 SignatureDoesNotMatch")

	refusing, _ := newAccount(t, fails(400, "390142", "Unrecognized property 'mode'")).client()
	if err := refusing.Files.Upload(t.Context(), landing(t), "a", text("x")); !errors.Is(err, ErrNoUploads) || failure(t, err).Status != 400 {
		t.Errorf("refused: %v", err)
	}
	otherwise, _ := newAccount(t, fails(400, "390142", "Invalid file path")).client()
	if err := otherwise.Files.Upload(t.Context(), landing(t), "a", text("x")); errors.Is(err, ErrNoUploads) || failure(t, err).Status != 400 {
		t.Errorf("refused for another reason: %v", err)
	}
}

func TestContentThatChangesWhileItIsReadIsNotStored(t *testing.T) {
	t.Parallel()
	for what, becomes := range map[string]string{"other bytes": "CONTENT", "shorter": "cont", "longer": "content and more", "empty": ""} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			var whole atomic.Bool
			store := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, err := io.ReadAll(r.Body)
				whole.Store(err == nil)
				stores(w, r)
			}))
			c, _ := newAccount(t, presigns(store.URL, "f")).client()
			changing := text("content")
			changing.Open = text(becomes).Open
			if err := c.Files.Upload(t.Context(), landing(t), "a", changing); !errors.Is(err, ErrContentChanged) {
				t.Errorf("uploading: %v", err)
			}
			store.Close() // waits for the requests under way
			if whole.Load() {
				t.Error("the store has got all that was announced")
			}
		})
	}
}

func TestContentThatIsNoLongerEmptyIsNotSent(t *testing.T) {
	t.Parallel()
	store := newAccount(t)
	c, _ := newAccount(t, presigns(store.URL, "f")).client()
	grown := text("")
	grown.Open = text("x").Open
	if err := c.Files.Upload(t.Context(), landing(t), "a", grown); !errors.Is(err, ErrContentChanged) {
		t.Errorf("uploading: %v", err)
	}
}

func TestContentThatCannotBeOpenedIsNotSent(t *testing.T) {
	t.Parallel()
	store := newAccount(t)
	c, _ := newAccount(t, presigns(store.URL, "f")).client()
	content := text("x")
	content.Open = func() (io.ReadCloser, error) { return nil, errors.New("permission denied") }
	if err := c.Files.Upload(t.Context(), landing(t), "a", content); err == nil || !strings.Contains(err.Error(), "opening the content: permission denied") {
		t.Errorf("uploading: %v", err)
	}
}

func TestPresignedURLElsewhereIsRefusedUnsent(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"http://bucket.s3.amazonaws.com/f?" + signedQuery, "ftp://127.0.0.1/f?" + signedQuery, "/bucket/f?" + signedQuery,
		"https://user:word@127.0.0.1/f?" + signedQuery, "https:///f?" + signedQuery, "file:///etc/passwd?" + signedQuery, "https://%zz/?" + signedQuery,
	} {
		c, _ := newAccount(t, answerJSON(200, fmt.Sprintf(`{"presigned_url":%q}`, address))).client()
		err := c.Files.Upload(t.Context(), landing(t), "a", text("x"))
		if err == nil || !strings.Contains(err.Error(), "presigned URL") || strings.Contains(err.Error(), "0123456789abcdef") || strings.Contains(err.Error(), "word") {
			t.Errorf("%s: %v", address, err)
		}
	}
	encrypted := &Client{base: &url.URL{Scheme: "https", Host: "acme.snowflakecomputing.com"}}
	if err := encrypted.checkStoreURL(&url.URL{Scheme: "http", Host: "127.0.0.1"}); err == nil {
		t.Error("an account that is asked by https may lead to http")
	}
}

func TestUploadInWhichNoByteMovesIsGivenUp(t *testing.T) {
	t.Parallel()
	store := newAccount(t, hang, stores)
	account := newAccount(t, presigns(store.URL, "first"), presigns(store.URL, "second"))
	c, _ := account.client(func(config *Config) { config.RequestTimeout = 3 * time.Second })
	if err := c.Files.Upload(t.Context(), landing(t), "a", text("x")); err != nil || len(store.requests()) != 2 {
		t.Errorf("%v: %v", store.uris(), err)
	}
}

func TestInterruptedUploadSaysSo(t *testing.T) {
	t.Parallel()
	ctx, interrupt := context.WithCancel(t.Context())
	store := newAccount(t, func(_ http.ResponseWriter, r *http.Request) {
		interrupt()
		<-r.Context().Done()
	})
	c, _ := newAccount(t, presigns(store.URL, "f")).client()
	if err := c.Files.Upload(ctx, landing(t), "a", text("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("uploading: %v", err)
	}
}

// zeros is a file of zeros that takes no memory.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

// All that is allocated counts, also what has been freed meanwhile.
func TestUploadOf100MiBTakesNoMoreThan32MiB(t *testing.T) { //nolint:paralleltest // it counts what the whole process allocates
	const size, most = 100 << 20, 32 << 20
	store := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		stores(w, r)
	}))
	t.Cleanup(store.Close)
	c, _ := newAccount(t, presigns(store.URL, "large")).client()
	sum := md5.New()
	_, _ = io.CopyN(sum, zeros{}, size)
	content := Content{Size: size, MD5: [md5.Size]byte(sum.Sum(nil)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(io.LimitReader(zeros{}, size)), nil
	}}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := c.Files.Upload(t.Context(), landing(t), "large", content); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if taken := after.TotalAlloc - before.TotalAlloc; taken > most {
		t.Errorf("%d bytes were allocated, want at most %d", taken, most)
	} else {
		t.Logf("%d KiB allocated for 100 MiB", taken>>10)
	}
}
