package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
)

// table lays each life out beside the first one, which had no faults.
func table(lives []life) string {
	var text strings.Builder
	columns := tabwriter.NewWriter(&text, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(columns, "seed\tstep\twall\tconnections\tcreates\trequests\tratio\t")
	for _, l := range lives {
		for i, s := range l.steps {
			_, _ = fmt.Fprintf(columns, "%s\t%s\t%.1f s\t%d\t%d\t%d\t%.2f\t\n", l.name(), s.name, s.wall.Seconds(), s.connections, s.creates, s.requests,
				ratio(s.requests, lives[0].steps[i].requests))
		}
		_, _ = fmt.Fprintf(columns, "%s\twhole life\t\t\t\t%d\t%.2f\t\n", l.name(), l.requests(), ratio(l.requests(), lives[0].requests()))
	}
	_ = columns.Flush()
	for _, l := range lives {
		for _, name := range slices.Sorted(maps.Keys(l.toxics)) {
			_, _ = fmt.Fprintf(&text, "seed %d: %d connections with %s\n", l.seed, l.toxics[name], name)
		}
	}
	return text.String()
}

func (l life) name() string {
	if l.seed == calm {
		return "none"
	}
	return fmt.Sprint(l.seed)
}

func ratio(a, b int) float64 { return float64(a) / float64(max(1, b)) }
