package conformance

import (
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// testPipes loads files that are whole, broken and not there by a pipe that gives up and by one that goes on.
func testPipes(t *testing.T, a *place) {
	a.onlyEmulated(t, "it would need pipes and the table that they load")
	stage := a.stage("PIPED")
	a.create(t, stage, sse(), client.ErrorIfExists)
	for path, content := range map[string]string{"a.csv": "1,x\n2,y\n", "deep/b.json": `[{"n":1},{"n":2},{"n":3}]`, "c d.csv": "1,x\n2\n3,z\n"} {
		if err := a.client.Files.Upload(t.Context(), stage, "in/"+path, contentOf([]byte(content))); err != nil {
			t.Fatal(err)
		}
	}
	paths := []string{"a.csv", "deep/b.json", "c d.csv", "nothing.csv"}
	for pipe, broken := range map[string]string{"PIPE": "c d.csv LOAD_FAILED 0", "LENIENT": "c d.csv PARTIALLY_LOADED 2"} {
		t.Run(pipe, func(t *testing.T) {
			t.Parallel()
			want := []string{"a.csv LOADED 2", broken, "deep/b.json LOADED 3", "nothing.csv LOAD_FAILED 0"}
			start := a.client.AccountTime().Add(-time.Minute)
			if receipt, err := a.client.Pipes.Insert(t.Context(), a.stage(pipe), paths); err != nil || len(receipt.Skipped) != 0 {
				t.Fatalf("%+v, %v", receipt, err)
			}
			report := a.report(t, pipe, "")
			expectLoads(t, report.Files, want...)
			for _, file := range report.Files {
				isBroken := file.Path == "c d.csv"
				if !file.Complete || isBroken && (file.FirstErrorLine != 2 || file.ErrorsSeen != 1) || (file.FirstError == "") != (file.Status == client.Loaded) {
					t.Errorf("reported %+v", file)
				}
			}
			expectLoads(t, a.history(t, pipe, start, time.Time{}), want...)
			if receipt, err := a.client.Pipes.Insert(t.Context(), a.stage(pipe), paths); err != nil || !slices.Equal(receipt.Skipped, paths) {
				t.Errorf("sent again: %+v, %v", receipt, err)
			}
			expectLoads(t, a.report(t, pipe, report.NextBeginMark).Files)
		})
	}
}

func (a *place) report(t *testing.T, pipe, mark string) client.LoadReport {
	t.Helper()
	report, err := a.client.Pipes.Report(t.Context(), a.stage(pipe), mark)
	if err != nil {
		t.Fatalf("reporting on %s since %q: %v", pipe, mark, err)
	}
	return report
}

func (a *place) history(t *testing.T, pipe string, from, until time.Time) []client.LoadedFile {
	t.Helper()
	files, err := allLoads(a.client.Pipes.History(t.Context(), a.stage(pipe), from, until))
	if err != nil {
		t.Fatalf("scanning the history of %s: %v", pipe, err)
	}
	return files
}

func allLoads(loads iter.Seq2[client.LoadedFile, error]) ([]client.LoadedFile, error) {
	var all []client.LoadedFile
	for file, err := range loads {
		if err != nil {
			return all, err
		}
		all = append(all, file)
	}
	return all, nil
}

// expectLoads compares files, in any order, with lines of path, status and rows.
func expectLoads(t *testing.T, files []client.LoadedFile, want ...string) {
	t.Helper()
	var got []string
	for _, file := range files {
		got = append(got, fmt.Sprint(file.Path, " ", file.Status, " ", file.RowsInserted))
	}
	slices.Sort(got)
	if slices.Sort(want); !slices.Equal(got, want) {
		t.Errorf("loaded %q, want %q", got, want)
	}
}

// everyPipeOperation tries each with a pipe.
func everyPipeOperation(t *testing.T, c *client.Client, pipe identifier.Qualified) map[string]error {
	t.Helper()
	_, insertErr := c.Pipes.Insert(t.Context(), pipe, []string{"a.csv"})
	_, reportErr := c.Pipes.Report(t.Context(), pipe, "")
	_, historyErr := allLoads(c.Pipes.History(t.Context(), pipe, c.AccountTime().Add(-time.Hour), time.Time{}))
	return map[string]error{"insertFiles": insertErr, "insertReport": reportErr, "loadHistoryScan": historyErr}
}
