package main

import (
	"fmt"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

// judgeRefreshes holds the runs against the bars. Of both protocols the worse one counts, of requests, connections and memory the
// worst of all runs, and of times the median of those that were run in turn with the floor.
func (b *bench) judgeRefreshes() {
	r, n, latency := &b.report, b.judged(), b.longestLatency()
	of := func(s subject, stages int) []sample {
		return r.where(func(c cell) bool { return c.subject == s.title && c.stages == stages })
	}
	wall, cpu := func(s sample) time.Duration { return s.wall }, func(s sample) time.Duration { return s.cpu }
	idle := of(floor, n)
	var slowest, busiest time.Duration
	for _, protocol := range []sandbox.Protocol{sandbox.HTTP1, sandbox.HTTP2} {
		judged := r.where(func(c cell) bool {
			return c.subject == ours.title && c.stages == n && c.latency == latency && c.protocol == protocol
		})
		slowest, busiest = max(slowest, middle(judged, wall)), max(busiest, middle(judged, cpu))
	}
	wallBar := atMost(fmt.Sprintf("wall time of it at %s a reply, against the floor", latency), ratio(slowest, middle(idle, wall)), 1.15, times)
	wallBar.remark = fmt.Sprintf("with the wait for one reply alone the floor would have %s", times(ratio(middle(idle, wall)+latency, middle(idle, wall))))
	few := func(bar bar) bar { return bar.onlyIf(b.isFull(), tooFew) }
	r.bars = append(r.bars,
		atMost(fmt.Sprintf("requests of a refresh of %d stages in one schema", n),
			float64(highest(of(ours, n), func(s sample) int64 { return s.requests })), 5, count),
		few(wallBar),
		few(atMost("provider CPU per refreshed stage", busiest.Seconds()/float64(n), 0.0035, milli)),
		few(atMost("provider CPU, against the floor", ratio(busiest, middle(idle, cpu)), 1.2, times)),
	)
	memory := func(stages int, limit float64) bar {
		what := fmt.Sprintf("provider peak memory, %d stages", stages)
		measured := of(ours, stages)
		if len(measured) == 0 {
			return bar{what: what, measured: "-", limit: "<= " + mib(limit), verdict: notJudged, remark: "that number of stages is not measured"}
		}
		peak := highest(measured, func(s sample) int64 { return s.peakMemory })
		return atMost(what, mebibytes(peak), limit, mib).onlyIf(peak > 0, "this system does not tell")
	}
	r.bars = append(r.bars, memory(fullSize, 260), memory(5000, 650))
	for _, parallelism := range []int{b.parallelism, crowded} {
		for _, protocol := range []sandbox.Protocol{sandbox.HTTP1, sandbox.HTTP2} {
			most := 2
			if protocol == sandbox.HTTP1 {
				most = parallelism + 1
			}
			opened := highest(r.where(func(c cell) bool {
				return c.subject == fetching.title && c.stages == n && c.protocol == protocol && c.parallelism == parallelism
			}), func(s sample) int64 { return s.connections })
			r.bars = append(r.bars, atMost(fmt.Sprintf("connections with a fetch per stage, %s, parallelism %d", protocol, parallelism), float64(opened), float64(most), count))
		}
	}
}
