package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/fileurl"
)

func keeps(content string) step {
	return func(w http.ResponseWriter, r *http.Request) {
		stores(w, r)
		_, _ = io.WriteString(w, content)
	}
}

func leadsTo(store, file string) step {
	return respond(302, "", "", "Location", fmt.Sprintf("%s/bucket/%s?%s", store, file, signedQuery))
}

// orders is the file URL of in/my orders.csv.
func orders(t *testing.T, c *Client) fileurl.File {
	t.Helper()
	return fileurl.File{Host: c.Host(), Stage: landing(t), Path: "in/my orders.csv"}
}

const mib = 1 << 20

func TestGetFollowsOneHopToTheStoreWithoutTheToken(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		store := newAccount(t, keeps("a,b\n"))
		account := newAccount(t,
			respond(status, "", "", "Location", "/api/files/ANALYTICS/RAW/LANDING/in/my%20orders%2ecsv"),
			respond(status, "", "", "Location", store.URL+"/bucket/key?"+signedQuery))
		c, _ := account.client(func(config *Config) { config.Role = "LOADER" })
		content, err := c.Files.Get(t.Context(), orders(t, c), mib)
		if err != nil || string(content) != "a,b\n" {
			t.Errorf("%d: %q, %v", status, content, err)
		}
		for _, asked := range account.requests() {
			if asked.header.Get("Authorization") != "Bearer first-token" || asked.header.Get("Accept") != "*/*" || asked.header.Get("X-Snowflake-Authorization-Token-Type") != "KEYPAIR_JWT" || asked.header.Get("Accept-Encoding") != "identity" {
				t.Errorf("%d: the account was asked with %v", status, asked.header)
			}
		}
		if uri := account.requests()[0].uri; uri != "/api/files/ANALYTICS/RAW/LANDING/in/my%20orders%2ecsv" {
			t.Errorf("asked for %s", uri)
		}
		asked := store.requests()[0]
		expectNothingOfTheAccount(t, asked)
		if accepted := asked.header.Get("Accept-Encoding"); accepted != "" {
			t.Errorf("%d: the store may compress: %s", status, accepted)
		}
	}
}

func TestGetRefusesToBeLedElsewhere(t *testing.T) {
	t.Parallel()
	second := newAccount(t)
	first := newAccount(t, respond(302, "", "", "Location", second.URL+"/f?"+signedQuery, "ETag", "e"))
	for what, location := range map[string]string{
		"a second hop": first.URL + "/f?" + signedQuery, "unencrypted": "http://bucket.example/f?" + signedQuery, "another scheme": "ftp://127.0.0.1/f?" + signedQuery,
		"a user name": "https://user:word@127.0.0.1/f?" + signedQuery, "a backslash": `https:\\127.0.0.1\f?` + signedQuery, "nowhere": "",
	} {
		c, _ := newAccount(t, respond(302, "", "", "Location", location)).client()
		_, err := c.Files.Get(t.Context(), orders(t, c), mib)
		if err == nil || strings.Contains(err.Error(), "0123456789abcdef") || strings.Contains(err.Error(), "word") {
			t.Errorf("%s: %v", what, err)
		}
	}
	round, _ := newAccount(t, repeat(respond(302, "", "", "Location", "/api/files/A/B/C/d"), maxRedirects+1)...).client()
	if _, err := round.Files.Get(t.Context(), orders(t, round), mib); !errors.Is(err, errRedirect) {
		t.Errorf("in a circle: %v", err)
	}
}

// A page at the account's own host that is no file of it, like that of a sign-in, does not get the token either.
// A gateway may repeat what it was sent in the address that it leads to, which is shown and sent elsewhere.
func TestGetIsNotLedToAnAddressThatHoldsTheToken(t *testing.T) {
	t.Parallel()
	const token = "a-token-of-more-than-sixteen-bytes"
	for what, location := range map[string]string{"host": "https://" + token + ".example/f", "query": "/f?back=" + token, "a half of it": "/" + token[:20]} {
		store := newAccount(t)
		if strings.HasPrefix(location, "/") {
			location = store.URL + location
		}
		c, _ := newAccount(t, respond(302, "", "", "Location", location)).client(func(config *Config) { config.Credential = &fixedCredential{token: token} })
		_, err := c.Files.Get(t.Context(), orders(t, c), mib)
		if !errors.Is(err, errRedirect) || strings.Contains(err.Error(), token[:16]) || len(store.requests()) > 0 {
			t.Errorf("%s: %v; %d requests to the store", what, err, len(store.requests()))
		}
	}
}

func TestGetLeavesTheTokenBehindOutsideOfFiles(t *testing.T) {
	t.Parallel()
	account := newAccount(t, respond(302, "", "", "Location", "/console/login"), func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") })
	c, _ := account.client()
	_, err := c.Files.Get(t.Context(), orders(t, c), mib)
	if !errors.Is(err, errNotAStore) {
		t.Errorf("taken for a file: %v", err)
	}
	expectNothingOfTheAccount(t, account.requests()[1])
}

func TestGetTakesAFileFromTheAccountItself(t *testing.T) {
	t.Parallel()
	c, _ := newAccount(t, respond(200, "text/csv", "a,b\n"), loginPage, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<html>")
	}).client()
	if content, err := c.Files.Get(t.Context(), orders(t, c), mib); err != nil || string(content) != "a,b\n" {
		t.Errorf("%q, %v", content, err)
	}
	if content, err := c.Files.Get(t.Context(), orders(t, c), mib); err != nil || !strings.HasPrefix(string(content), "<html>") {
		t.Errorf("a page that Snowflake answered for: %q, %v", content, err)
	}
	if _, err := c.Files.Get(t.Context(), orders(t, c), mib); !errors.Is(err, ErrNotSnowflake) {
		t.Errorf("a page of somebody else: %v", err)
	}
}

