package provider

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

// life is a folder in which somebody works with Terraform at TF_LOG=TRACE, and what every run of it left behind.
type life struct {
	t         *testing.T
	tools     sweepTools
	account   *sweepAccount
	secrets   sweepSecrets
	workspace *sandbox.Workspace
	root      string // holds the workspace, and a folder for each run
	runs      int
	variables []string                // the environment of the provider and of the configuration
	isMet     func(fault string) bool // which of sweepFaults there are in this life; nil: all
}

// sweepTools are what all lives share.
type sweepTools struct {
	terraform string
	minor     int               // of its version 1.x
	providers map[string]string // folders by source address
}

func newLife(t *testing.T, tools sweepTools, signIn wayToSignIn) *life {
	t.Helper()
	secrets := newSweepSecrets(t)
	l := &life{t: t, tools: tools, secrets: secrets, account: newSweepAccount(t, secrets), root: t.TempDir()}
	var err error
	if l.workspace, err = sandbox.NewWorkspace(filepath.Join(l.root, "work"), tools.terraform, tools.providers); err != nil {
		t.Fatal(err)
	}
	l.variables = append([]string{
		"TF_LOG=TRACE", "TF_INPUT=0",
		"SNOWFLAKE_ACCOUNT=" + testAccount, "SNOWFLAKE_HOST=" + l.account.address.Hostname(), "SNOWFLAKE_PORT=" + l.account.address.Port(), "SNOWFLAKE_PROTOCOL=http",
		"SNOWFLAKE_MAX_RETRIES=1",
		"TF_VAR_aws_key_id=" + secrets.awsKeyID, "TF_VAR_aws_secret_key=" + secrets.awsSecretKey, "TF_VAR_aws_token=" + secrets.awsToken,
		"TF_VAR_content=" + secrets.content,
		"TF_VAR_sas_token=" + secrets.sasToken, "TF_VAR_master_key=" + secrets.masterKey,
	}, signIn(t, l.account, secrets)...)
	if sqlIsOff() {
		l.variables = append(l.variables, "SNOWFLAKE_SQL_API=off")
	}
	return l
}

// write replaces the configuration.
func (l *life) write(hcl ...string) {
	l.t.Helper()
	if err := l.workspace.Write("main.tf", strings.Join(hcl, "\n")); err != nil {
		l.t.Fatal(err)
	}
}

// run runs Terraform and keeps what it leaves behind in a folder of its own.
func (l *life) run(arguments ...string) (succeeded bool) {
	l.t.Helper()
	return l.runWith(nil, arguments...)
}

// fails runs what must not work.
func (l *life) fails(more []string, arguments ...string) {
	l.t.Helper()
	if l.runWith(more, arguments...) {
		l.t.Errorf("run %d, terraform %s, worked:\n%s", l.runs, strings.Join(arguments, " "), l.said())
	}
}

// must runs what has to work.
func (l *life) must(arguments ...string) {
	l.t.Helper()
	if !l.run(arguments...) {
		l.failed(arguments)
	}
}

// quietly runs what has to work and is only there for what comes next.
func (l *life) quietly(arguments ...string) {
	l.t.Helper()
	if !l.runWith([]string{"TF_LOG=INFO"}, arguments...) {
		l.failed(arguments)
	}
}

func (l *life) failed(arguments []string) {
	l.t.Helper()
	l.t.Fatalf("run %d, terraform %s, failed:\n%s", l.runs, strings.Join(arguments, " "), l.said())
}

func (l *life) runWith(more []string, arguments ...string) (succeeded bool) {
	l.t.Helper()
	l.runs++
	kept := l.kept()
	if err := os.MkdirAll(kept, 0o700); err != nil {
		l.t.Fatal(err)
	}
	l.workspace.Variables = slices.Concat(l.variables, more, []string{
		"TF_LOG_PATH=" + filepath.Join(kept, fileNames[logs]), "PROVIDER_STDERR=" + filepath.Join(kept, fileNames[providerStderr]),
	})
	command := l.workspace.Command(l.t.Context(), arguments...)
	command.Stdout, command.Stderr = l.create(kept, stdout), l.create(kept, stderr)
	err := command.Run()
	for _, name := range []string{fileNames[states], fileNames[backups]} {
		if content, err := os.ReadFile(filepath.Join(l.workspace.Folder, name)); err == nil {
			l.check(os.WriteFile(filepath.Join(kept, name), content, 0o600))
		}
	}
	return err == nil
}

// kept is the folder of the last run.
func (l *life) kept() string { return filepath.Join(l.root, fmt.Sprintf("run%02d", l.runs)) }

func (l *life) create(folder string, where place) io.Writer {
	l.t.Helper()
	file, err := os.Create(filepath.Join(folder, fileNames[where]))
	l.check(err)
	l.t.Cleanup(func() { _ = file.Close() })
	return file
}

func (l *life) check(err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
}

// said is what the last run wrote for its user.
func (l *life) said() string {
	l.t.Helper()
	var all strings.Builder
	for _, where := range []place{stdout, stderr} {
		content, err := os.ReadFile(filepath.Join(l.kept(), fileNames[where]))
		l.check(err)
		all.Write(content)
	}
	return all.String()
}

// flatSaid is the same without frames and line breaks.
func (l *life) flatSaid() string {
	l.t.Helper()
	return strings.Join(strings.Fields(withoutBars.Replace(l.said())), " ")
}

// search looks for the user's secrets, and those of the wire, in everything the life left behind.
func (l *life) search() *sweep {
	l.t.Helper()
	s := &sweep{sieve: newSieve(l.t, append(l.secrets.canaries(l.t), l.account.sent()...)), bytes: map[place]int{}}
	l.check(s.folder(l.root))
	return s
}

// newSweepTools builds the provider, and puts it behind a script that keeps a copy of what the provider writes to stderr.
func newSweepTools(t *testing.T) sweepTools {
	t.Helper()
	folder := t.TempDir()
	official := filepath.Join(folder, "official")
	program, err := sandbox.Build(t.Context(), ".", folder, "provider")
	if err != nil {
		t.Fatal(err)
	}
	script := fmt.Sprintf("#!/bin/sh\n{ '%s' \"$@\" 2>&1 1>&3 | tee -a \"$PROVIDER_STDERR\" >&2; } 3>&1\n", program)
	self, err := os.Executable()
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, "terraform-provider-snowstage"), []byte(script), 0o700)
	}
	if err == nil {
		err = os.Mkdir(official, 0o700)
	}
	if err == nil {
		err = os.Symlink(self, filepath.Join(official, officialProgram))
	}
	if err != nil {
		t.Fatal(err)
	}
	tools := sweepTools{terraform: sandbox.DefaultTerraform(), providers: map[string]string{"snowstage/snowstage": folder, "snowflakedb/snowflake": official}}
	said, err := exec.CommandContext(t.Context(), tools.terraform, "version", "-json").Output()
	if err != nil {
		t.Fatal(err)
	}
	var told struct {
		Version string `json:"terraform_version"`
	}
	err = json.Unmarshal(said, &told)
	if err == nil {
		_, err = fmt.Sscanf(told.Version, "1.%d.", &tools.minor)
	}
	if err != nil {
		t.Fatalf("the version is %s: %v", said, err)
	}
	return tools
}

func (s sweepTools) isOpenTofu() bool { return strings.Contains(filepath.Base(s.terraform), "tofu") }
