package provider

import (
	"context"
	"crypto/x509"
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
	"github.com/snowstage/terraform-provider-snowstage/internal/keypair"
)

// matrixClock is the time of one scene: it moves a little whenever somebody looks, and by as much as anybody sleeps.
type matrixClock struct {
	mu    sync.Mutex
	now   time.Time
	total time.Duration // slept
}

func (c *matrixClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(7 * time.Millisecond)
	return c.now
}

func (c *matrixClock) Sleep(ctx context.Context, d time.Duration) error {
	c.advance(d)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.total += d
	return ctx.Err()
}

func (c *matrixClock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func (c *matrixClock) slept() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.total
}

// matrixScene is an account, the runs of Terraform on it, and what each of them finds there.
type matrixScene struct {
	*harness
	t           *testing.T
	clock       *matrixClock
	serverClock func() time.Time
	schema      *tfprotov6.GetProviderSchemaResponse
	stageSchema string // in which Terraform looks and creates; RAW, unless what is wrong is that there is none
	stageName   string // as configured, as is the comment
	comment     string
	content     string           // of the file, as configured
	elsewhere   *httptest.Server // another host, to which nothing may be sent
	strayed     chan string      // what was sent there
}

// strayed is a request that arrived elsewhere, and what it brought of the account's.
func strayed(r *http.Request) string {
	text := r.Method + " " + r.URL.Path
	for name := range r.Header {
		if name == "Authorization" || strings.HasPrefix(name, "X-Snowflake-") {
			text += " with " + name
		}
	}
	return text
}

const (
	matrixStage = "ANALYTICS.RAW.LANDING"
	matrixFile  = "in/a.csv"

	matrixRetries = 4
)

// newMatrixScene makes an account with a clock that is ahead of that of Terraform's machine, and stages of other people in it.
func newMatrixScene(t *testing.T, schema *tfprotov6.GetProviderSchemaResponse, ahead time.Duration, more ...emulator.Option) *matrixScene {
	t.Helper()
	s := &matrixScene{
		t: t, schema: schema, stageSchema: "RAW", stageName: "landing", comment: "as configured", content: matrixContent, strayed: make(chan string, 100),
		clock: &matrixClock{now: time.Date(2026, time.October, 5, 17, 59, 21, 123_456_789, time.UTC)},
	}
	s.serverClock = func() time.Time { return s.clock.Now().Add(ahead) }
	s.harness = newHarness(t, append(more, emulator.WithClock(s.serverClock), emulator.WithPipe(matrixPipe),
		emulator.WithAsync(0, 0))...) // a 202 would be proof against a body that breaks off
	s.elsewhere = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { s.strayed <- strayed(r) }))
	t.Cleanup(s.elsewhere.Close)
	for _, name := range []string{"ANALYTICS.RAW.ARCHIVE", "ANALYTICS.RAW.LANDING_2", "ANALYTICS.RAW.OUTBOX"} {
		s.createBeside(t, name, client.Stage{Comment: new("somebody else's")})
	}
	return s
}

// terraform starts a run of Terraform, whose way to the account may be adjusted.
func (s *matrixScene) terraform(adjust func(*matrixScene, *client.Config)) terraformRun {
	s.t.Helper()
	attributes := map[string]string{"account": testAccount, "user": testUser, "private_key": testKeyPEM()}
	if s.sqlOff {
		attributes["sql_api"] = "off"
	}
	made, problems := connect(s.reach(attributes), noEnvironment(), "test/1")
	if len(problems) > 0 {
		s.t.Fatal(problems)
	}
	credential, err := keypair.NewCredential(testAccount, testUser, testKey(), s.clock.Now)
	if err != nil {
		s.t.Fatal(err)
	}
	config := client.Config{
		BaseURL: s.address, Credential: credential, UserAgent: "test/1",
		MaxRetries: matrixRetries, Now: s.clock.Now, Sleep: s.clock.Sleep, Rand: func() float64 { return 0.5 },
	}
	if adjust != nil {
		adjust(s, &config)
	}
	if made.client, err = client.New(config); err != nil {
		s.t.Fatal(err)
	}
	return newTerraformRun(s.t, s.schema, made)
}

// config is the configuration of the stage.
func (s *matrixScene) config() hcl {
	return hcl{"database": "ANALYTICS", "schema": s.stageSchema, "name": s.stageName, "comment": s.comment}
}

// name is the full name of the stage as configured.
func (s *matrixScene) name() identifier.Qualified {
	s.t.Helper()
	return qualified(s.t, "ANALYTICS."+s.stageSchema+"."+s.stageName)
}

// createSameBeside creates a stage that is like the configured one, as somebody beside Terraform would.
func (s *matrixScene) createSameBeside() {
	s.t.Helper()
	s.createBeside(s.t, matrixStage, client.Stage{Comment: new("as configured")})
}

// create has Terraform create the stage and returns its state.
func (s *matrixScene) create() told {
	s.t.Helper()
	run := s.terraform(nil)
	state := run.apply(s.config(), run.none(), run.plan(s.config(), run.none()))
	if len(state.diagnostics) > 0 {
		s.t.Fatal(diagnosticLines(state.diagnostics))
	}
	return state
}

// truth is when each stage of the account was created, by name.
func (s *matrixScene) truth() map[string]string {
	s.t.Helper()
	created := map[string]string{}
	for stage, err := range s.person.Stages.List(s.t.Context(), qualified(s.t, matrixStage).In(), "") {
		if err != nil {
			s.t.Fatal(err)
		}
		created[identifier.FromReply(stage.Name).Exact()] = *stage.CreatedOn
	}
	return created
}

// others leaves the stage out that Terraform is about.
func others(truth map[string]string) map[string]string {
	left := maps.Clone(truth)
	delete(left, "LANDING")
	delete(left, "RENAMED")
	return left
}

// overTLS serves the account with a certificate of an authority of its own, for 127.0.0.1.
func (s *matrixScene) overTLS() (*url.URL, *x509.CertPool) {
	server := httptest.NewUnstartedServer(s.Emulator)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // what clients do not trust they hang up on
	server.StartTLS()
	s.t.Cleanup(server.Close)
	address, err := url.Parse(server.URL)
	if err != nil {
		s.t.Fatal(err)
	}
	authorities := x509.NewCertPool()
	authorities.AddCert(server.Certificate())
	return address, authorities
}

// proxy starts a proxy that answers everything with a status.
func (s *matrixScene) proxy(status int) func(*http.Request) (*url.URL, error) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
	s.t.Cleanup(server.Close)
	return func(*http.Request) (*url.URL, error) { return url.Parse(server.URL) }
}
