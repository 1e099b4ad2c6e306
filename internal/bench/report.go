package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// report is all that a run of the bench tells.
type report struct {
	scale
	parallelism int
	machine     machine
	date        time.Time
	took        time.Duration
	cells       []cell   // refreshes
	leftOut     []string // of the cells
	others      []other
	bars        []bar
	isBroken    bool // a scenario has failed
}

func (r *report) fail(scenario string, err error) {
	r.isBroken = true
	r.bars = append(r.bars, failed(scenario, err))
}

// isPublishable tells that nothing is missing of what the guide speaks of.
func (r *report) isPublishable() bool { return r.isComplete() && !r.isBroken }

// other is what was measured beside the refreshes.
type other struct {
	what string
	sample
}

// note adds the median of runs that are no refreshes.
func (b *bench) note(what string, samples ...sample) {
	for _, s := range samples {
		b.progress(fmt.Sprintf("%s: %s", what, s))
	}
	b.report.others = append(b.report.others, other{what, median(samples)})
}

func (r *report) text() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s\n%s, in %s\n", r.machine, r.date.Format(time.DateOnly), r.took.Round(time.Second))
	section := func(title, body string) { fmt.Fprintf(&text, "\n%s\n\n%s", title, body) }
	section("Plans without changes", r.refreshTable().text())
	for _, what := range r.leftOut {
		fmt.Fprintf(&text, "left out: %s\n", what)
	}
	section("Other runs", r.otherTable().text())
	section("Bars", r.barTable().text())
	return text.String()
}

func (r *report) refreshTable() grid {
	g := grid{header: []string{"stages", "latency", "provider", "protocol", "parallelism", "runs", "wall", "to the floor", "requests", "connections", "CPU", "CPU a stage", "peak memory"}}
	for _, c := range r.cells {
		m := median(c.samples)
		latency, protocol, toFloor := "-", "-", "-"
		if c.protocol != "" {
			latency, protocol = c.latency.String(), string(c.protocol)
			idle := r.where(func(other cell) bool {
				return other.subject == floor.title && other.stages == c.stages && other.parallelism == c.parallelism
			})
			if len(idle) > 0 {
				toFloor = times(ratio(m.wall, median(idle).wall))
			}
		}
		g.rows = append(g.rows, []string{
			strconv.Itoa(c.stages), latency, c.subject, protocol, strconv.Itoa(c.parallelism), strconv.Itoa(len(c.samples)),
			seconds(m.wall), toFloor, strconv.FormatInt(m.requests, 10), strconv.FormatInt(m.connections, 10),
			seconds(m.cpu), milli(m.cpu.Seconds() / float64(c.stages)), memory(m.peakMemory),
		})
	}
	return g
}

func (r *report) otherTable() grid {
	g := grid{header: []string{"run", "wall", "requests", "connections", "CPU", "peak memory"}}
	for _, o := range r.others {
		g.rows = append(g.rows, []string{o.what, seconds(o.wall), strconv.FormatInt(o.requests, 10), strconv.FormatInt(o.connections, 10), seconds(o.cpu), memory(o.peakMemory)})
	}
	return g
}

func (r *report) barTable() grid {
	g := grid{header: []string{"bar", "measured", "limit", "verdict"}}
	for _, b := range r.bars {
		verdict := string(b.verdict)
		if b.remark != "" {
			verdict += ": " + b.remark
		}
		g.rows = append(g.rows, []string{b.what, b.measured, b.limit, verdict})
	}
	return g
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }

func memory(bytes int64) string {
	if bytes == 0 {
		return "-"
	}
	return mib(mebibytes(bytes))
}
