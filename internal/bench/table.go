package main

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"time"
)

// row is what one phase needed with one provider.
type row struct {
	phase, subject        string
	wall                  time.Duration
	requests, connections int64
	usage
}

// table lays the providers out beside each other, a line for each phase, and below it the ratio of the two.
func table(rows []row) string {
	var text strings.Builder
	columns := tabwriter.NewWriter(&text, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(columns, "phase\tprovider\twall\trequests\tconnections\tprovider CPU\tpeak memory\t")
	for _, phase := range phases {
		var measured []row
		for _, r := range rows {
			if r.phase == phase.name {
				measured = append(measured, r)
				_, _ = fmt.Fprintf(columns, "%s\t%s\t%.2f s\t%d\t%d\t%.2f s\t%.1f MiB\t\n",
					r.phase, r.subject, r.wall.Seconds(), r.requests, r.connections, r.cpu.Seconds(), float64(r.peakMemory)/(1<<20))
			}
		}
		if len(measured) == 2 {
			of := func(part func(row) float64) string { return ratio(part(measured[0]), part(measured[1])) }
			_, _ = fmt.Fprintf(columns, "\tratio\t%s\t\t\t%s\t%s\t\n",
				of(func(r row) float64 { return r.wall.Seconds() }),
				of(func(r row) float64 { return r.cpu.Seconds() }),
				of(func(r row) float64 { return float64(r.peakMemory) }))
		}
	}
	_ = columns.Flush()
	return text.String()
}

func ratio(a, b float64) string {
	if b == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", a/b)
}
