package provider

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// namedLoads is how many files one diagnostic names.
const namedLoads = 20

// complaints tell of all files that were not loaded, or not as a whole.
func (l *loadLedger) complaints(pipe identifier.Qualified) (diags diag.Diagnostics) {
	for _, kind := range []struct {
		status   client.LoadStatus
		isError  bool
		summary  string
		happened string
		line     func(client.LoadedFile) string
		remedy   string
	}{
		{
			client.LoadFailed, true, "Files were not loaded", "could not be loaded", troubleLine,
			"correct the files, and load them by new paths: Snowpipe skips a path that it has had before.",
		},
		{
			loadUnmatched, true, "Files do not match the pipe", "not queued, because the pattern of the pipe leaves them out", pathLine,
			"take them out of files, or change the PATTERN in the pipe's COPY statement.",
		},
		{
			client.PartiallyLoaded, false, "Files were loaded in part", "have errors, and were loaded without the rows that have them", troubleLine,
			"correct these rows, and load them by a new path: Snowpipe skips a path that it has had before.",
		},
		{
			loadSkipped, false, "Files were skipped", "not queued, because Snowpipe has had their paths before", pathLine,
			"nothing, if they were loaded then, which snowstage_load_history tells, and have not changed since. Changed content needs a path of its own.",
		},
	} {
		files := l.with(kind.status)
		if len(files) == 0 {
			continue
		}
		add := diags.AddAttributeWarning
		if kind.isError {
			add = diags.AddAttributeError
		}
		add(path.Root("files"), kind.summary, fmt.Sprintf("What was tried: loading %s by %s.\n\nWhat happened: %s of them %s:\n%s\n\nWhat to do: %s",
			filesWords(len(l.sent)), pipeWords(pipe), grouped(int64(len(files))), kind.happened, listLoads(files, kind.line), kind.remedy))
	}
	return diags
}

// unfinished tells of files that were not followed to their end, and why.
func (r loadRun) unfinished(ctx context.Context, ledger *loadLedger, err error) diag.Diagnostic {
	var files []client.LoadedFile
	for _, path := range ledger.outstanding() {
		files = append(files, client.LoadedFile{Path: path})
	}
	happened := fmt.Sprintf("%s\n\n%s; of %s it is not known what becomes of them:\n%s",
		answer(ctx, err), ledger, grouped(int64(len(files))), listLoads(files, pathLine))
	remedy := pipeRemedy(ctx, followingFiles, err) + " Snowpipe goes on loading what it was sent: the data sources snowstage_load_report and snowstage_load_history tell of it. " +
		"Of a file that it has loaded before it tells nothing more."
	complaint := diag.NewErrorDiagnostic(followingFiles.summary, followingFiles.detail(pipeWords(r.pipe), happened, remedy))
	if _, late := lateness(ctx, err); late {
		return diag.WithPath(path.Root("timeout"), complaint)
	}
	return blameIfMissing(path.Root("pipe"), err, complaint)
}

func listLoads(files []client.LoadedFile, line func(client.LoadedFile) string) string {
	lines := make([]string, 0, namedLoads+1)
	for _, file := range files[:min(len(files), namedLoads)] {
		lines = append(lines, "  "+line(file))
	}
	if more := len(files) - namedLoads; more > 0 {
		lines = append(lines, fmt.Sprintf("  and %s more", grouped(int64(more))))
	}
	return strings.Join(lines, "\n")
}

func pathLine(file client.LoadedFile) string { return file.Path }

// troubleLine is like "in/a.csv: Numeric value 'x' is not recognized (line 3, column "C2", character 17; 9 of 10 rows loaded, 1 error)".
func troubleLine(file client.LoadedFile) string {
	var said, facts []string
	for _, text := range []string{file.FirstError, file.SystemError} {
		if text = inert(text); text != "" {
			said = append(said, text)
		}
	}
	if len(said) == 0 {
		said = append(said, "Snowflake told no error")
	}
	if file.FirstErrorLine > 0 {
		facts = append(facts, fmt.Sprintf("line %d", file.FirstErrorLine))
	}
	if column := inert(file.FirstErrorColumn); column != "" {
		facts = append(facts, "column "+column)
	}
	if file.FirstErrorCharacter > 0 {
		facts = append(facts, fmt.Sprintf("character %d", file.FirstErrorCharacter))
	}
	facts = append(facts, fmt.Sprintf("%s of %s rows loaded", grouped(file.RowsInserted), grouped(file.RowsParsed)))
	return file.Path + ": " + strings.Join(said, "; ") + " (" + strings.Join(facts, ", ") + ")"
}

// inert is a text on one line without what a terminal obeys: an error quotes what is in the file.
func inert(text string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)), " ")
}
