package provider

import (
	"context"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// TestInterruptedWriteLeavesATrueState interrupts Terraform, as Ctrl-C does, while a request that was carried out has no answer yet.
// That none of them takes its time is what ends the test: the waits that are cut short are a minute and longer.
func TestInterruptedWriteLeavesATrueState(t *testing.T) {
	t.Parallel()
	const busy = `{"code":"390503","message":"busy"}`
	waits := map[string]struct {
		fault   emulator.Fault
		options []emulator.Option
	}{
		"a reply that never comes": {fault: emulator.Fault{Hang: true, AfterWork: true}},
		"the next try":             {fault: emulator.Fault{Status: 503, Body: busy, Header: map[string]string{"Retry-After": "60"}, AfterWork: true}},
		"a result":                 {options: []emulator.Option{emulator.WithAsync(1, 1_000_000)}},
	}
	for wait, test := range waits {
		t.Run("creating, waiting for "+wait, func(t *testing.T) {
			t.Parallel()
			scene := newInterruption(t, test.options...)
			state := scene.interrupt(http.MethodPost, test.fault, func(ctx context.Context, run terraformRun) told {
				return run.applyWithin(ctx, landingConfig, run.none(), run.plan(landingConfig, run.none()))
			})
			if lines := diagnosticLines(state.diagnostics); len(lines) > 0 || state.isNull() {
				t.Fatalf("%q, state %s", lines, state.value)
			}
			if got, want := state.attribute(t, "created_on"), *scene.fetchBeside(t, "ANALYTICS.RAW.LANDING").CreatedOn; got != want {
				t.Errorf("the state knows a stage created on %s, there is one of %s", got, want)
			}
			scene.expectWrites(t, "POST createMode=errorIfExists")
		})
		t.Run("dropping, waiting for "+wait, func(t *testing.T) {
			t.Parallel()
			scene := newInterruption(t)
			run := scene.terraform()
			before := run.apply(landingConfig, run.none(), run.plan(landingConfig, run.none()))
			if test.options != nil {
				test.fault = emulator.Fault{Status: 202, AfterWork: true, Body: "{}", Header: map[string]string{"Location": "/api/v2/results/lost", "Retry-After": "60"}}
			}
			state := scene.interrupt(http.MethodDelete, test.fault, func(ctx context.Context, run terraformRun) told {
				return run.applyWithin(ctx, nil, before, run.plan(nil, before))
			})
			if lines := diagnosticLines(state.diagnostics); len(lines) > 0 || !state.isNull() {
				t.Errorf("%q, state %s", lines, state.value)
			}
			scene.expectWrites(t, "POST createMode=errorIfExists", "DELETE ifExists=true")
		})
	}
}

func TestInterruptedCreateThatWasNotDoneSaysSo(t *testing.T) {
	t.Parallel()
	scene := newInterruption(t)
	state := scene.interrupt(http.MethodPost, emulator.Fault{Hang: true}, func(ctx context.Context, run terraformRun) told {
		return run.applyWithin(ctx, landingConfig, run.none(), run.plan(landingConfig, run.none()))
	})
	if len(state.diagnostics) != 1 || !state.isNull() {
		t.Fatalf("%q, state %s", diagnosticLines(state.diagnostics), state.value)
	}
	for _, part := range []string{"there was no such stage", "The stage may exist now", "to = snowstage_stage.landing\n"} {
		if !strings.Contains(state.diagnostics[0].Detail, part) {
			t.Errorf("%q is not in %s", part, state.diagnostics[0].Detail)
		}
	}
}

var landingConfig = hcl{"database": "ANALYTICS", "schema": "RAW", "name": "landing"}

// interruption is an account on which a run of Terraform is interrupted.
type interruption struct {
	*harness
	t      *testing.T
	schema *tfprotov6.GetProviderSchemaResponse
}

func newInterruption(t *testing.T, options ...emulator.Option) interruption {
	t.Helper()
	schema, err := newServer(t).GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return interruption{newHarness(t, append([]emulator.Option{emulator.WithAsync(0, 0)}, options...)...), t, schema}
}

func (i interruption) terraform() terraformRun {
	i.t.Helper()
	return i.terraformWith(nil)
}

// terraformWith adds settings of the provider.
func (i interruption) terraformWith(settings map[string]string) terraformRun {
	i.t.Helper()
	attributes := i.reach(map[string]string{"account": testAccount, "user": testUser, "private_key": testKeyPEM()})
	maps.Copy(attributes, settings)
	made, problems := connect(attributes, noEnvironment(), "test/1")
	if len(problems) > 0 {
		i.t.Fatal(problems)
	}
	return newTerraformRun(i.t, i.schema, made)
}

// interrupt cancels what Terraform does as soon as the work of the first request of the method is done; if that never is, once it has arrived.
func (i interruption) interrupt(method string, fault emulator.Fault, do func(context.Context, terraformRun) told) told {
	i.t.Helper()
	ctx, cancel := context.WithCancel(i.t.Context())
	defer cancel()
	if fault.Hang || fault.Status != 0 {
		fault.Method, fault.Path, fault.Times = method, `/stages(/LANDING)?$`, 1
		i.Inject(fault)
	}
	finished := make(chan told, 1)
	go func() { finished <- do(ctx, i.terraform()) }()
	isNeverDone := fault.Hang && !fault.AfterWork
	for !i.hasSentLast(method) || !isNeverDone && !i.hasCarriedOutLastWrite() {
		select {
		case state := <-finished:
			i.t.Fatalf("finished before it was interrupted: %q", diagnosticLines(state.diagnostics))
		case <-time.After(10 * time.Millisecond):
		}
	}
	cancel()
	return <-finished
}

func (i interruption) hasSentLast(method string) bool {
	writes := i.writes()
	return len(writes) > 0 && strings.HasPrefix(writes[len(writes)-1], method)
}
