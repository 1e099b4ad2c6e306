package main

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

func TestBars(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		bar  bar
		want verdict
	}{
		"below the limit":     {atMost("a", 1.1, 1.15, times), met},
		"at the limit":        {atMost("a", 1.15, 1.15, times), met},
		"above the limit":     {atMost("a", 1.1501, 1.15, times), missed},
		"no number":           {atMost("a", math.NaN(), 1.15, times), missed},
		"infinite":            {atMost("a", math.Inf(1), 1.15, times), missed},
		"exact":               {exactly("a", 200, 200, count), met},
		"not exact":           {exactly("a", 199, 200, count), missed},
		"missed, but too few": {exactly("a", 199, 200, count).onlyIf(false, tooFew), notJudged},
		"missed, and enough":  {exactly("a", 199, 200, count).onlyIf(true, tooFew), missed},
		"a failure":           {failed("a", errors.New("no luck")), missed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if tc.bar.verdict != tc.want {
				t.Errorf("%+v, want it %s", tc.bar, tc.want)
			}
		})
	}
}

func TestVerdict(t *testing.T) {
	t.Parallel()
	r := report{bars: []bar{atMost("requests", 5, 5, count), exactly("runs", 1, 2, count).onlyIf(false, tooFew)}}
	if err := r.verdict(); err != nil {
		t.Errorf("error %v though nothing is missed", err)
	}
	r.bars = append(r.bars, atMost("CPU", 0.0041, 0.0035, milli), failed("pace", errors.New("no luck\n\nand more")))
	err := r.verdict()
	if err == nil || err.Error() != "2 of 4 bars are missed\nCPU: 4.10 ms, not <= 3.50 ms\npace: -, not works; no luck" {
		t.Errorf("error %v", err)
	}
}

// refreshed is a report of as many runs as the bars need.
func refreshed() *bench {
	b := &bench{options: options{scale: newScale([]int{1000, 5000}, nil, 0), parallelism: 10}}
	add := func(s subject, protocol sandbox.Protocol, stages, parallelism int, wall, cpu time.Duration, requests, connections, mib int64) {
		b.report.add(cell{s.title, protocol, b.longestLatency(), stages, parallelism, []sample{{wall, requests, connections, usage{cpu, mib << 20}}}})
	}
	for _, noise := range []time.Duration{0, 100 * time.Millisecond, 200 * time.Millisecond} {
		add(ours, sandbox.HTTP1, 1000, 10, 4400*time.Millisecond+noise, 3000*time.Millisecond+noise, 2, 2, 200)
		add(ours, sandbox.HTTP2, 1000, 10, 4300*time.Millisecond+noise, 3200*time.Millisecond+noise, 3, 1, 210)
		add(floor, "", 1000, 10, 4000*time.Millisecond+noise, 2700*time.Millisecond+noise, 0, 0, 150)
	}
	add(ours, sandbox.HTTP1, 5000, 10, 20*time.Second, 15*time.Second, 2, 2, 651)
	for _, parallelism := range []int{10, 50} {
		add(fetching, sandbox.HTTP1, 1000, parallelism, time.Second, time.Second, 1000, int64(parallelism)+1, 1)
		add(fetching, sandbox.HTTP2, 1000, parallelism, time.Second, time.Second, 1000, 3, 1)
	}
	return b
}

func TestBarsOfRefreshes(t *testing.T) {
	t.Parallel()
	b := refreshed()
	b.judgeRefreshes()
	want := `bar measured limit verdict
requests of a refresh of 1000 stages in one schema 3 <= 5 met
wall time of it at 300ms a reply, against the floor 1.10 x <= 1.15 x met: with the wait for one reply alone the floor would have 1.07 x
provider CPU per refreshed stage 3.30 ms <= 3.50 ms met
provider CPU, against the floor 1.18 x <= 1.20 x met
provider peak memory, 1000 stages 210 MiB <= 260 MiB met
provider peak memory, 5000 stages 651 MiB <= 650 MiB missed
connections with a fetch per stage, HTTP/1.1, parallelism 10 11 <= 11 met
connections with a fetch per stage, HTTP/2, parallelism 10 3 <= 2 missed
connections with a fetch per stage, HTTP/1.1, parallelism 50 51 <= 51 met
connections with a fetch per stage, HTTP/2, parallelism 50 3 <= 2 missed
`
	if got := squeezed(b.report.barTable().text()); got != want {
		t.Errorf("the bars are\n%swant\n%s", got, want)
	}
	few := refreshed()
	few.scale = newScale([]int{50}, nil, 0)
	for i := range few.report.cells {
		few.report.cells[i].stages, few.report.cells[i].latency = 50, few.longestLatency()
	}
	few.judgeRefreshes()
	judged := 0
	for _, bar := range few.report.bars {
		if bar.verdict != notJudged {
			judged++
		}
	}
	if judged != 5 {
		t.Errorf("%d bars are judged of 50 stages, want those of requests and connections:\n%s", judged, few.report.barTable().text())
	}
}

// squeezed leaves one blank between words.
func squeezed(table string) string {
	var lines strings.Builder
	for line := range strings.Lines(table) {
		lines.WriteString(strings.Join(strings.Fields(line), " ") + "\n")
	}
	return lines.String()
}

func TestStateBar(t *testing.T) {
	t.Parallel()
	b := &bench{options: options{scale: newScale([]int{1000}, nil, 0)}}
	got := b.stateBar(creation{stateBytes: 720_000, compactBytes: 400_000}, creation{stateBytes: 600_000})
	want := bar{"state per stage, without Terraform's indentation", "800 bytes", "<= 900 bytes", met, "1440 bytes with it; the floor's has 1200 bytes with it"}
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	b.scale = newScale([]int{50}, nil, 0)
	if got := b.stateBar(creation{}, creation{}); got.verdict != notJudged || got.remark != tooFew {
		t.Errorf("%+v of few stages", got)
	}
}
