package provider

import (
	"context"
	"encoding/pem"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/youmark/pkcs8"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

const testPassphrase = "pass phrase"

func encryptedTestKey(t *testing.T) string {
	t.Helper()
	der, err := pkcs8.MarshalPrivateKey(testKey(), []byte(testPassphrase), nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: der}))
}

// secretFile writes a file that only its owner may read.
func secretFile(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// reach returns attributes that lead to the harness's emulator.
func (h *harness) reach(more map[string]string) map[string]string {
	attributes := map[string]string{"host": h.host, "port": h.port, "protocol": "http"}
	maps.Copy(attributes, more)
	return attributes
}

func noEnvironment() environment {
	return environment{getenv: func(string) string { return "" }}
}

func listAll(ctx context.Context, made *configured) error {
	in := identifier.Schema{Database: identifier.FromReply("ANALYTICS"), Name: identifier.FromReply("RAW")}
	for _, err := range made.client.Stages.List(ctx, in, "") {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestConnectSignsIn(t *testing.T) {
	t.Parallel()
	h := newHarness(t,
		emulator.WithToken("OAUTH", "an-access-token"),
		emulator.WithToken("PROGRAMMATIC_ACCESS_TOKEN", "a-programmatic-token"),
		emulator.WithToken("WORKLOAD_IDENTITY_FEDERATION", "WIF.GCP.an-identity"),
		emulator.WithOAuthClient("client", "client s3cret", "refresh-me", 0),
	)
	encrypted := encryptedTestKey(t)
	for name, test := range map[string]struct {
		attributes map[string]string
		tokenType  string
	}{
		"key":                   {map[string]string{"account": testAccount, "user": testUser, "private_key": testKeyPEM()}, "KEYPAIR_JWT"},
		"key on one line":       {map[string]string{"account": testAccount, "user": testUser, "private_key": strings.ReplaceAll(testKeyPEM(), "\n", `\n`)}, "KEYPAIR_JWT"},
		"encrypted key":         {map[string]string{"account": testAccount, "user": testUser, "private_key": encrypted, "private_key_passphrase": testPassphrase}, "KEYPAIR_JWT"},
		"key file":              {map[string]string{"account": testAccount, "user": "terraform", "private_key_path": secretFile(t, encrypted), "private_key_passphrase": testPassphrase}, "KEYPAIR_JWT"},
		"access token":          {map[string]string{"token": "an-access-token"}, "OAUTH"},
		"programmatic token":    {map[string]string{"token_path": secretFile(t, "a-programmatic-token\n"), "authenticator": "programmatic_access_token"}, "PROGRAMMATIC_ACCESS_TOKEN"},
		"workload identity":     {map[string]string{"token": "an-identity", "authenticator": "workload_identity", "workload_identity_provider": "gcp"}, "WORKLOAD_IDENTITY_FEDERATION"},
		"client's credentials":  {map[string]string{"oauth_client_id": "client", "oauth_client_secret": "client s3cret", "oauth_token_request_url": h.address.JoinPath("/oauth/token-request").String(), "role": "LOADER"}, "OAUTH"},
		"refresh token":         {map[string]string{"oauth_client_id": "client", "oauth_client_secret": "client s3cret", "oauth_refresh_token": "refresh-me"}, "OAUTH"},
		"stale passphrase":      {map[string]string{"account": testAccount, "user": testUser, "private_key": testKeyPEM(), "private_key_passphrase": "left over"}, "KEYPAIR_JWT"},
		"role and warehouse":    {map[string]string{"token": "an-access-token", "role": "LOADER", "warehouse": "WH"}, "OAUTH"},
		"token that says what":  {map[string]string{"token": "WIF.GCP.an-identity"}, "WORKLOAD_IDENTITY_FEDERATION"},
		"account with a region": {map[string]string{"account": "acme-test.us-east-1", "user": testUser, "private_key": testKeyPEM()}, "KEYPAIR_JWT"},
	} {
		before := len(h.requests())
		made, problems := connect(h.reach(test.attributes), noEnvironment(), "test/1 (terraform/1.11.4)")
		if len(problems) > 0 {
			t.Errorf("%s: %+v", name, problems)
			continue
		}
		if sent := len(h.requests()); sent != before {
			t.Errorf("%s: %d requests were sent before one was needed", name, sent-before)
		}
		if err := listAll(t.Context(), made); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		requests := h.requests()
		header := requests[len(requests)-1].Header
		if got := header.Get("X-Snowflake-Authorization-Token-Type"); got != test.tokenType {
			t.Errorf("%s: the token type is %s, want %s", name, got, test.tokenType)
		}
		if got := header.Get("User-Agent"); got != "test/1 (terraform/1.11.4)" {
			t.Errorf("%s: the user agent is %s", name, got)
		}
		for key, attribute := range map[string]string{"X-Snowflake-Role": "role", "X-Snowflake-Warehouse": "warehouse"} {
			if got := header.Get(key); got != test.attributes[attribute] {
				t.Errorf("%s: %s is %q, want %q", name, key, got, test.attributes[attribute])
			}
		}
		if made.role != test.attributes["role"] {
			t.Errorf("%s: the role for messages is %q", name, made.role)
		}
	}
}

func TestConnectBlamesTheSetting(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	encrypted := encryptedTestKey(t)
	open := secretFile(t, "secret")
	if err := os.Chmod(open, 0o644); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		attributes, env map[string]string
		blamed, says    string
	}{
		"no passphrase": {attributes: map[string]string{"private_key": encrypted}, blamed: "private_key_passphrase", says: "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE"},
		"passphrase given elsewhere": {
			attributes: map[string]string{"private_key": encrypted}, env: map[string]string{"SNOWFLAKE_PRIVATE_KEY_PASSPHRASE": testPassphrase},
			blamed: "private_key_passphrase", says: "passphrase that the environment variable SNOWFLAKE_PRIVATE_KEY_PASSPHRASE gives is not tried",
		},
		"wrong passphrase":     {attributes: map[string]string{"private_key": encrypted, "private_key_passphrase": "hush"}, blamed: "private_key_passphrase", says: "does not open"},
		"no PEM":               {attributes: map[string]string{"private_key": "hush"}, blamed: "private_key", says: "PEM"},
		"no key in the file":   {env: map[string]string{"SNOWFLAKE_PRIVATE_KEY_PATH": secretFile(t, "hush")}, blamed: "private_key_path", says: "variable SNOWFLAKE_PRIVATE_KEY_PATH"},
		"key file for all":     {attributes: map[string]string{"private_key_path": open}, blamed: "private_key_path", says: "chmod 600"},
		"key file absent":      {attributes: map[string]string{"private_key_path": "/nowhere/key.p8"}, blamed: "private_key_path", says: "/nowhere/key.p8"},
		"token file for all":   {attributes: map[string]string{"token_path": open}, blamed: "token_path", says: "chmod 600"},
		"empty token file":     {attributes: map[string]string{"token_path": secretFile(t, "\n")}, blamed: "token_path", says: "empty"},
		"two words as a token": {env: map[string]string{"SNOWFLAKE_TOKEN": "hush hush"}, blamed: "token", says: "variable SNOWFLAKE_TOKEN"},
		"unsafe endpoint": {
			attributes: map[string]string{"oauth_client_id": "c", "oauth_client_secret": "hush", "oauth_token_request_url": "http://idp.example.com/t"},
			blamed:     "oauth_token_request_url", says: "https://",
		},
		"endpoint that is no URL": {
			attributes: map[string]string{"oauth_client_id": "c", "oauth_client_secret": "hush", "oauth_token_request_url": "https://x:y z"},
			blamed:     "oauth_token_request_url", says: "URL",
		},
	} {
		env := environment{getenv: func(name string) string { return test.env[name] }}
		more := map[string]string{"account": testAccount, "user": testUser}
		maps.Copy(more, test.attributes)
		_, problems := connect(h.reach(more), env, "test/1")
		if len(problems) != 1 || problems[0].attribute != test.blamed || !strings.Contains(problems[0].detail, test.says) {
			t.Errorf("%s: %+v; want one problem on %s that says %q", name, problems, test.blamed, test.says)
			continue
		}
		if strings.Contains(problems[0].detail, "hush") || strings.Contains(problems[0].detail, testPassphrase) {
			t.Errorf("%s: %q tells a secret", name, problems[0].detail)
		}
	}
	if sent := len(h.requests()); sent != 0 {
		t.Errorf("%d requests were sent", sent)
	}
}

func TestHomeIsExpandedInPathsOfSecrets(t *testing.T) {
	t.Parallel()
	key := secretFile(t, testKeyPEM())
	env := noEnvironment()
	env.home = filepath.Dir(key)
	made, problems := connect(map[string]string{"account": testAccount, "user": testUser, "private_key_path": "~/file"}, env, "test/1")
	if len(problems) > 0 || made.client == nil {
		t.Errorf("~/file in %s was not found: %+v", env.home, problems)
	}
}
