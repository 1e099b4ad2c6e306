package main

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

// row is what became of one storm.
type row struct {
	scenario string
	seed     uint64
	stages   int
	creates  int   // requests
	hits     []int // creates that went wrong, by kind
	commits  int   // creates that were carried out
	errors   int   // resources that Terraform could not create
	imported int   // by the blocks in the errors
	problems []string
}

func table(rows []row) string {
	var text strings.Builder
	columns := tabwriter.NewWriter(&text, 0, 0, 2, ' ', tabwriter.AlignRight)
	header := "scenario\tseed\tstages\tcreates\t"
	for _, kind := range kinds {
		header += kind.name + "\t"
	}
	_, _ = fmt.Fprintln(columns, header+"commits\terrors\timported\tproblems\t")
	for _, r := range rows {
		_, _ = fmt.Fprintf(columns, "%s\t%d\t%d\t%d\t", r.scenario, r.seed, r.stages, r.creates)
		for _, n := range r.hits {
			_, _ = fmt.Fprintf(columns, "%d\t", n)
		}
		_, _ = fmt.Fprintf(columns, "%d\t%d\t%d\t%d\t\n", r.commits, r.errors, r.imported, len(r.problems))
	}
	_ = columns.Flush()
	return text.String()
}
