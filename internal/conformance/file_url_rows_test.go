package conformance

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
	"github.com/snowstage/terraform-provider-snowstage/internal/fileurl"
	"github.com/snowstage/terraform-provider-snowstage/internal/token"
)

// scoped makes a scoped URL of the file, as a user would.
func (f *filed) scoped(t *testing.T, user string) fileurl.Scoped {
	t.Helper()
	path, err := f.emulator.ScopedURL(user, "ANALYTICS", "RAW", f.file.Stage.Name.String(), f.file.Path)
	if err != nil {
		t.Fatal(err)
	}
	scoped, err := fileurl.ParseScoped(f.address.String() + path)
	if err != nil {
		t.Fatal(err)
	}
	return scoped
}

func (f *filed) expectScopedContent(t *testing.T, c *client.Client, scoped fileurl.Scoped) {
	t.Helper()
	if content, err := c.Files.GetScoped(t.Context(), scoped, 1<<10); err != nil || string(content) != fileContent {
		t.Errorf("by a scoped URL: %q, %v", content, err)
	}
}

func fileByFileURL(t *testing.T, traffic *wire) {
	f := newFiled(t, traffic, sse())
	read, err := fileurl.Parse(f.address.String() + "/api/files/ANALYTICS/RAW/SUITE_FILED/in/my%20orders%2ecsv")
	if err != nil || read != f.file {
		t.Fatalf("the URL reads as %+v, %v", read, err)
	}
	f.expectContent(t, f.client)
	if asked := f.requests("/"); len(asked) != 2 || asked[0].Method != http.MethodGet || asked[0].Path != f.file.EncodedPath() || asked[0].Body != "" || asked[0].Query != "" {
		t.Errorf("asked %+v", asked)
	}
}

func fileByScopedURL(t *testing.T, traffic *wire) {
	f := newFiled(t, traffic, sse())
	scoped := f.scoped(t, listed)
	f.expectScopedContent(t, f.client, scoped)
	if asked := f.requests("/"); len(asked) != 2 || asked[0].Method != http.MethodGet || asked[0].Path != scoped.EncodedPath {
		t.Errorf("asked %+v", asked)
	}
}

func fileURLIsWrittenAlike(t *testing.T, traffic *wire) {
	f := newFiled(t, traffic, sse())
	if want := "https://" + f.address.Host + "/api/files/ANALYTICS/RAW/SUITE_FILED/in/my%20orders%2ecsv"; f.file.String() != want {
		t.Errorf("it is written %s, want %s", f.file, want)
	}
	f.expectContent(t, f.client)
}

func fileURLNamesAFile(t *testing.T, traffic *wire) {
	f := newFiled(t, traffic, sse())
	there := f.file
	f.expectContent(t, f.client)
	for part, change := range map[string]func(*fileurl.File){
		"database": func(file *fileurl.File) { file.Stage.Database = parse(t, `"analytics"`) },
		"schema":   func(file *fileurl.File) { file.Stage.Schema = parse(t, `"Raw"`) },
		"stage":    func(file *fileurl.File) { file.Stage.Name = parse(t, `"Suite_Filed"`) },
	} {
		f.file = there
		change(&f.file)
		f.emulator.ResetJournal()
		f.expectRefused(t, f.client, http.StatusNotFound, client.ErrNotFound, client.ErrNoFile)
		if asked := f.requests("/"); len(asked) != 1 || asked[0].Path != f.file.EncodedPath() || !strings.Contains(asked[0].Path, "%22") {
			t.Errorf("another %s: asked %+v", part, asked)
		}
	}
	f.file = there
	f.file.Path = strings.ToUpper(filePath)
	if _, err := f.client.Files.Get(t.Context(), f.file, 1<<10); !errors.Is(err, client.ErrNoFile) {
		t.Errorf("another path: %v", err)
	}
}

