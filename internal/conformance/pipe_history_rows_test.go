package conformance

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/token"
)

func historyWantsAStart(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	header := map[string]string{"Authorization": "Bearer " + listed, "User-Agent": userAgent}
	const scan = pipesPath + "ANALYTICS.RAW.SUITE_PIPE/loadHistoryScan"
	for query, want := range map[string]int{"": http.StatusBadRequest, "?startTimeInclusive=" + url.QueryEscape(p.now().UTC().Format(time.RFC3339)): http.StatusOK} {
		if status, body := p.ask(t, scan+query, header); status != want {
			t.Errorf("%s is answered %d %s, want %d", query, status, body, want)
		}
	}
	p.emulator.ResetJournal()
	from := p.now()
	p.history(t, "PIPE", from, time.Time{})
	asked := p.requests(pipesPath)
	if query := queryOf(t, asked[0]); query.Get("startTimeInclusive") != from.UTC().Format(time.RFC3339Nano) || query.Has("endTimeExclusive") {
		t.Errorf("asked %v", query)
	}
}

func historyOfARange(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	for _, path := range []string{"a.csv", "b.csv", "c.csv"} {
		p.insert(t, p.client, "PIPE", path)
		p.advance(time.Minute)
	}
	var times []time.Time
	for _, file := range p.report(t, "PIPE", "").Files {
		at, err := time.Parse(time.RFC3339Nano, file.LastInsertTime)
		if err != nil {
			t.Fatal(err)
		}
		times = append(times, at)
	}
	expectLoads(t, p.history(t, "PIPE", times[1], times[2]), "b.csv LOAD_FAILED 0")
	expectLoads(t, p.history(t, "PIPE", times[1], time.Time{}), "b.csv LOAD_FAILED 0", "c.csv LOAD_FAILED 0")
	expectLoads(t, p.history(t, "PIPE", times[0], times[0]))
}

func historyReadModestly(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	c := p.impatient(t)
	for range 100 {
		if _, err := allLoads(c.Pipes.History(t.Context(), p.stage("PIPE"), p.now().Add(-10*time.Minute), time.Time{})); err != nil {
			t.Fatal(err)
		}
		p.advance(8 * time.Minute)
	}
}

// historyReadTooOften has a client that tries once refused, and one that waits as it is told served.
func historyReadTooOften(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	day := func(c *client.Client) error {
		_, err := allLoads(c.Pipes.History(t.Context(), p.stage("PIPE"), p.now().Add(-24*time.Hour), time.Time{}))
		return err
	}
	c, err := p.impatient(t), error(nil)
	for range 100 {
		if err = day(c); err != nil {
			break
		}
		p.advance(time.Minute)
	}
	refused, ok := errors.AsType[*client.Error](err)
	if !ok || refused.Status != http.StatusTooManyRequests || refused.Message == "" {
		t.Fatalf("every minute: %v, want status 429", err)
	}
	var waited time.Duration
	patient, err := client.New(client.Config{
		BaseURL: p.address, UserAgent: userAgent, Credential: static(t, token.Form{Kind: token.ProgrammaticAccessToken}, listed),
		Sleep: func(_ context.Context, d time.Duration) error { waited += d; p.advance(d); return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := day(patient); err != nil || waited == 0 {
		t.Errorf("after waiting for %s: %v", waited, err)
	}
}

// tenThousandFiles leaves the wire alone, like tenThousandEvents.
func tenThousandFiles(t *testing.T, _ *wire) {
	p := newPiped(t, &wire{})
	start := p.now().Add(-time.Minute)
	p.insert(t, p.client, "PIPE", manyPaths(10_001)...)
	p.advance(time.Minute)
	p.emulator.ResetJournal()
	files, seen := p.history(t, "PIPE", start, p.now()), map[string]bool{}
	for _, file := range files {
		seen[file.Path] = true
	}
	scans := p.requests(pipesPath)
	if len(files) != 10_001 || len(seen) != 10_001 || len(scans) != 2 {
		t.Fatalf("%d files, %d of them different, in %d scans", len(files), len(seen), len(scans))
	}
	last := files[9_999].LastInsertTime // the end of the first scan
	from, err := time.Parse(time.RFC3339Nano, queryOf(t, scans[1]).Get("startTimeInclusive"))
	if want, wantErr := time.Parse(time.RFC3339Nano, last); errors.Join(err, wantErr) != nil || !from.Equal(want) {
		t.Errorf("it goes on from %s, want %s (%v)", from, last, err)
	}
}
