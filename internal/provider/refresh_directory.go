package provider

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// directoryRefresh is a refresh of the directory table of one stage.
type directoryRefresh struct {
	configured
	stage   identifier.Qualified
	blamed  path.Path // if there is no such stage
	subpath string
}

func (r directoryRefresh) object() string {
	words := stageWords(r.stage)
	if !r.isNamed() {
		words = "a stage whose name is not known yet"
	}
	if r.subpath != "" {
		words += fmt.Sprintf(" below %q", r.subpath)
	}
	return words
}

// isNamed is false while the name is not known yet.
func (r directoryRefresh) isNamed() bool { return r.stage != identifier.Qualified{} }

// check complains if it can be found out that the account cannot be asked for a refresh.
func (r directoryRefresh) check(ctx context.Context) diag.Diagnostics {
	refusal, _ := r.sql.answer()
	if r.isNamed() {
		refusal = r.sqlRefusal(ctx, r.stage)
	}
	return r.refused(refusal)
}

// refused complains of what is known to keep SQL from being used.
func (r directoryRefresh) refused(because string) diag.Diagnostics {
	if because == "" {
		return nil
	}
	return diag.Diagnostics{diag.NewErrorDiagnostic(refreshingDirectory.summary, refreshingDirectory.detail(r.object(),
		"What happened: nothing was sent for it, because "+because+", and only SQL can refresh a directory table.",
		"let SQL be used (sql_api = \"auto\", in an account that allows the SQL API), or leave the action out."))}
}

// run carries the refresh out, and tells what it is doing and what came of it.
func (r directoryRefresh) run(ctx context.Context, tell func(message string)) diag.Diagnostics {
	refusal, _ := r.sql.answer()
	if complaint := r.refused(refusal); complaint != nil {
		return complaint
	}
	tell("Refreshing the directory table of " + r.object())
	files, err := r.client.Stages.RefreshDirectory(ctx, r.stage, r.subpath)
	if err != nil {
		return diag.Diagnostics{blameIfMissing(r.blamed, err, r.complaint(ctx, err))}
	}
	tell("Directory table of " + r.object() + ": " + countRegistrations(files))
	return warnOfUnregistered(r.object(), files)
}

func (r directoryRefresh) complaint(ctx context.Context, err error) diag.Diagnostic {
	if !r.lacksDirectory(ctx, err) {
		return r.failure(ctx, refreshingDirectory, r.object(), err)
	}
	return diag.NewErrorDiagnostic(refreshingDirectory.summary, refreshingDirectory.detail(r.object(), answer(ctx, err),
		"switch the stage's directory table on, which is off: directory_table = { enable = true } on its snowstage_stage."))
}

// lacksDirectory looks at the stage, because no document says by which code or words a refresh of none is refused.
func (r directoryRefresh) lacksDirectory(ctx context.Context, err error) bool {
	refusal, ok := errors.AsType[*client.Error](err)
	if !ok || refusal.Status != http.StatusUnprocessableEntity || errors.Is(err, client.ErrNotFound) || errors.Is(err, client.ErrForbidden) {
		return false
	}
	stage, err := r.client.Stages.Fetch(ctx, r.stage)
	return err == nil && (stage.DirectoryTable == nil || stage.DirectoryTable.Enable == nil || !*stage.DirectoryTable.Enable)
}

// registrations are what becomes of files in a refresh, and the words for it:
// https://docs.snowflake.com/en/sql-reference/functions/stage_directory_file_registration_history.
var registrations = []struct {
	status, word string
	failed       bool
}{
	{"REGISTERED_NEW", "registered", false},
	{"REGISTERED_UPDATE", "updated", false},
	{"UNREGISTERED", "unregistered", false},
	{"REGISTER_SKIPPED", "skipped", false},
	{"REGISTER_FAILED", "failed to be registered", true},
	{"UNREGISTER_FAILED", "failed to be unregistered", true},
}

// countRegistrations is like "12 files registered, 1 updated".
func countRegistrations(files []client.RefreshedFile) string {
	counts := map[string]int{}
	for _, file := range files {
		counts[strings.ToUpper(file.Status)]++
	}
	var parts []string
	add := func(status, word string) {
		n := counts[status]
		delete(counts, status)
		switch {
		case n == 0:
		case len(parts) > 0:
			parts = append(parts, strconv.Itoa(n)+" "+word)
		case n == 1:
			parts = append(parts, "1 file "+word)
		default:
			parts = append(parts, strconv.Itoa(n)+" files "+word)
		}
	}
	for _, r := range registrations {
		add(r.status, r.word)
	}
	for _, status := range slices.Sorted(maps.Keys(counts)) {
		add(status, fmt.Sprintf("with the status %q", status))
	}
	if len(parts) == 0 {
		return "no file has changed"
	}
	return strings.Join(parts, ", ")
}

func warnOfUnregistered(object string, files []client.RefreshedFile) diag.Diagnostics {
	var failed []string
	for _, file := range files {
		for _, r := range registrations {
			if r.failed && strings.EqualFold(r.status, file.Status) {
				failed = append(failed, file.Path)
			}
		}
	}
	if len(failed) == 0 {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Files were not registered", fmt.Sprintf(
		"The refresh of %s failed for %d files, for which its directory table stays as it was: %s\n\n"+
			"What to do: ask Snowflake for the reasons, with the table function STAGE_DIRECTORY_FILE_REGISTRATION_HISTORY, and invoke the action again.",
		object, len(failed), strings.Join(failed[:min(len(failed), 10)], ", ")))}
}
