//go:build unix

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// The test binary is the command itself, or a child that the command runs, when these are set.
const (
	actAsCommand = "TEST_ACT_AS_COMMAND"
	actAsChild   = "TEST_ACT_AS_CHILD"
)

func TestMain(m *testing.M) {
	if act, ok := os.LookupEnv(actAsChild); ok && os.Getenv(actAsCommand) == "" {
		os.Exit(child(act))
	}
	if os.Getenv(actAsCommand) != "" {
		// So that a child of the command is a child only.
		if err := os.Unsetenv(actAsCommand); err != nil {
			panic(err)
		}
		main()
	}
	os.Exit(m.Run())
}

// child is what a command run beside the emulator does.
func child(act string) int {
	what, argument, _ := strings.Cut(act, " ")
	switch what {
	case "environment":
		for _, entry := range os.Environ() {
			fmt.Println(entry)
		}
		return 0
	case "exit":
		code, err := strconv.Atoi(argument)
		if err != nil {
			panic(err)
		}
		return code
	case "list":
		return childLists()
	case "oauth":
		return childGetsTokens()
	case "signals":
		return childWaits(argument)
	}
	panic("unknown act " + act)
}

// self is the test binary, to be run as the command.
func self(t *testing.T, environment []string, arguments ...string) *exec.Cmd {
	t.Helper()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), executable, arguments...)
	command.Env = append(append(os.Environ(), actAsCommand+"=yes", "TMPDIR="+t.TempDir()), environment...)
	return command
}

// outcome is what a command printed and how it ended.
type outcome struct {
	stdout, stderr string
	code           int
}

func run(t *testing.T, environment []string, arguments ...string) outcome {
	t.Helper()
	command := self(t, environment, arguments...)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil && command.ProcessState == nil {
		t.Fatal(err)
	}
	return outcome{stdout.String(), stderr.String(), command.ProcessState.ExitCode()}
}

