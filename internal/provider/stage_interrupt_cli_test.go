package provider

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// longWaits are what a write waits for that has been carried out, and the first request that is sent while it does.
var longWaits = []struct {
	name   string
	reply  emulator.Fault
	during string // a path; empty: the write's own
}{
	{name: "a reply that never comes", reply: emulator.Fault{Hang: true}},
	{name: "the next try", reply: emulator.Fault{Status: 503, Body: `{"code":"390503","message":"busy"}`, Header: map[string]string{"Retry-After": "60"}}},
	{name: "a result that never comes", reply: accepted("/api/v2/results/endless"), during: "/api/v2/results/endless"},
}

// longWrites are what is interrupted: the stage landing is created, replaced in place or dropped.
var longWrites = []struct {
	name, method, command string
	before, after         string // the attributes; without any before there is no stage
	writes                []string
}{
	{name: "create", method: http.MethodPost, command: "apply", after: `comment = "new"`, writes: []string{"POST createMode=errorIfExists"}},
	{
		name: "replacement in place", method: http.MethodPost, command: "apply", before: orReplace + `comment = "old"`, after: orReplace + unalterable + `comment = "new"`,
		writes: []string{"POST createMode=orReplace", "POST createMode=orReplace"},
	},
	{
		name: "drop", method: http.MethodDelete, command: "destroy", before: `comment = "new"`, after: `comment = "new"`,
		writes: []string{"POST createMode=errorIfExists", "DELETE ifExists=true"},
	},
}

// TestTerraformInterruptedWritesATrueState sends the real Terraform the signal of Ctrl-C. A provider that waited to the end of any of
// these waits would be killed by then.
func TestTerraformInterruptedWritesATrueState(t *testing.T) { //nolint:paralleltest // what the provider still does after the signal takes real time, of which it has little
	if runtime.GOOS == "windows" {
		t.Skip("there Go cannot send an interrupt to another process")
	}
	for _, write := range longWrites { //nolint:paralleltest // the same
		for _, wait := range longWaits {
			t.Run(write.name+", waiting for "+wait.name, func(t *testing.T) {
				h, cli := newHarness(t, emulator.WithAsync(0, 0)), newCommandLine(t)
				if write.before != "" {
					cli.configure(h.config(landingWith(write.before)))
					cli.run("apply", "-auto-approve")
				}
				cli.configure(h.config(landingWith(write.after)))
				fault := wait.reply
				fault.Method, fault.Path, fault.Times, fault.AfterWork = write.method, `/stages(/LANDING)?$`, 1, true
				h.Inject(fault)
				endless := accepted("")
				endless.Path = `/results/endless$`
				h.Inject(endless)

				cli.interrupts(func() bool {
					if len(h.writes()) < len(write.writes) || !h.hasCarriedOutLastWrite() {
						return false
					}
					return wait.during == "" || slices.ContainsFunc(h.requests(), func(r emulator.Request) bool { return r.Path == wait.during })
				}, write.command, "-auto-approve")

				h.expectWrites(t, write.writes...)
				if write.method == http.MethodDelete {
					cli.expectDropped(h)
					return
				}
				cli.expectRecorded(h, "new")
			})
		}
	}
}

// interrupts runs a command, and interrupts it once the moment has come. It wants the command to end by itself soon after.
func (c commandLine) interrupts(isMoment func() bool, arguments ...string) {
	c.t.Helper()
	ctx, interrupt := context.WithCancel(c.t.Context())
	defer interrupt()
	command := c.Command(ctx, withDefaults(arguments)...)
	var said bytes.Buffer
	command.Stdout, command.Stderr = &said, &said
	if err := command.Start(); err != nil {
		c.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	for tick := time.NewTicker(10 * time.Millisecond); !isMoment(); {
		select {
		case <-tick.C:
		case err := <-ended:
			c.t.Fatalf("terraform %q ended before it was interrupted: %v\n%s", arguments, err, &said)
		}
	}
	interrupt()
	if err := <-ended; errors.Is(err, exec.ErrWaitDelay) || !command.ProcessState.Exited() || !strings.Contains(said.String(), "Interrupt received") {
		c.t.Fatalf("terraform %q did not end by itself after the interrupt: %v\n%s", arguments, err, &said)
	}
}

// expectRecorded wants the state to know the stage that is there, and nothing to be left to do.
func (c commandLine) expectRecorded(h *harness, comment string) {
	c.t.Helper()
	found := h.fetchBeside(c.t, "ANALYTICS.RAW.LANDING")
	instances := c.instances()
	attributes, _ := instances[0]["attributes"].(map[string]any)
	if len(instances) != 1 || instances[0]["status"] != nil || attributes["created_on"] != *found.CreatedOn || *found.Comment != comment {
		c.t.Errorf("the state has %v, there is the stage of %s with the comment %q", instances, *found.CreatedOn, *found.Comment)
	}
	c.run("plan", "-detailed-exitcode")
}

// expectDropped wants neither the state nor the account to have the stage, so that it is planned anew.
func (c commandLine) expectDropped(h *harness) {
	c.t.Helper()
	if resources, _ := c.state()["resources"].([]any); len(resources) > 0 {
		c.t.Errorf("the state has %v", resources)
	}
	if _, err := h.person.Stages.Fetch(c.t.Context(), qualified(c.t, "ANALYTICS.RAW.LANDING")); !errors.Is(err, client.ErrNotFound) {
		c.t.Errorf("the stage is there, or %v", err)
	}
	planned, err := c.Must(c.t.Context(), "plan", "-no-color")
	if err != nil || !strings.Contains(planned.Said, "Plan: 1 to add, 0 to change, 0 to destroy.") {
		c.t.Errorf("%v\n%s", err, planned.Said)
	}
}
