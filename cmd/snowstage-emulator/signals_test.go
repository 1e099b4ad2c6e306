//go:build unix

package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// childWaits tells that it is ready and waits for a signal; what it then does is its argument.
func childWaits(argument string) int {
	signals := make(chan os.Signal, 1)
	if argument != "default" {
		signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	}
	fmt.Println("ready")
	received := <-signals
	fmt.Println("received", received)
	code, err := strconv.Atoi(argument)
	if err != nil {
		panic(err)
	}
	return code
}

func TestRunForwardsSignals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		child    string
		sent     syscall.Signal
		received string
		code     int
	}{
		{"7", syscall.SIGTERM, "received terminated", 7},
		{"0", syscall.SIGINT, "received interrupt", 0},
		{"8", syscall.SIGHUP, "received hangup", 8},
		{"default", syscall.SIGTERM, "", 128 + 15},
		{"default", syscall.SIGINT, "", 128 + 2},
	} {
		t.Run(fmt.Sprint(c.child, c.sent), func(t *testing.T) {
			t.Parallel()
			if signal.Ignored(c.sent) {
				t.Skip("who runs the tests ignores the signal, as nohup does, and so does what they run")
			}
			command := self(t, []string{actAsChild + "=signals " + c.child}, "run", "--", childCommand(t))
			// Without a terminal, which would be taken to have sent Ctrl-C to the child itself.
			command.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
			output, err := command.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(output)
			if !lines.Scan() || lines.Text() != "ready" {
				t.Fatalf("the child says %q", lines.Text())
			}
			if err := command.Process.Signal(c.sent); err != nil {
				t.Fatal(err)
			}
			var rest []string
			for lines.Scan() {
				rest = append(rest, lines.Text())
			}
			_ = command.Wait() // an error is the exit code
			if got := strings.Join(rest, "\n"); got != c.received || command.ProcessState.ExitCode() != c.code {
				t.Errorf("%q, exit code %d", got, command.ProcessState.ExitCode())
			}
			left, err := os.ReadDir(temporaryFolder(command.Env))
			if err != nil || len(left) != 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

// Under nohup the hangup that ends a terminal ends neither the emulator nor its command.
func TestRunUnderNohup(t *testing.T) {
	t.Parallel()
	plain := self(t, []string{actAsChild + "=signals 0"}, "run", "--", childCommand(t))
	command := exec.CommandContext(t.Context(), "sh", slices.Concat([]string{"-c", `trap "" HUP; exec "$@"`, "sh"}, plain.Args)...)
	command.Env = plain.Env
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(output)
	if !lines.Scan() || lines.Text() != "ready" {
		t.Fatalf("the child says %q", lines.Text())
	}
	for _, sent := range []syscall.Signal{syscall.SIGHUP, syscall.SIGTERM} {
		if err := command.Process.Signal(sent); err != nil {
			t.Fatal(err)
		}
	}
	if !lines.Scan() || lines.Text() != "received terminated" {
		t.Errorf("the child says %q", lines.Text())
	}
	if err := command.Wait(); err != nil {
		t.Error(err)
	}
}

func temporaryFolder(environment []string) string {
	folder := ""
	for _, entry := range environment {
		if value, ok := strings.CutPrefix(entry, "TMPDIR="); ok {
			folder = value
		}
	}
	return folder
}
