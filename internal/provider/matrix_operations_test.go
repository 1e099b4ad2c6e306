package provider

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// matrixOperation is a column of the matrix.
type matrixOperation struct {
	title   string
	summary string // of its errors
	method  string // of its own request
	path    *regexp.Regexp
	writes  bool
	looks   bool // at what there is, before each try
	ofFiles bool // is about the files of the stage

	inStore       bool           // its own request is one to the object store
	follows       bool           // a redirect to another host, with nothing of the account's
	canRepeat     bool           // carried out twice it is as good as once
	looksAfter    *regexp.Regexp // the path by which it is then seen what became of it; nil if nothing is asked
	summaryAfter  string         // of an error of that look; empty if it ends in a warning
	summaryIfGone string         // of what leaves the state

	statement *regexp.Regexp // in the body, if it is SQL

	// begin makes what the operation needs, in runs without a fault. What it asks for is gone by then if told so: the stage,
	// or for those that need none the schema.
	begin func(s *matrixScene, gone bool) matrixAttempt
}

// matrixAttempt is an operation about to be carried out.
type matrixAttempt struct {
	run  func(terraformRun) told
	held told // in the state before

	// checkDone complains if the result is not what was asked for.
	checkDone func(*testing.T, told)
	leaves    string // what the file holds when it is done; empty if it is gone
	// checkKept complains if the state after an error is wrong, and whether it could be looked at; if nil, it has to be as before.
	checkKept func(t *testing.T, got told, looked bool)
	// goOn carries on without the fault, after what was gone has been put in its place, and complains if that does not end well.
	goOn func(*testing.T, told)
}

// stageOperations are the columns of the matrix that are about stages.
var stageOperations = []matrixOperation{
	{title: "create", summary: "Unable to create stage", method: http.MethodPost, path: regexp.MustCompile(`/stages$`), writes: true, begin: beginCreate},
	{title: "read", summary: "Unable to read stage", summaryIfGone: "Stage is gone", method: http.MethodGet, path: regexp.MustCompile(`/stages/[^/]+$`), begin: beginRead},
	{title: "change", summary: "Unable to alter stage", method: http.MethodPost, path: isStatements, statement: regexp.MustCompile(` SET COMMENT `), writes: true, looks: true, begin: beginChange},
	{title: "rename", summary: "Unable to rename stage", method: http.MethodPost, path: isStatements, statement: regexp.MustCompile(` RENAME TO `), writes: true, looks: true, begin: beginRename},
	{title: "delete", summary: "Unable to drop stage", method: http.MethodDelete, path: regexp.MustCompile(`/stages/[^/]+$`), writes: true, looks: true, begin: beginDelete},
	{title: "list", summary: "Unable to list stages", method: http.MethodGet, path: regexp.MustCompile(`/stages$`), begin: beginList},
	{title: "list files", summary: "Unable to list files", method: http.MethodGet, path: regexp.MustCompile(`/files$`), begin: beginListFiles},
	{title: "presigned URL", summary: "Unable to get presigned URL", method: http.MethodPost, path: regexp.MustCompile(`:presigned-url$`), begin: beginPresign},
	{title: "refresh", summary: "Unable to refresh directory table", method: http.MethodPost, path: isStatements, statement: regexp.MustCompile(` REFRESH`), writes: true, begin: beginRefresh},
}

var isStatements = regexp.MustCompile(`^` + statementsPath + `$`)

func beginCreate(s *matrixScene, gone bool) matrixAttempt {
	if gone {
		s.stageSchema = "NOWHERE"
	}
	run := s.terraform(nil)
	config, none := s.config(), run.none()
	planned := run.plan(config, none)
	return matrixAttempt{
		run:  func(run terraformRun) told { return run.apply(config, none, planned) },
		held: none,
		checkDone: func(t *testing.T, got told) {
			t.Helper()
			if there := s.truth()["LANDING"]; got.isNull() || got.attribute(t, "created_on") != there || got.attribute(t, "comment") != "as configured" {
				t.Errorf("the state is %s; the stage there was created on %q", got.value, there)
			}
		},
		goOn: s.settle,
	}
}

func beginRead(s *matrixScene, gone bool) matrixAttempt {
	state := s.create()
	if gone {
		s.dropBeside(s.t, matrixStage)
	}
	return matrixAttempt{
		run:  func(run terraformRun) told { return run.refresh(state) },
		held: state,
		checkDone: func(t *testing.T, got told) {
			t.Helper()
			if !got.value.Equal(state.value) {
				t.Errorf("the state became %s", got.value)
			}
		},
		goOn: s.settle,
	}
}

// settle brings the stage and the state together: it imports a stage that is not in the state, as the errors say, or creates it if there is
// none. The plan after must be empty.
func (s *matrixScene) settle(t *testing.T, state told) {
	t.Helper()
	s.stageSchema = "RAW"
	run := s.terraform(nil)
	_, exists := s.truth()[s.name().Name.Exact()]
	switch {
	case state.isNull() && exists:
		state = run.importStage(s.name().String())
	case state.isNull():
		state = run.apply(s.config(), state, run.plan(s.config(), state))
	default:
		state = run.refresh(state)
	}
	if len(state.diagnostics) > 0 || state.isNull() {
		t.Fatalf("the run after it: %s, %q", state.value, diagnosticLines(state.diagnostics))
	}
	planned := run.plan(s.config(), state)
	if len(planned.diagnostics) > 0 || !planned.value.Equal(state.value) {
		t.Errorf("the plan after it changes %s to %s, %q", state.value, planned.value, diagnosticLines(planned.diagnostics))
	}
}

