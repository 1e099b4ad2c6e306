package provider

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const matrixBegins = "<!-- What follows is written by make generate, from the table that the tests run. -->\n"

// promiseWords are what the guide says of promises: in a cell, and what that means.
var promiseWords = []struct {
	promise       promise
	cell, meaning string
}{
	{isRight, "done", "The result is right."},
	{sentAgain, "sent again", "The try changed nothing, or nothing that a second one would change. After a pause it is sent again, and the result is right."},
	{lookedUp, "looked up", "The answer is lost, so the stage may have been created, renamed or dropped, or not. After a pause the stage is looked up. If nothing was done, the request is sent again; " +
		"if it was, it is not. The result is right: one stage, created or renamed once; or none."},
	{wasGone, "done, it was gone", "There is nothing left to drop, which a warning says."},
	{isRemoved, "leaves the state", "The stage is taken out of the state, with a warning that names the role that asked. A list of its schema has confirmed that it is not there."},
	{isError, "**error**", "One error, at once, and nothing is lost: see below."},
	{isUnsent, "**error**, unsent", "The same, before a byte of the request or of the token has left."},
}

func (p promise) cell() string {
	for _, words := range promiseWords {
		if words.promise == p {
			return words.cell
		}
	}
	panic(fmt.Sprintf("there are no words for promise %d", p))
}

// matrixPage is what the guide says of the matrix.
func matrixPage() string {
	var page strings.Builder
	page.WriteString("| |")
	for _, operation := range matrixOperations {
		page.WriteString(" " + operation.title + " |")
	}
	page.WriteString("\n|" + strings.Repeat(" --- |", len(matrixOperations)+1) + "\n")
	var notes []string
	for _, fault := range matrixFaults {
		page.WriteString("| " + fault.name)
		if fault.note != "" {
			if !slices.Contains(notes, fault.note) {
				notes = append(notes, fault.note)
			}
			fmt.Fprintf(&page, " (%d)", slices.Index(notes, fault.note)+1)
		}
		page.WriteString(" |")
		for _, promised := range fault.promises {
			page.WriteString(" " + promised.cell() + " |")
		}
		page.WriteString("\n")
	}
	page.WriteString("\n")
	for i, note := range notes {
		fmt.Fprintf(&page, "%d. %s\n", i+1, note)
	}
	page.WriteString("\n| in the table | what happens |\n| --- | --- |\n")
	for _, words := range promiseWords {
		page.WriteString("| " + words.cell + " | " + words.meaning + " |\n")
	}
	return page.String()
}

// TestFaultMatrixIsOnItsPage holds the guide's template to the table that TestFaultMatrix runs.
func TestFaultMatrixIsOnItsPage(t *testing.T) {
	t.Parallel()
	holdPage(t, filepath.Join("..", "..", "templates", "guides", "when-something-goes-wrong.md.tmpl"), matrixBegins, matrixPage())
}
