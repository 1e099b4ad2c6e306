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
	{lookedUp, "looked up", "The answer is lost, so the stage may have been created, renamed or dropped, or the file removed, or not. After a pause the stage or the file is looked up. " +
		"If nothing was done, the request is sent again; if it was, it is not. The result is right: one stage, created or renamed once; or none; or no file."},
	{isFoundOut, "looked up, or **error**", "The answer says nothing, and another one would not either. The file is looked up: if it is gone, the result is right, else there is an error."},
	{wasGone, "done, it was gone", "There is nothing left to drop, which a warning says."},
	{isRemoved, "leaves the state", "The stage, or with it the file, is taken out of the state, with a warning that names the role that asked. A list of the schema has confirmed that the stage is not there."},
	{isLeft, "the file stays", "The account refuses SQL, without which no file can be removed. The file leaves the state and stays where it is, which a warning says."},
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
	var notes []string
	for _, table := range matrixTables() {
		page.WriteString("## " + table.title + "\n\n| |")
		for _, operation := range table.operations {
			page.WriteString(" " + operation.title + " |")
		}
		page.WriteString("\n|" + strings.Repeat(" --- |", len(table.operations)+1) + "\n")
		for _, fault := range table.faults {
			page.WriteString("| " + fault.name)
			if fault.note != "" {
				if !slices.Contains(notes, fault.note) {
					notes = append(notes, fault.note)
				}
				fmt.Fprintf(&page, " (%d)", slices.Index(notes, fault.note)+1)
			}
			page.WriteString(" |")
			for column := range table.operations {
				page.WriteString(" " + fault.promises[table.first+column].cell() + " |")
			}
			page.WriteString("\n")
		}
		page.WriteString("\n")
	}
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
