package provider

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
	"github.com/snowstage/terraform-provider-snowstage/internal/keypair"
)

const (
	ordersPipe  = `pipe "ANALYTICS"."RAW"."ORDERS"`
	ordersStage = "ANALYTICS.RAW.LANDING"
)

// newPipeHarness has the pipe ORDERS, which copies from the stage LANDING with files on it, in memory.
func newPipeHarness(t *testing.T, files map[string]string, options ...emulator.Option) *harness {
	t.Helper()
	h := newHarness(t, append([]emulator.Option{emulator.WithPipe("ANALYTICS.RAW.ORDERS=@LANDING")}, options...)...)
	h.createSSEBeside(t, ordersStage)
	for path, content := range files {
		if err := h.PutFile("ANALYTICS", "RAW", "LANDING", path, []byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

// pausingProvider is a provider whose pauses between two reports pass in the time of a test.
type pausingProvider struct {
	connectedProvider
	pause func(context.Context, time.Duration) error
}

func (p pausingProvider) Actions(context.Context) []func() action.Action {
	return []func() action.Action{func() action.Action { return &loadFilesAction{pause: p.pause} }}
}

// connectAt is connect, with the time of a clock.
func (h *harness) connectAt(t *testing.T, clock *matrixClock) terraformRun {
	t.Helper()
	made := h.configured(t, sqlAPIAuto)
	credential, err := keypair.NewCredential(testAccount, testUser, testKey(), clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	made.client, err = client.New(client.Config{BaseURL: h.address, Credential: credential, UserAgent: "test/1", Now: clock.Now, Sleep: clock.Sleep, Rand: func() float64 { return 0.5 }})
	if err != nil {
		t.Fatal(err)
	}
	server, err := providerserver.NewProtocol6WithError(pausingProvider{connectedProvider{&snowstageProvider{version: "test"}, made}, clock.Sleep})()
	if err != nil {
		t.Fatal(err)
	}
	run := terraformRun{t: t, server: server, schema: schemaOnTheWire(t)}
	config := dynamic(t, hcl{}.value(t, run.schema.Provider.ValueType()))
	if resp, err := server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: config}); err != nil || len(resp.Diagnostics) > 0 {
		t.Fatal(err, resp.Diagnostics)
	}
	return run
}

func newTestClock() *matrixClock {
	return &matrixClock{now: time.Date(2026, time.October, 5, 17, 59, 21, 0, time.UTC)}
}

// loadOf has a minute, lest a test that fails waits for long.
func loadOf(files ...string) hcl {
	var values []tftypes.Value
	for _, file := range files {
		values = append(values, tftypes.NewValue(tftypes.String, file))
	}
	return hcl{"pipe": "analytics.raw.orders", "files": values, "timeout": "1m"}
}

func (c hcl) and(name string, value any) hcl {
	c[name] = value
	return c
}

func (r terraformRun) load(config hcl) told {
	r.t.Helper()
	return r.invokeAction(r.t.Context(), loadFiles, config, func(string) {})
}

// askedOfPipes are the operations that Terraform asked of Snowpipe, in order.
func (h *harness) askedOfPipes() (operations []string) {
	for _, r := range h.Journal() {
		if strings.HasPrefix(r.Path, "/v1/data/pipes/") && r.Header.Get("Authorization") != "Bearer "+testToken {
			operations = append(operations, r.Path[strings.LastIndex(r.Path, "/")+1:])
		}
	}
	return operations
}

func (h *harness) expectAskedOfPipes(t *testing.T, want ...string) {
	t.Helper()
	if got := h.askedOfPipes(); !slices.Equal(got, want) {
		t.Errorf("asked of Snowpipe:\n got %q\nwant %q", got, want)
	}
}
