//go:build unix

package main

import (
	"fmt"
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
