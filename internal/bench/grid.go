package main

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

// grid is a table.
type grid struct {
	header []string
	rows   [][]string
}

func (g grid) text() string {
	var text strings.Builder
	columns := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{g.header}, g.rows...) {
		_, _ = fmt.Fprintln(columns, strings.Join(row, "\t"))
	}
	_ = columns.Flush()
	return text.String()
}

func (g grid) markdown() string {
	var text strings.Builder
	write := func(row []string) {
		for _, field := range row {
			text.WriteString("| " + strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;").Replace(field) + " ")
		}
		text.WriteString("|\n")
	}
	write(g.header)
	text.WriteString(strings.Repeat("| --- ", len(g.header)) + "|\n")
	for _, row := range g.rows {
		write(row)
	}
	return text.String()
}
