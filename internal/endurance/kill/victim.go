package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

const (
	pidFile  = "provider.pid" // in the workspace: the ids of the provider's processes, a line each
	patience = 20 * time.Second
)

// buildTraceable builds the provider behind a script that writes down the id of its process, as Terraform does not tell it.
func buildTraceable(ctx context.Context, folder string) error {
	program, err := sandbox.Build(ctx, ".", folder, "program")
	if err != nil {
		return err
	}
	script := fmt.Sprintf("#!/bin/sh\necho $$ >>\"$TMPDIR/%s\"\nexec '%s' \"$@\"\n", pidFile, program)
	return os.WriteFile(filepath.Join(folder, "terraform-provider-snowstage"), []byte(script), 0o700)
}

// dies applies until the moment of d and kills. It returns when no process of the run is left.
func (d death) dies(ctx context.Context, o options, w *sandbox.Workspace, account *sandbox.Account) error {
	moment := make(chan struct{})
	creates := 0
	defer account.InjectChosen(func(r emulator.Request) *emulator.Fault {
		if sandbox.IsCreate(r) {
			if creates++; creates == d.after {
				close(moment)
			}
		}
		return nil
	})()
	run, err := start(w.Command(ctx, applies(o)...))
	if err != nil {
		return err
	}
	defer run.end()

	select {
	case <-moment:
	case <-run.ended:
		return fmt.Errorf("terraform ended before it had sent %d creates:\n%s", d.after, run.output.String())
	}
	time.Sleep(d.delay)
	victim := run.command.Process
	if d.victim == provider {
		if victim, err = lastProvider(w); err != nil {
			return err
		}
	}
	if err := victim.Kill(); err != nil {
		return fmt.Errorf("killing %s: %w", d.victim, err)
	}
	select {
	case <-run.ended:
	case <-time.After(patience):
		return fmt.Errorf("terraform was still there %s after %s was killed", patience, d.victim)
	}
	if err := run.awaitDescendants(); err != nil {
		left, notFound := lastProvider(w)
		if notFound == nil {
			_ = left.Kill()
		}
		return fmt.Errorf("the provider outlived Terraform: %w", errors.Join(err, notFound))
	}
	return nil
}

// started is a run of Terraform that may be killed.
type started struct {
	command *exec.Cmd
	output  bytes.Buffer  // to be read when it has ended
	ended   chan struct{} // closed when it has
	alive   *os.File      // meets the end of the file when Terraform and all that it started are gone
}

// start lets every process of the run inherit the writing end of a pipe: what has to notice that they are gone holds the other one.
func start(command *exec.Cmd) (*started, error) {
	alive, inherited, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	s := &started{command: command, ended: make(chan struct{}), alive: alive}
	command.Stdout, command.Stderr = &s.output, &s.output
	command.ExtraFiles = []*os.File{inherited}
	err = command.Start()
	_ = inherited.Close()
	if err != nil {
		_ = alive.Close()
		return nil, fmt.Errorf("starting terraform: %w", err)
	}
	go func() {
		_ = command.Wait() // That it was killed is no news.
		close(s.ended)
	}()
	return s, nil
}

func (s *started) end() {
	_ = s.command.Process.Kill() // Unless it has ended.
	<-s.ended
	_ = s.alive.Close()
}

func (s *started) awaitDescendants() error {
	if err := s.alive.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	if _, err := s.alive.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		return fmt.Errorf("its end of the pipe is open after %s: %w", patience, err)
	}
	return nil
}

func lastProvider(w *sandbox.Workspace) (*os.Process, error) {
	ids, err := os.ReadFile(filepath.Join(w.Folder, pidFile))
	if err != nil {
		return nil, fmt.Errorf("looking for the provider's process: %w", err)
	}
	lines := strings.Fields(string(ids))
	id, err := strconv.Atoi(lines[len(lines)-1])
	if err != nil {
		return nil, fmt.Errorf("looking for the provider's process: %w", err)
	}
	return os.FindProcess(id)
}

// awaitQuiet waits until the account has carried out whatever the dead had sent.
func awaitQuiet(ctx context.Context, account *sandbox.Account) error {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !account.IsQuiet() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("waiting for the account to become quiet: %w", ctx.Err())
		}
	}
	return nil
}