func fileURLOfOddCharacters(t *testing.T, traffic *wire) {
	f := newFiled(t, traffic, sse())
	f.file.Path = `Grüße/50% & "more"+?#;.v1.csv`
	f.put(t)
	plain := f.address.String() + "/api/files/ANALYTICS/RAW/SUITE_FILED/"
	written := strings.Replace(f.file.String(), "https://", "http://", 1)
	if odd := strings.TrimPrefix(written, plain); !strings.HasSuffix(odd, "%2ev1%2ecsv") || strings.ContainsAny(odd, ` "?#+&;.`) {
		t.Errorf("it is written %s", written)
	}
	for _, spelling := range []string{
		written, regexp.MustCompile("%..").ReplaceAllStringFunc(written, strings.ToUpper), strings.ReplaceAll(written, "%2e", "."),
		plain + (&url.URL{Path: f.file.Path}).EscapedPath(),
	} {
		read, err := fileurl.Parse(spelling)
		if err != nil || read != f.file {
			t.Errorf("%s reads as %+v, %v", spelling, read, err)
		}
		if status, body := f.ask(t, strings.TrimPrefix(spelling, f.address.String()), headersOfFiles()); status != http.StatusFound {
			t.Errorf("%s is answered %d %s", spelling, status, body)
		}
	}
	f.expectContent(t, f.client)
}

func fileURLNeverExpires(t *testing.T, traffic *wire) {
	c := &clock{}
	f := newFiled(t, traffic, sse(), emulator.WithClock(c.now))
	f.expectContent(t, f.client)
	c.advance(10 * 365 * 24 * time.Hour)
	f.expectContent(t, f.client)
}

func scopedURLHidesTheFile(t *testing.T, traffic *wire) {
	f := newFiled(t, traffic, sse())
	scoped := f.scoped(t, listed)
	if !regexp.MustCompile(`^/api/files/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/[0-9]+/[0-9A-Za-z%]+$`).MatchString(scoped.EncodedPath) || strings.Contains(scoped.EncodedPath, "orders") {
		t.Errorf("it is %s", scoped.EncodedPath)
	}
	if _, err := fileurl.Parse(f.address.String() + scoped.EncodedPath); err == nil {
		t.Error("it is taken for a file URL")
	}
	if _, err := fileurl.ParseScoped(f.file.String()); err == nil {
		t.Error("a file URL is taken for it")
	}
	f.expectScopedContent(t, f.client, scoped)
}

func scopedURLOfAnother(t *testing.T, traffic *wire) {
	f := newFiled(t, traffic, sse(), emulator.WithUser(claim, "ANOTHER", &otherKey().PublicKey))
	users := map[string]client.Credential{
		user: keyPair(t, claim, user, registeredKey()), "ANOTHER": keyPair(t, claim, "ANOTHER", otherKey()), granted: static(t, token.Form{Kind: token.OAuth}, granted),
	}
	for owner, credential := range users {
		scoped := f.scoped(t, owner)
		f.expectScopedContent(t, f.as(t, credential, "LOADER"), scoped)
		for other, credential := range users {
			if other == owner {
				continue
			}
			f.emulator.ResetJournal()
			_, err := f.as(t, credential, "LOADER").Files.GetScoped(t.Context(), scoped, 1<<10)
			f.checkRefused(t, err, http.StatusForbidden, client.ErrForbidden, client.ErrNoRole)
			if strings.Contains(err.Error(), scoped.EncodedPath) {
				t.Errorf("it is shown: %v", err)
			}
		}
	}
}

func scopedURLExpires(t *testing.T, traffic *wire) {
	c := &clock{}
	f := newFiled(t, traffic, sse(), emulator.WithClock(c.now))
	scoped := f.scoped(t, listed)
	c.advance(23 * time.Hour)
	f.expectScopedContent(t, f.client, scoped)
	c.advance(time.Hour)
	f.emulator.ResetJournal()
	_, err := f.client.Files.GetScoped(t.Context(), scoped, 1<<10)
	f.checkRefused(t, err, http.StatusForbidden, client.ErrForbidden)
}

// fileURLOfAnotherHost refuses what the account's owner may well have meant: the token would leave the host that it was given for.
func fileURLOfAnotherHost(t *testing.T, traffic *wire) {
	f := newFiled(t, traffic, sse())
	scoped := f.scoped(t, listed)
	for _, host := range []string{"acme-test.privatelink.snowflakecomputing.com", "localhost:" + f.address.Port(), f.address.Hostname()} {
		f.file.Host, scoped.Host = host, host
		_, err := f.client.Files.Get(t.Context(), f.file, 1<<10)
		_, scopedErr := f.client.Files.GetScoped(t.Context(), scoped, 1<<10)
		if err == nil || scopedErr == nil || !strings.Contains(err.Error(), host) || len(f.requests("/")) != 0 {
			t.Errorf("%s: %v; %v; sent %+v", host, err, scopedErr, f.requests("/"))
		}
	}
}
