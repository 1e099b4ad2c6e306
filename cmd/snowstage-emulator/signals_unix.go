//go:build !windows

package main

import (
	"os"
	"os/signal"
	"slices"
	"syscall"
)

func stopSignals() []os.Signal {
	return append(hangUp(), syscall.SIGINT, syscall.SIGTERM)
}

func forwardedSignals() []os.Signal {
	return append(hangUp(), syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM)
}

// hangUp is no signal under nohup, whose wish signal.Notify would undo.
func hangUp() []os.Signal {
	if signal.Ignored(syscall.SIGHUP) {
		return nil
	}
	return []os.Signal{syscall.SIGHUP}
}

// forward hands a signal on. A terminal has sent Ctrl-C to the child already, and to get it twice
// makes Terraform give up at once, without saving what it knows.
func forward(child *os.Process, received os.Signal) error {
	ofTerminals := []os.Signal{syscall.SIGINT, syscall.SIGQUIT}
	if slices.Contains(ofTerminals, received) && hasTerminal() {
		return nil
	}
	return child.Signal(received)
}

// hasTerminal tells whether the process has a controlling terminal.
func hasTerminal() bool {
	terminal, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	_ = terminal.Close()
	return true
}

func exitCode(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return exitSignalBase + int(status.Signal())
	}
	return state.ExitCode()
}