func beginDelete(s *matrixScene, gone bool) matrixAttempt {
	state := s.create()
	planned := s.terraform(nil).plan(nil, state)
	if gone {
		s.dropBeside(s.t, matrixStage)
	}
	checkGone := func(t *testing.T, got told) {
		t.Helper()
		if there, exists := s.truth()["LANDING"]; exists || !got.isNull() {
			t.Errorf("the state is %s; the stage there was created on %q", got.value, there)
		}
	}
	return matrixAttempt{
		run:       func(run terraformRun) told { return run.apply(nil, state, planned) },
		held:      state,
		checkDone: checkGone,
		goOn: func(t *testing.T, got told) {
			t.Helper()
			run := s.terraform(nil)
			if !got.isNull() {
				got = run.refresh(got)
			}
			if !got.isNull() {
				got = run.apply(nil, got, run.plan(nil, got))
			}
			checkGone(t, got)
		},
	}
}

func beginList(s *matrixScene, gone bool) matrixAttempt {
	s.createSameBeside()
	if gone {
		s.stageSchema = "NOWHERE"
	}
	run := func(run terraformRun) told {
		return run.data("snowstage_stages", hcl{"database": "ANALYTICS", "schema": s.stageSchema})
	}
	checkDone := func(t *testing.T, got told) {
		t.Helper()
		if names, want := got.column(t, "stages", "name"), slices.Sorted(maps.Keys(s.truth())); !slices.Equal(names, want) {
			t.Errorf("the list has %q, want %q", names, want)
		}
	}
	return matrixAttempt{run: run, checkDone: checkDone, goOn: func(t *testing.T, _ told) {
		t.Helper()
		s.stageSchema = "RAW"
		checkDone(t, run(s.terraform(nil)))
	}}
}

func beginListFiles(s *matrixScene, gone bool) matrixAttempt {
	return s.onFiles(gone, func(run terraformRun) told {
		return run.data("snowstage_stage_files", hcl{"database": "ANALYTICS", "schema": "RAW", "stage": "landing"})
	}, func(t *testing.T, got told) {
		t.Helper()
		if paths := got.column(t, "files", "path"); !slices.Equal(paths, []string{"b.csv", "c.csv", matrixFile}) {
			t.Errorf("the list has %q", paths)
		}
	})
}

func beginPresign(s *matrixScene, gone bool) matrixAttempt {
	return s.onFiles(gone, func(run terraformRun) told {
		return run.open("snowstage_presigned_url", hcl{"stage_id": matrixStage, "path": matrixFile})
	}, func(t *testing.T, got told) {
		t.Helper()
		if status, body := transfer(t, http.MethodGet, got.attribute(t, "presigned_url"), ""); status != http.StatusOK || body != "content of "+matrixFile {
			t.Errorf("the URL gives %d, %q", status, body)
		}
	})
}

func beginRefresh(s *matrixScene, gone bool) matrixAttempt {
	refresh := func(run terraformRun) told {
		return run.invokeRefresh(hcl{"stage_id": matrixStage})
	}
	says := func(t *testing.T, got told, counts string) {
		t.Helper()
		if last := len(got.messages) - 1; last < 0 || len(got.diagnostics) > 0 || !strings.HasSuffix(got.messages[last], ": "+counts) {
			t.Errorf("it told %q, %q", got.messages, diagnosticLines(got.diagnostics))
		}
	}
	attempt := s.onFiles(gone, refresh, func(t *testing.T, got told) {
		t.Helper()
		says(t, got, "3 files registered")
	})
	attempt.goOn = func(t *testing.T, _ told) {
		t.Helper()
		if gone {
			s.fill()
		}
		refresh(s.terraform(nil)) // The files may be registered already: by a refresh whose answer was lost.
		says(t, refresh(s.terraform(nil)), "no file has changed")
	}
	return attempt
}

// onFiles is an attempt on a stage with files on it.
func (s *matrixScene) onFiles(gone bool, run func(terraformRun) told, checkDone func(*testing.T, told)) matrixAttempt {
	if !gone {
		s.fill()
	}
	return matrixAttempt{run: run, checkDone: checkDone, goOn: func(t *testing.T, _ told) {
		t.Helper()
		if gone {
			s.fill()
		}
		checkDone(t, run(s.terraform(nil)))
	}}
}

func (s *matrixScene) fill() {
	s.t.Helper()
	s.createWithDirectoryBeside(s.t, matrixFile, "b.csv", "c.csv")
}

// column is one text of each row of a list.
func (a told) column(t *testing.T, list, attribute string) []string {
	t.Helper()
	var attributes map[string]tftypes.Value
	var rows []tftypes.Value
	if err := a.value.As(&attributes); err != nil {
		t.Fatal(err)
	}
	if err := attributes[list].As(&rows); err != nil {
		t.Fatal(fmt.Errorf("%s: %w", list, err))
	}
	texts := []string{}
	for _, row := range rows {
		texts = append(texts, told{value: row}.attribute(t, attribute))
	}
	return texts
}
