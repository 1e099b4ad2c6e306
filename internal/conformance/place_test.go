package conformance

import (
	"context"
	"crypto/rand"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
	"github.com/snowstage/terraform-provider-snowstage/internal/token"
)

// place is where the suite runs, and what it may use there.
type place struct {
	client *client.Client
	in     identifier.Schema
	prefix string // of the names of stages, so that runs do not meet

	storageIntegration      string // of Amazon S3; empty if there is none
	lake                    string // url of S3 that it allows
	notificationIntegration string // empty if there is none

	emulator *emulator.Emulator // nil for a live account
	address  *url.URL
}

const (
	userAgent = "snowstage-conformance/1.0"
	listed    = "a-token-that-the-emulator-was-given"
)

// emulated starts an emulator with options, and notes its traffic.
func emulated(t *testing.T, traffic *wire, options ...emulator.Option) *place {
	t.Helper()
	e, err := emulator.New(slices.Concat(people(), []emulator.Option{
		emulator.WithSchema("ANALYTICS", "RAW"),
		emulator.WithStorageIntegrations("LAKE_INTEGRATION", `"Mixed Integration"`),
		emulator.WithNotificationIntegrations("LAKE_EVENTS"),
		emulator.WithPipe("ANALYTICS.RAW.SUITE_PIPE=@SUITE_PIPED/in"),
		emulator.WithPipe("ANALYTICS.RAW.SUITE_LENIENT=@SUITE_PIPED/in,on_error=continue"),
	}, options)...)

	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(traffic.around(e))
	t.Cleanup(server.Close)
	address, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	a := &place{
		in:                      schema(t, "ANALYTICS", "RAW"),
		prefix:                  "SUITE",
		storageIntegration:      "LAKE_INTEGRATION",
		lake:                    "s3://acme-lake/raw/",
		notificationIntegration: "LAKE_EVENTS",
		emulator:                e,
		address:                 address,
	}
	a.client = a.as(t, static(t, token.Form{Kind: token.ProgrammaticAccessToken}, listed), "LOADER")
	return a
}

// as returns a client of the place with another credential.
func (a *place) as(t *testing.T, credential client.Credential, role string) *client.Client {
	t.Helper()
	return a.connect(t, client.Config{Credential: credential, Role: role, Warehouse: "LOADING"})
}

// impatient returns a client of the emulator that tries once.
func (a *place) impatient(t *testing.T) *client.Client {
	t.Helper()
	return a.connect(t, client.Config{Credential: static(t, token.Form{Kind: token.ProgrammaticAccessToken}, listed), MaxRetries: -1})
}

// connect does not wait between tries and polls on the emulator.
func (a *place) connect(t *testing.T, config client.Config) *client.Client {
	t.Helper()
	config.BaseURL, config.UserAgent = a.address, userAgent
	if a.emulator != nil {
		config.Sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	}
	c, err := client.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// onlyEmulated skips a test that a live account cannot take part in.
func (a *place) onlyEmulated(t *testing.T, reason string) {
	t.Helper()
	if a.emulator == nil {
		t.Skip("not on a live account: " + reason)
	}
}

// needsIntegration skips a test that a live account without a storage integration cannot take part in; the emulator always has one.
func (a *place) needsIntegration(t *testing.T) {
	t.Helper()
	if a.storageIntegration == "" {
		a.onlyEmulated(t, "it has no storage integration to test with")
		t.Fatal("the emulator has no storage integration")
	}
}

// stage names a stage of this run.
func (a *place) stage(name string) identifier.Qualified {
	return a.exactly(identifier.FromReply(a.prefix + "_" + name))
}

func (a *place) exactly(name identifier.Name) identifier.Qualified {
	return identifier.Qualified{Database: a.in.Database, Schema: a.in.Name, Name: name}
}

// create creates a stage and drops it after the test.
func (a *place) create(t *testing.T, stage identifier.Qualified, settings client.Stage, mode client.CreateMode) {
	t.Helper()
	a.dropAfter(t, stage)
	settings.Name = stage.Name.String()
	if _, err := a.client.Stages.Create(t.Context(), stage.In(), settings, mode, nil); err != nil {
		t.Fatalf("creating %s: %v", stage, err)
	}
}

func (a *place) dropAfter(t *testing.T, stage identifier.Qualified) {
	t.Cleanup(func() {
		if err := a.client.Stages.Delete(context.WithoutCancel(t.Context()), stage, true, nil); err != nil {
			t.Errorf("dropping %s after the test: %v", stage, err)
		}
	})
}

func (a *place) fetch(t *testing.T, stage identifier.Qualified) client.Stage {
	t.Helper()
	described, err := a.client.Stages.Fetch(t.Context(), stage)
	if err != nil {
		t.Fatalf("fetching %s: %v", stage, err)
	}
	return described
}

// list returns the stages whose names match, in the order of the reply.
func (a *place) list(t *testing.T, like string) []client.Stage {
	t.Helper()
	var all []client.Stage
	for stage, err := range a.client.Stages.List(t.Context(), a.in, like) {
		if err != nil {
			t.Fatalf("listing stages like %q: %v", like, err)
		}
		all = append(all, stage)
	}
	return all
}

func schema(t *testing.T, database, name string) identifier.Schema {
	t.Helper()
	return identifier.Schema{Database: parse(t, database), Name: parse(t, name)}
}

func parse(t *testing.T, spelling string) identifier.Name {
	t.Helper()
	name, err := identifier.Parse(spelling)
	if err != nil {
		t.Fatal(err)
	}
	return name
}

func newPrefix() string { return "SNOWSTAGE_" + strings.ToUpper(rand.Text()[:8]) }
