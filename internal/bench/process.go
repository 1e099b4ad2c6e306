package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

// process is a provider that waits for Terraform to attach.
type process struct {
	command  *exec.Cmd
	said     *io.PipeWriter
	reattach string // the value of TF_REATTACH_PROVIDERS
}

// usage is what a process needed, from its start to its end.
type usage struct {
	cpu        time.Duration // user and system
	peakMemory int64         // bytes of resident memory; 0 if the system does not tell
}

const patience = 30 * time.Second

// startProvider starts a provider and waits until it has said how to attach.
func startProvider(ctx context.Context, binary string, w *sandbox.Workspace) (*process, error) {
	output, said := io.Pipe()
	p := &process{command: exec.CommandContext(ctx, binary, "-debug"), said: said}
	p.command.Dir, p.command.Env = w.Folder, w.Environment()
	p.command.Stdout = said
	p.command.WaitDelay = patience
	if err := p.command.Start(); err != nil {
		return nil, fmt.Errorf("starting the provider: %w", err)
	}
	found := make(chan string, 1)
	go func() { // Ends when stop closes the pipe.
		found <- readReattach(output)
		_, _ = io.Copy(io.Discard, output)
	}()
	select {
	case p.reattach = <-found:
	case <-time.After(patience):
	case <-ctx.Done():
	}
	if p.reattach == "" {
		_, err := p.stop()
		return nil, errors.Join(errors.New("the provider did not say how to attach"), err, ctx.Err())
	}
	return p, nil
}

// readReattach looks for a line like TF_REATTACH_PROVIDERS='{…}'; its value is empty if there is none.
func readReattach(output io.Reader) string {
	for lines := bufio.NewScanner(output); lines.Scan(); {
		if value, ok := strings.CutPrefix(strings.TrimSpace(lines.Text()), "TF_REATTACH_PROVIDERS="); ok {
			return strings.Trim(value, "'")
		}
	}
	return ""
}

// stop interrupts the provider, or kills it if it does not listen, and tells what it needed.
func (p *process) stop() (usage, error) {
	peak := kibibytes(fmt.Sprintf("/proc/%d/status", p.command.Process.Pid), "VmHWM:")
	deadline := time.AfterFunc(patience, func() { _ = p.command.Process.Kill() })
	defer deadline.Stop()
	if err := p.command.Process.Signal(os.Interrupt); err != nil {
		_ = p.command.Process.Kill() // A system without interrupts.
	}
	err := p.command.Wait()
	_ = p.said.Close()
	state := p.command.ProcessState
	if state == nil {
		return usage{}, fmt.Errorf("stopping the provider: %w", err)
	}
	// How it ended is of no interest: on an interrupt, some versions of the plugin library end with an error.
	return usage{cpu: state.UserTime() + state.SystemTime(), peakMemory: peak}, nil
}