func TestUsage(t *testing.T) {
	t.Parallel()
	missingKey := t.TempDir() + "/none/key.p8"
	pipe := t.TempDir() + "/pipe"
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		arguments      []string
		code           int
		stdout, stderr string
	}{
		{nil, 2, "", "Usage:"},
		{[]string{"help"}, 0, "Usage:", ""},
		{[]string{"--help"}, 0, "Usage:", ""},
		{[]string{"help", "serve"}, 0, "--key-pair FILE", ""},
		{[]string{"help", "run"}, 0, "-- COMMAND", ""},
		{[]string{"help", "run"}, 0, "\n  --no-sql\n", ""},
		{[]string{"help", "run"}, 0, "\n  --thin-lists\n", ""},
		{[]string{"help", "dance"}, 2, "", `unknown command "dance"`},
		{[]string{"help", "version"}, 0, "Usage:", ""},
		{[]string{"--version"}, 0, "snowstage-emulator dev", ""},
		{[]string{"version"}, 0, "snowstage-emulator dev", ""},
		{[]string{"dance"}, 2, "", `unknown command "dance"`},
		{[]string{"serve", "--help"}, 0, "--key-pair FILE", ""},
		{[]string{"serve"}, 2, "", "--key-pair is missing"},
		{[]string{"serve", "--dance"}, 2, "", "--listen HOST:PORT"},
		{[]string{"serve", "--key-pair", "k", "more"}, 2, "", `unexpected argument "more"`},
		{[]string{"serve", "--key-pair", missingKey}, 1, "", missingKey},
		{[]string{"run", "-h"}, 0, "-- COMMAND", ""},
		{[]string{"run"}, 2, "", "no command"},
		{[]string{"run", "--dance", "--", "true"}, 2, "", "-dance"},
		{[]string{"run", "--schema", "", "--", "true"}, 2, "", "schema"},
		{[]string{"run", "--page-size", "many", "--", "true"}, 2, "", "page-size"},
		{[]string{"run", "--schema", "RAW", "--", "true"}, 1, "", `reading schema "RAW": want DATABASE.SCHEMA`},
		{[]string{"run", "--schema", "MY DB.RAW", "--", "true"}, 1, "", `"MY DB": needs double quotes`},
		{[]string{"run", "--account", "ACME", "--", "true"}, 1, "", "ORGANIZATION-NAME"},
		{[]string{"run", "--storage-integration", "a b", "--", "true"}, 1, "", "storage integration"},
		{[]string{"run", "--token-file", "OAUTH", "--", "true"}, 1, "", "TYPE=FILE"},
		{[]string{"run", "--oauth-client-file", "/none", "--", "true"}, 1, "", "/none"},
		{[]string{"run", "--page-size", "-1", "--", "true"}, 2, "", `invalid value "-1" for flag -page-size: it must not be negative`},
		{[]string{"run", "--async-every=-1", "--", "true"}, 2, "", "async-every: it must not be negative"},
		{[]string{"run", "--polls", "-2", "--", "true"}, 2, "", "polls: it must not be negative"},
		{[]string{"run", "--latency", "-5s", "--", "true"}, 2, "", `invalid value "-5s" for flag -latency: it must not be negative`},
		{[]string{"serve", "--help"}, 0, "--pipe DB.SCHEMA.PIPE=@STAGE\n", ""},
		{[]string{"run", "--help"}, 0, "--load-time TIME\n", ""},
		{[]string{"run", "--help"}, 0, "--request-rate N\n", ""},
		{[]string{"run", "--request-rate", "-1", "--", "true"}, 2, "", "request-rate: it must not be negative"},
		{[]string{"run", "--help"}, 0, "--many-files DB.SCHEMA.STAGE=N\n", ""},
		{[]string{"run", "--many-files", "analytics.raw.many", "--", "true"}, 1, "", `reading --many-files "analytics.raw.many": want DB.SCHEMA.STAGE=N`},
		{[]string{"run", "--many-files", "analytics.raw.many=0", "--", "true"}, 1, "", "0 files on stage analytics.raw.many: want 1 to 10000000"},
		{[]string{"run", "--many-files", "analytics.other.many=1", "--", "true"}, 1, "", "adding files to stage ANALYTICS.OTHER.MANY"},
		{[]string{"run", "--pipe", "", "--", "true"}, 2, "", `invalid value "" for flag -pipe: it is empty`},
		{[]string{"run", "--pipe", "raw.p=@landing", "--", "true"}, 1, "", `reading pipe "raw.p=@landing": want DATABASE.SCHEMA.PIPE=@STAGE`},
		{[]string{"run", "--pipe", "analytics.other.p=@landing", "--", "true"}, 1, "", "adding pipe ANALYTICS.OTHER.P: schema"},
		{[]string{"run", "--load-time", "-5s", "--", "true"}, 2, "", `invalid value "-5s" for flag -load-time: it must not be negative`},
		{[]string{"serve", "--load-time", "soon"}, 2, "", "load-time"},
		{[]string{"serve", "--latency", "soon"}, 2, "", "latency"},
		{[]string{"serve", "--no-sql=perhaps"}, 2, "", "no-sql"},
		{[]string{"serve", "--thin-lists=perhaps"}, 2, "", "thin-lists"},
		{[]string{"run", "--token-file", "OAUTH=" + pipe, "--", "true"}, 1, "", pipe + " is not a regular file"},
		{[]string{"run", "--oauth-client-file", pipe, "--", "true"}, 1, "", pipe + " is not a regular file"},
		{[]string{"serve", "--key-pair", pipe}, 1, "", pipe + " is not a regular file"},
	} {
		got := run(t, nil, c.arguments...)
		if got.code != c.code || !strings.Contains(got.stdout, c.stdout) || !strings.Contains(got.stderr, c.stderr) {
			t.Errorf("%q: %+v", c.arguments, got)
		}
		if got.code != 0 && got.stdout != "" {
			t.Errorf("%q prints an error to standard output: %s", c.arguments, got.stdout)
		}
	}
}
