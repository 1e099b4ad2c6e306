package profile

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// lay writes files into a new directory and returns it.
func lay(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func load(t *testing.T, search Search) *Profile {
	t.Helper()
	profile, err := Load(search)
	if err != nil {
		t.Fatal(err)
	}
	if profile == nil {
		t.Fatal("there is no profile")
	}
	return profile
}

func TestLoadFindsTheFirstOfThatName(t *testing.T) {
	t.Parallel()
	dir := lay(t, map[string]string{
		"connections.toml": "[both]\nuser = 'connections'\n[connections.nested]\nuser = 'nested'\n[default]\nuser = 'd'",
		"config.toml":      "[connections.both]\nuser = 'config'\nrole = 'merged'\n[connections.cli]\nuser = 'cli'\n[cli.logs]\nuser = 'no'",
		"config":           "[both]\nuser = 'official'\n[cli]\nuser = 'hidden'\n[official]\nuser = 'official'",
	})
	for name, want := range map[string]struct{ user, file string }{
		"both":     {"connections", "connections.toml"},
		"nested":   {"nested", "connections.toml"},
		"cli":      {"cli", "config.toml"},
		"official": {"official", "config"},
		"":         {"d", "connections.toml"},
	} {
		profile := load(t, Search{Dir: dir, Name: name})
		if user, _ := profile.Get("user"); user != want.user || profile.File != filepath.Join(dir, want.file) {
			t.Errorf("profile %q has the user %q and is from %s; want %q from %s", name, user, profile.File, want.user, want.file)
		}
		if role, ok := profile.Get("role"); ok {
			t.Errorf("profile %q has the role %q of a table that it replaces", name, role)
		}
	}
}

func TestDefaultProfile(t *testing.T) {
	t.Parallel()
	dir := lay(t, map[string]string{
		"config.toml": "default_connection_name = 'work'\n[connections.work]\nuser = 'w'\n[connections.home]\nuser = 'h'\n[connections.default]\nuser = 'd'",
	})
	for _, test := range []struct {
		search Search
		want   string
	}{
		{Search{Dir: dir}, "w"},
		{Search{Dir: dir, DefaultName: "home"}, "h"},
		{Search{Dir: dir, DefaultName: "home", Name: "default"}, "d"},
	} {
		if user, _ := load(t, test.search).Get("user"); user != test.want {
			t.Errorf("%+v: the user is %q, want %q", test.search, user, test.want)
		}
	}
}

func TestPathIsReadInAnyShape(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"config.toml": "[connections.work]\nuser = 'w'\n[cli.work]\nuser = 'no'",
		"official":    "[work]\nuser = 'w'",
	} {
		dir := lay(t, map[string]string{name: content, "connections.toml": "[work]\nuser = 'other file'"})
		if user, _ := load(t, Search{Dir: dir, Path: filepath.Join(dir, name), Name: "work"}).Get("user"); user != "w" {
			t.Errorf("%s: the user is %q, want w", name, user)
		}
	}
}

func TestNothingAskedForAndNothingThere(t *testing.T) {
	t.Parallel()
	blocked := filepath.Join(lay(t, map[string]string{"file": ""}), "file")
	for _, dir := range []string{"", t.TempDir(), filepath.Join(t.TempDir(), "absent"), blocked, lay(t, map[string]string{"config": "[other]\nuser = 'x'"})} {
		if profile, err := Load(Search{Dir: dir}); profile != nil || err != nil {
			t.Errorf("Load(%q) = %+v, %v; want nothing", dir, profile, err)
		}
	}
}

func TestMissingProfileSaysWhatThereIs(t *testing.T) {
	t.Parallel()
	dir := lay(t, map[string]string{"connections.toml": "[b]\n[a]", "config.toml": "[connections.a]\n[connections.c]"})
	for _, search := range []Search{{Dir: dir, Name: "x"}, {Dir: dir, DefaultName: "x"}} {
		_, err := Load(search)
		if err == nil {
			t.Errorf("%+v: no error", search)
			continue
		}
		for _, want := range []string{`"x"`, "a, b, c", filepath.Join(dir, "connections.toml"), filepath.Join(dir, "config.toml")} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%+v: the error %q lacks %q", search, err, want)
			}
		}
	}
	dangling := lay(t, map[string]string{"config.toml": "default_connection_name = 'gone'"})
	if _, err := Load(Search{Dir: dangling}); err == nil || !strings.Contains(err.Error(), "gone") {
		t.Errorf("a default_connection_name that names nothing: %v", err)
	}
	if _, err := Load(Search{Dir: t.TempDir(), Name: "x"}); err == nil || !strings.Contains(err.Error(), "no profile file was found in ") {
		t.Errorf("a profile without a file: %v", err)
	}
	if _, err := Load(Search{Path: filepath.Join(dir, "absent")}); err == nil {
		t.Error("a file that was asked for and does not exist was passed over")
	}
}

