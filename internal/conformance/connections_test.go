package conformance

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
	"github.com/snowstage/terraform-provider-snowstage/internal/token"
)

// Terraform works on ten resources at a time. A client that keeps fewer connections than that opens new ones all the time.
func TestBurstOpensFewConnections(t *testing.T) {
	t.Parallel()
	const requests, parallelism, most = 1000, 10, 11

	e, err := emulator.New(emulator.WithSchema("ANALYTICS", "RAW"), emulator.WithToken("PROGRAMMATIC_ACCESS_TOKEN", listed))
	if err != nil {
		t.Fatal(err)
	}
	var opened, protocol2 atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 1 {
			protocol2.Add(1)
		}
		e.ServeHTTP(w, r)
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	address, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	a := &place{in: schema(t, "ANALYTICS", "RAW"), prefix: "BURST", emulator: e, address: address}
	a.client = a.as(t, static(t, token.Form{Kind: token.ProgrammaticAccessToken}, listed), "")
	stage := a.stage("ONE")
	a.create(t, stage, client.Stage{}, client.ErrorIfExists)

	burst, ctx := errgroup.WithContext(t.Context())
	burst.SetLimit(parallelism)
	for range requests {
		burst.Go(func() error {
			described, err := a.client.Stages.Fetch(ctx, stage)
			if err == nil && identifier.FromReply(described.Name) != stage.Name {
				t.Errorf("fetched %q", described.Name)
			}
			return err
		})
	}
	if err := burst.Wait(); err != nil {
		t.Fatal(err)
	}
	if sent := len(e.Journal()); sent < requests {
		t.Errorf("%d requests were sent, want at least %d", sent, requests)
	}
	if n := opened.Load(); n > most || protocol2.Load() > 0 {
		t.Errorf("%d requests opened %d connections, want at most %d; %d were not HTTP/1.1", requests, n, most, protocol2.Load())
	}
}