func TestGetTellsFailuresApart(t *testing.T) {
	t.Parallel()
	store := newAccount(t, storeFails(404, "NoSuchKey", "no key"), storeFails(403, "AccessDenied", "denied"), storeFails(403, "AccessDenied", "denied"))
	for _, test := range []struct {
		what   string
		script []step
		kind   error
		want   string
	}{
		{"no such stage", []step{fails(404, "002003", "Stage does not exist or not authorized")}, ErrNotFound, "getFile GET /api/files/ANALYTICS/RAW/LANDING/in/my%20orders%2ecsv: 404 002003"},
		{"forbidden", []step{fails(403, "390403", "no")}, ErrForbidden, "403 390403: no"},
		{"unauthorized", []step{fails(401, "390144", "token")}, ErrUnauthorized, "401 390144"},
		{"not Snowflake's 404", []step{respond(404, "text/html", "<title>Nothing</title>")}, ErrNotSnowflake, "Nothing"},
	} {
		c, _ := newAccount(t, test.script...).client()
		_, err := c.Files.Get(t.Context(), orders(t, c), mib)
		if !errors.Is(err, test.kind) {
			t.Errorf("%s: %v", test.what, err)
			continue
		}
		contains(t, err.Error(), test.want)
	}
	c, _ := newAccount(t, leadsTo(store.URL, "f"), leadsTo(store.URL, "f"), leadsTo(store.URL, "f")).client()
	_, err := c.Files.Get(t.Context(), orders(t, c), mib)
	if failed := storeFailure(t, err); !errors.Is(err, ErrNoFile) || failed.Code != "NoSuchKey" {
		t.Errorf("no such file: %v", err)
	}
	_, err = c.Files.Get(t.Context(), orders(t, c), mib)
	if failed := storeFailure(t, err); errors.Is(err, ErrNoFile) || failed.Status != 403 || failed.Tries != 2 {
		t.Errorf("denied: %v", err)
	}
}

func TestGetIsCapped(t *testing.T) {
	t.Parallel()
	store := newAccount(t, keeps("12345"), keeps("123456"))
	c, _ := newAccount(t, leadsTo(store.URL, "f"), leadsTo(store.URL, "f"), respond(200, "", "12345"), respond(200, "", "123456")).client()
	for _, from := range []string{"the store", "the account"} {
		if content, err := c.Files.Get(t.Context(), orders(t, c), 5); err != nil || string(content) != "12345" {
			t.Errorf("%s: %q, %v", from, content, err)
		}
		if content, err := c.Files.Get(t.Context(), orders(t, c), 5); !errors.Is(err, ErrTooLarge) || content != nil {
			t.Errorf("%s: %q, %v", from, content, err)
		}
	}
}

func TestBrokenDownloadBeginsAnew(t *testing.T) {
	t.Parallel()
	for what, broken := range map[string]step{
		"cut off": respond(200, "", "half", "Content-Length", "1000", "ETag", "e"), "reset": reset, "503": storeFails(503, "SlowDown", "busy"), "expired": storeFails(403, "AccessDenied", "expired"),
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			store := newAccount(t, broken, keeps("whole"))
			c, _ := newAccount(t, leadsTo(store.URL, "first"), leadsTo(store.URL, "second")).client()
			content, err := c.Files.Get(t.Context(), orders(t, c), mib)
			if err != nil || string(content) != "whole" || !strings.HasPrefix(store.requests()[1].uri, "/bucket/second") {
				t.Errorf("%q, %v, %v", content, err, store.uris())
			}
		})
	}
}

func TestFileURLOfAnotherHostIsRefusedUnsent(t *testing.T) {
	t.Parallel()
	c, _ := newAccount(t).client()
	for _, host := range []string{"other.snowflakecomputing.com", "", "127.0.0.1", c.Host() + ".example"} {
		file := orders(t, c)
		file.Host = host
		if _, err := c.Files.Get(t.Context(), file, mib); !errors.Is(err, errElsewhere) {
			t.Errorf("%q: %v", host, err)
		}
	}
}

func TestScopedURLIsShownNowhere(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var told strings.Builder
	const opaque = "916692050010118/pe%2fWVpLk3sWq1kVnA%3d"
	account := newAccount(t, fails(403, "390403", "no access to /api/files/01aaa6c4-3200-aac5-0003-41ba0008816a/"+opaque))
	c, _ := account.client(func(config *Config) {
		config.Log = func(_ context.Context, event Event) {
			mu.Lock()
			defer mu.Unlock()
			fmt.Fprintf(&told, "%+v", event)
		}
	})
	scoped, err := fileurl.ParseScoped("https://" + c.Host() + "/api/files/01aaa6c4-3200-aac5-0003-41ba0008816a/" + opaque)
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Files.GetScoped(t.Context(), scoped, mib)
	if !errors.Is(err, ErrForbidden) || strings.Contains(err.Error(), "WVpLk3s") || strings.Contains(told.String(), "WVpLk3s") {
		t.Errorf("%v; log %s", err, told.String())
	}
	if uri := account.requests()[0].uri; uri != scoped.EncodedPath {
		t.Errorf("asked for %s", uri)
	}
}