func TestGetKnowsTheOtherNames(t *testing.T) {
	t.Parallel()
	profile := load(t, Search{Dir: lay(t, map[string]string{"config": `
		[default]
		OrganizationName = "acme"
		ACCOUNT_NAME = "prod"
		private_key_file = "/k"
		private_key_file_pwd = "pw"
		private_key_raw = "raw"
		token_file_path = "/t"
		oauthTokenRequestURL = "https://idp"
		port = 8085
		role = ""
		client_session_keep_alive = true
		[default.params]
		user = "nested"
	`})})
	for setting, want := range map[string]string{
		"organization_name": "acme", "account_name": "prod", "private_key_path": "/k", "private_key_passphrase": "pw", "private_key": "raw",
		"token_path": "/t", "oauth_token_request_url": "https://idp", "port": "8085", "role": "", "user": "", "params": "", "client_session_keep_alive": "",
	} {
		if got, ok := profile.Get(setting); got != want || ok != (want != "") {
			t.Errorf("Get(%s) = %q, %t; want %q", setting, got, ok, want)
		}
	}
}

func TestOwnNameWinsOverAliases(t *testing.T) {
	t.Parallel()
	profile := load(t, Search{Dir: lay(t, map[string]string{"config": "[default]\nprivate_key_file = 'alias'\nprivate_key_path = 'own'"})})
	if got, _ := profile.Get("private_key_path"); got != "own" {
		t.Errorf("private_key_path is %q, want own", got)
	}
}

func TestErrorsTellWhereAndNoValue(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"unquoted":  "[default]\npassword = hush\n",
		"cut off":   "[default]\npassword = 'hush\n",
		"duplicate": "[default]\nhush = 1\nhush = 2\n",
		"no UTF-8":  "[default]\npassword = 'hush\xff'\n",
	} {
		dir := lay(t, map[string]string{"config": content})
		_, err := Load(Search{Dir: dir})
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		if text := err.Error(); strings.Contains(text, "hush") || !strings.Contains(text, filepath.Join(dir, "config")) || !strings.Contains(text, "line ") {
			t.Errorf("%s: the error %q tells the value, or not where it is", name, text)
		}
	}
}

func TestFilesOpenToOthersAreRefused(t *testing.T) {
	t.Parallel()
	dir := lay(t, map[string]string{"connections.toml": "[default]\nuser = 'x'"})
	if err := os.Chmod(filepath.Join(dir, "connections.toml"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(Search{Dir: dir}); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a file that others may read: %v", err)
	}
}

func TestPastedProfileIsNotQuoted(t *testing.T) {
	t.Parallel()
	if _, err := Load(Search{Path: "[default]\npassword = 'hush'"}); err == nil || strings.Contains(err.Error(), "hush") {
		t.Errorf("a profile in place of its path: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"[a]\nb = 1", "[connections.a]\nb = 'c'", "connections = 1", "default_connection_name = 2", "[[a]]", "a.b.c = {d = [1]}", "\xff"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		root, err := parse(content)
		if err != nil {
			const longestWordOfAMessage = 32
			for word := range strings.FieldsSeq(string(content)) {
				if len(word) > longestWordOfAMessage && strings.Contains(err.Error(), word) {
					t.Fatalf("the error %q quotes the text", err)
				}
			}
			return
		}
		for _, shape := range []shape{top, connections, topAndConnections, anyShape} {
			for name, table := range shape(root) {
				if value, ok := newProfile(name, "", table).Get("user"); ok != (value != "") {
					t.Fatalf("the user of %q is %q, told %t", name, value, ok)
				}
			}
		}
	})
}
