package sandbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Workspace is a folder in which Terraform runs. What it and the provider see of the caller's environment is where commands are.
type Workspace struct {
	Folder    string
	Terraform string   // the command
	Variables []string // more of the environment, as NAME=value
}

// DefaultTerraform is the command that acceptance tests would run, too.
func DefaultTerraform() string {
	if path := os.Getenv("TF_ACC_TERRAFORM_PATH"); path != "" {
		return path
	}
	return "terraform"
}

// NewWorkspace makes the folder. Providers are the folders that hold them, by source address; without any, Terraform has to
// attach to a provider that runs already. Nothing is ever installed from anywhere else.
func NewWorkspace(folder, terraform string, providers map[string]string) (*Workspace, error) {
	w := &Workspace{Folder: folder, Terraform: terraform}
	if err := os.MkdirAll(w.path("home"), 0o700); err != nil {
		return nil, fmt.Errorf("making a folder for Terraform: %w", err)
	}
	var rc bytes.Buffer
	if len(providers) > 0 {
		rc.WriteString("provider_installation {\n  dev_overrides {\n")
		for source, at := range providers {
			fmt.Fprintf(&rc, "    %q = %q\n", source, at)
		}
		rc.WriteString("  }\n}\n")
	}
	return w, w.Write("terraform.rc", rc.String())
}

// Write writes a file of the folder.
func (w *Workspace) Write(name, content string) error {
	return os.WriteFile(w.path(name), []byte(content), 0o600)
}

func (w *Workspace) path(name string) string { return filepath.Join(w.Folder, name) }

// Environment is all that a program of the workspace sees.
func (w *Workspace) Environment() []string {
	return append([]string{
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + w.path("home"),
		"TMPDIR=" + w.Folder,
		"TF_CLI_CONFIG_FILE=" + w.path("terraform.rc"),
		"TF_IN_AUTOMATION=1",
		"CHECKPOINT_DISABLE=1",
	}, w.Variables...)
}

// Outcome is how a run of Terraform ended.
type Outcome struct {
	Command string
	Code    int    // 0: it worked; of plan -detailed-exitcode 2: there are changes
	Said    string // stdout and stderr
}

// Err is nil if the run worked. It quotes the first errors, or the end of what was said.
func (o Outcome) Err() error {
	if o.Code == 0 {
		return nil
	}
	const most = 2000 // bytes
	shown := o.Said[max(0, len(o.Said)-most):]
	if _, errors, found := strings.Cut(o.Said, "Error: "); found {
		shown = "Error: " + errors[:min(most, len(errors))]
	}
	return fmt.Errorf("terraform %s ended with %d:\n%s", o.Command, o.Code, shown)
}

// patience is how long an interrupted Terraform may clean up.
const patience = 20 * time.Second

// Command prepares a run of Terraform, which is interrupted when ctx is done.
func (w *Workspace) Command(ctx context.Context, arguments ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, w.Terraform, arguments...)
	c.Dir, c.Env = w.Folder, w.Environment()
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	c.WaitDelay = patience
	return c
}

// Run runs Terraform to its end. That it failed is no error, only that it could not be run.
func (w *Workspace) Run(ctx context.Context, arguments ...string) (Outcome, error) {
	said, err := w.Command(ctx, arguments...).CombinedOutput()
	outcome := Outcome{Command: arguments[0], Said: string(said)}
	if failed, ok := errors.AsType[*exec.ExitError](err); ok && ctx.Err() == nil && failed.Exited() {
		outcome.Code = failed.ExitCode()
		return outcome, nil
	}
	if err != nil {
		return outcome, fmt.Errorf("running terraform %s: %w\n%s", arguments[0], errors.Join(err, ctx.Err()), outcome.Said)
	}
	return outcome, nil
}

// Must is Run for what has to work.
func (w *Workspace) Must(ctx context.Context, arguments ...string) (Outcome, error) {
	outcome, err := w.Run(ctx, arguments...)
	if err == nil {
		err = outcome.Err()
	}
	return outcome, err
}
