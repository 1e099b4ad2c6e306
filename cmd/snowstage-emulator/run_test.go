//go:build unix

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// childCommand is the test binary again, doing what TEST_ACT_AS_CHILD says.
func childCommand(t *testing.T) string {
	t.Helper()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return executable
}

func TestRunExitsAsItsCommandDoes(t *testing.T) {
	t.Parallel()
	for act, code := range map[string]int{"exit 0": 0, "exit 1": 1, "exit 42": 42} {
		if got := run(t, []string{actAsChild + "=" + act}, "run", "--", childCommand(t)); got.code != code || got.stderr != "" {
			t.Errorf("%s: %+v", act, got)
		}
	}
	if got := run(t, nil, "run", "--", "no-such-command-anywhere"); got.code != 127 || !strings.Contains(got.stderr, "no-such-command-anywhere") {
		t.Errorf("%+v", got)
	}
	text := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(text, []byte("no program"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := run(t, nil, "run", "--", text); got.code != 126 {
		t.Errorf("%+v", got)
	}
}

func TestRunGivesItsCommandTheEmulatorsEnvironmentOnly(t *testing.T) {
	t.Parallel()
	hostile := []string{
		actAsChild + "=environment", "SNOWFLAKE_TOKEN=hostile", "SNOWFLAKE_PROFILE=hostile", "SNOWFLAKE_HOST=hostile", "SNOWFLAKE_HOME=hostile",
		"SNOWFLAKE_CONNECTIONS_X_USER=hostile", "snowflake_role=hostile", "PRIVATE_KEY_PASSPHRASE=hostile", "KEPT=as it is",
	}
	got := run(t, hostile, "run", "--account", "ACME-TEST_1", "--user", "me", "--", childCommand(t))
	if got.code != 0 || strings.Contains(got.stdout, "=hostile") {
		t.Fatalf("%+v", got)
	}
	seen := map[string]string{}
	for entry := range strings.Lines(got.stdout) {
		name, value, _ := strings.Cut(strings.TrimSpace(entry), "=")
		if strings.HasPrefix(name, "SNOWFLAKE_") || name == "KEPT" {
			seen[name] = value
		}
	}
	for name, want := range map[string]string{
		"KEPT": "as it is", "SNOWFLAKE_ORGANIZATION_NAME": "ACME", "SNOWFLAKE_ACCOUNT_NAME": "TEST_1", "SNOWFLAKE_USER": "me",
		"SNOWFLAKE_AUTHENTICATOR": "SNOWFLAKE_JWT", "SNOWFLAKE_HOST": "127.0.0.1", "SNOWFLAKE_PROTOCOL": "http",
	} {
		if seen[name] != want {
			t.Errorf("%s is %q, want %q", name, seen[name], want)
		}
		delete(seen, name)
	}
	for _, name := range []string{"SNOWFLAKE_PRIVATE_KEY_PATH", "SNOWFLAKE_HOME"} {
		if _, err := os.Stat(seen[name]); seen[name] == "" || !os.IsNotExist(err) {
			t.Errorf("%s %q is still there: %v", name, seen[name], err)
		}
		delete(seen, name)
	}
	if delete(seen, "SNOWFLAKE_PORT"); len(seen) != 0 {
		t.Errorf("more variables than needed: %v", seen)
	}
}

func TestRunServesWhileItsCommandRuns(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	token := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, []byte("token of the child\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	arguments := []string{"run", "--data", data, "--schema", `DB."my schema"`, "--token-file", "OAUTH=" + token, "--", childCommand(t)}
	for _, want := range []string{"200 200\n", "409 200\n"} {
		if got := run(t, []string{actAsChild + "=list"}, arguments...); got.code != 0 || got.stdout != want {
			t.Errorf("%+v, want %q", got, want)
		}
	}
	if err := os.Chmod(token, 0o644); err != nil {
		t.Fatal(err)
	}
	if got := run(t, nil, arguments...); got.code != 1 || !strings.Contains(got.stderr, "chmod 600") {
		t.Errorf("%+v", got)
	}
}

// childLists creates a stage with the token and reads it, and prints both statuses.
func childLists() int {
	base := "http://" + os.Getenv("SNOWFLAKE_HOST") + ":" + os.Getenv("SNOWFLAKE_PORT") + "/api/v2/databases/DB/schemas/%22my%20schema%22/stages"
	created := send("POST", base, "token of the child", `{"name":"kept"}`)
	read := send("GET", base+"/kept", "token of the child", "")
	fmt.Println(created, read)
	return 0
}

func TestRunKnowsOAuthClients(t *testing.T) {
	t.Parallel()
	client := filepath.Join(t.TempDir(), "client")
	arguments := []string{"run", "--oauth-client-file", client, "--", childCommand(t)}
	for content, want := range map[string]string{
		"me\nmy s3cret\n":                   "client_credentials 200\nrefresh_token 400\n",
		"me\r\nmy s3cret\r\nrefresh-me\r\n": "client_credentials 200\nrefresh_token 200\n",
	} {
		if err := os.WriteFile(client, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := run(t, []string{actAsChild + "=oauth"}, arguments...); got.code != 0 || got.stdout != want {
			t.Errorf("%q: %+v, want %q", content, got, want)
		}
	}
	for _, content := range []string{"", "me", "me\n\n", "me\nmy s3cret\nrefresh-me\nmore", "me\nmy s3cret" + strings.Repeat(" ", longestPrivate)} {
		if err := os.WriteFile(client, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := run(t, nil, arguments...); got.code != 1 || !strings.Contains(got.stderr, client) || strings.Contains(got.stderr, "s3cret") {
			t.Errorf("%.30q: %+v", content, got)
		}
	}
	if err := os.Chmod(client, 0o640); err != nil {
		t.Fatal(err)
	}
	if got := run(t, nil, arguments...); got.code != 1 || !strings.Contains(got.stderr, "chmod 600") {
		t.Errorf("%+v", got)
	}
}

// childGetsTokens asks for an access token in both ways that a client can, reads with it, and prints the statuses.
func childGetsTokens() int {
	for _, grant := range []string{"client_credentials", "refresh_token"} {
		response, err := http.PostForm(os.Getenv("SNOWFLAKE_OAUTH_TOKEN_REQUEST_URL"), url.Values{
			"grant_type": {grant}, "client_id": {"me"}, "client_secret": {"my s3cret"}, "refresh_token": {"refresh-me"},
		})
		if err != nil {
			panic(err)
		}
		var granted struct {
			Token string `json:"access_token"`
		}
		err = json.NewDecoder(response.Body).Decode(&granted)
		if err := errors.Join(err, response.Body.Close()); err != nil {
			panic(err)
		}
		status := response.StatusCode
		if status == http.StatusOK {
			base := "http://" + os.Getenv("SNOWFLAKE_HOST") + ":" + os.Getenv("SNOWFLAKE_PORT")
			status = send("GET", base+"/api/v2/databases/ANALYTICS/schemas/RAW/stages", granted.Token, "")
		}
		fmt.Println(grant, status)
	}
	return 0
}

func TestShellWords(t *testing.T) {
	t.Parallel()
	got := exports([]variable{{"A", "/plain/path.p8"}, {"B", "with space"}, {"C", "it's"}, {"D", ""}, {"E", "$(x)"}})
	want := "export A=/plain/path.p8\nexport B='with space'\nexport C='it'\\''s'\nexport D=''\nexport E='$(x)'\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestChildEnvironmentKeepsTheRest(t *testing.T) {
	t.Parallel()
	got := childEnvironment([]string{"A=1", "SNOWFLAKE_X=2", "Snowflake_y=3", "SNOWFLAKES=4", "PRIVATE_KEY_PASSPHRASE=5"}, []variable{{"SNOWFLAKE_X", "6"}})
	if want := []string{"A=1", "SNOWFLAKES=4", "SNOWFLAKE_X=6"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
