package main

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

// row is what became of one death.
type row struct {
	death
	made     int // stages that were there when all processes were gone
	recorded int // of these, in the state that was left for the recovery
	blocks   int // import blocks in the errors of the next apply
	problems []string
}

// report is what became of all of them.
type report struct {
	rows    []row
	untried string // the way that was not gone, and why; empty: all were
}

func (r report) String() string {
	text := table(r.rows)
	if r.untried != "" {
		text += r.untried + "\n"
	}
	return text
}

func table(rows []row) string {
	var text strings.Builder
	columns := tabwriter.NewWriter(&text, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(columns, "killed\tafter create\tdelay\tstate\trecovered by\tmade\trecorded\timport blocks\tproblems\t")
	for _, r := range rows {
		_, _ = fmt.Fprintf(columns, "%s\t%d\t%d ms\t%s\t%s\t%d\t%d\t%d\t%d\t\n",
			r.victim, r.after, r.delay.Milliseconds(), r.state, r.way, r.made, r.recorded, r.blocks, len(r.problems))
	}
	_ = columns.Flush()
	return text.String()
}
