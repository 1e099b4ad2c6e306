package provider

import (
	"crypto/md5"
	"fmt"
	"maps"
	"math/big"
	"net/http"
	"regexp"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

const (
	matrixContent = "as,configured\n"
	matrixPipe    = "ANALYTICS.RAW.ORDERS=@LANDING"
)

var isListOfFiles = regexp.MustCompile(`/files$`)

// fileOperations are the columns of the matrix that are about single files. Their requests to the object store are in storeOperations.
var fileOperations = []matrixOperation{
	{title: "upload file", summary: "Unable to upload file", method: http.MethodPost, path: regexp.MustCompile(`:presigned-url$`), ofFiles: true, begin: beginUpload,
		looksAfter: isListOfFiles},
	{title: "read file", summary: "Unable to find file", summaryIfGone: "Stage of a file is gone", method: http.MethodGet, path: isListOfFiles, ofFiles: true, begin: beginReadFile},
	{title: "remove file", summary: "Unable to remove file", method: http.MethodPost, path: isStatements, statement: regexp.MustCompile(`"REMOVE `), writes: true, looks: true, ofFiles: true, begin: beginRemoveFile},
	{title: "download file", summary: "Unable to read file", method: http.MethodGet, path: regexp.MustCompile(`^/api/files/ANALYTICS/RAW/LANDING/`), follows: true, ofFiles: true, begin: beginDownload},
	{title: "load files", summary: "Unable to send files to pipe", method: http.MethodPost, path: regexp.MustCompile(`/insertFiles$`), writes: true, canRepeat: true, ofFiles: true, begin: beginLoad,
		looksAfter: regexp.MustCompile(`/insertReport$`), summaryAfter: "Files are not known to be loaded"},
}

// terraformOfFiles starts a run of Terraform in which the resource is the file.
func (s *matrixScene) terraformOfFiles() terraformRun {
	s.t.Helper()
	return ofFiles(s.terraform(nil))
}

func ofFiles(run terraformRun) terraformRun {
	run.managed = "snowstage_stage_file"
	return run
}

func (s *matrixScene) fileConfig() hcl {
	return hcl{"database": "ANALYTICS", "schema": "RAW", "stage": "landing", "path": matrixFile, "content": s.content}
}

// stock creates the stage with files of other people on it.
func (s *matrixScene) stock(more ...string) {
	s.t.Helper()
	s.createSSEBeside(s.t, matrixStage)
	for _, path := range append([]string{"b.csv", "in/a.csv.old"}, more...) {
		s.putFileBeside(s.t, matrixStage, path, "content of "+path)
	}
}

// files are the contents of all files on the stage, by path.
func (s *matrixScene) files() map[string]string {
	s.t.Helper()
	stage, held := qualified(s.t, matrixStage), map[string]string{}
	if _, exists := s.truth()["LANDING"]; !exists {
		return held
	}
	var listed []client.StageFile
	for file, err := range s.person.Stages.ListFiles(s.t.Context(), stage, "", 0) {
		if err != nil {
			s.t.Fatal(err)
		}
		listed = append(listed, file)
	}
	paths, err := s.person.Stages.Paths(s.t.Context(), stage, listed)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, path := range paths {
		content, err := s.File("ANALYTICS", "RAW", "LANDING", path)
		if err != nil {
			s.t.Fatal(err)
		}
		if _, isTwice := held[path]; isTwice {
			s.t.Errorf("%s is there twice", path)
		}
		held[path] = string(content)
	}
	return held
}

// filesFor are the files that an operation may have changed.
func (s *matrixScene) filesFor(m matrixTrial) map[string]string {
	s.t.Helper()
	if !m.ofFiles {
		return nil
	}
	return s.files()
}

// checkFiles wants nothing but Terraform's own file to be another one, and that as a whole, and reports whether it is.
func (m matrixTrial) checkFiles(t *testing.T, before, after map[string]string, attempt matrixAttempt) (changed bool) {
	t.Helper()
	was, is := before[matrixFile], after[matrixFile]
	if is != was && is != attempt.leaves {
		t.Errorf("the file holds %q; before it held %q, and was to hold %q", is, was, attempt.leaves)
	}
	delete(before, matrixFile)
	delete(after, matrixFile)
	if !maps.Equal(before, after) {
		t.Errorf("files of other people: %v became %v", before, after)
	}
	return is != was
}

// checkStrayed wants nothing to have been sent to another host, but for what follows a redirect there.
func (s *matrixScene) checkStrayed(t *testing.T, m matrixTrial) {
	t.Helper()
	var want, got []string
	if m.follows && m.way != nil && m.way.Redirect == elsewhere {
		want = []string{"GET /api/v2/"}
	}
	for len(s.strayed) > 0 {
		got = append(got, <-s.strayed)
	}
	if !slices.Equal(got, want) {
		t.Errorf("sent to another host: %q, want %q", got, want)
	}
}

// uploadFile has Terraform upload the file and returns its state.
func (s *matrixScene) uploadFile() told {
	s.t.Helper()
	run := s.terraformOfFiles()
	state := run.apply(s.fileConfig(), run.none(), run.plan(s.fileConfig(), run.none()))
	if len(state.diagnostics) > 0 {
		s.t.Fatal(diagnosticLines(state.diagnostics))
	}
	return state
}

func beginUpload(s *matrixScene, gone bool) matrixAttempt {
	s.stock()
	run := s.terraformOfFiles()
	config, none := s.fileConfig(), run.none()
	planned := run.plan(config, none)
	if gone {
		s.dropBeside(s.t, matrixStage)
	}
	return matrixAttempt{
		run:       func(run terraformRun) told { return ofFiles(run).apply(config, none, planned) },
		held:      none,
		leaves:    s.content,
		checkDone: s.checkUploaded,
		goOn:      s.settleFile,
	}
}

// checkUploaded wants the file to be on the stage, and the state to say so.
func (s *matrixScene) checkUploaded(t *testing.T, got told) {
	t.Helper()
	sum := fmt.Sprintf("%x", md5.Sum([]byte(s.content)))
	if held := s.files()[matrixFile]; held != s.content || got.isNull() || got.attribute(t, "content_md5") != sum || got.number(t, "size") != len(s.content) {
		t.Errorf("the state is %s; the file there holds %q", got.value, held)
	}
}

// settleFile goes on as a user would: without a state it applies, which uploads nothing that is there already.
func (s *matrixScene) settleFile(t *testing.T, state told) {
	t.Helper()
	if _, exists := s.truth()["LANDING"]; !exists {
		s.stock()
	}
	before := s.files()[matrixFile]
	run := s.terraformOfFiles()
	if !state.isNull() {
		state = run.refresh(state)
	}
	s.ResetJournal()
	if planned := run.plan(s.fileConfig(), state); !planned.value.Equal(state.value) {
		state = run.apply(s.fileConfig(), state, planned)
	}
	if len(state.diagnostics) > 0 || state.isNull() {
		t.Fatalf("the run after it: %s, %q", state.value, diagnosticLines(state.diagnostics))
	}
	if n := len(s.uploads(t)); n > 0 && before == s.content {
		t.Errorf("the run after it uploaded %d files, of which the stage had the content already", n)
	}
	s.checkUploaded(t, state)
	state = run.refresh(state)
	if planned := run.plan(s.fileConfig(), state); len(planned.diagnostics) > 0 || !planned.value.Equal(state.value) {
		t.Errorf("the plan after it changes %s to %s, %q", state.value, planned.value, diagnosticLines(planned.diagnostics))
	}
}

func beginReplaceFile(s *matrixScene, _ bool) matrixAttempt {
	s.stock()
	state := s.uploadFile()
	s.content = "replaced,as configured\n"
	config := s.fileConfig()
	planned := s.terraformOfFiles().plan(config, state)
	return matrixAttempt{
		run:       func(run terraformRun) told { return ofFiles(run).apply(config, state, planned) },
		held:      state,
		leaves:    s.content,
		checkDone: s.checkUploaded,
		goOn:      s.settleFile,
	}
}

func beginReadFile(s *matrixScene, gone bool) matrixAttempt {
	s.stock()
	state := s.uploadFile()
	if gone {
		s.dropBeside(s.t, matrixStage)
	}
	return matrixAttempt{
		run:    func(run terraformRun) told { return ofFiles(run).refresh(state) },
		held:   state,
		leaves: s.content,
		checkDone: func(t *testing.T, got told) {
			t.Helper()
			if !got.value.Equal(state.value) {
				t.Errorf("the state became %s", got.value)
			}
		},
		goOn: s.settleFile,
	}
}

func beginRemoveFile(s *matrixScene, gone bool) matrixAttempt {
	s.stock()
	state := s.uploadFile()
	planned := s.terraformOfFiles().plan(nil, state)
	if len(planned.diagnostics) > 0 {
		s.t.Fatal(diagnosticLines(planned.diagnostics))
	}
	if gone {
		s.dropBeside(s.t, matrixStage)
	}
	checkGone := func(t *testing.T, got told) {
		t.Helper()
		if content, exists := s.files()[matrixFile]; exists || !got.isNull() {
			t.Errorf("the state is %s; the file there holds %q", got.value, content)
		}
	}
	return matrixAttempt{
		run:       func(run terraformRun) told { return ofFiles(run).apply(nil, state, planned) },
		held:      state,
		checkDone: checkGone,
		goOn: func(t *testing.T, got told) {
			t.Helper()
			run := s.terraformOfFiles()
			switch _, exists := s.files()[matrixFile]; {
			case !got.isNull():
				got = run.refresh(got)
			case exists: // So it was left there, with a warning; whoever wants it has it taken over.
				got = run.apply(s.fileConfig(), got, run.plan(s.fileConfig(), got))
			}
			if !got.isNull() {
				run = s.terraformOfFiles() // What a run has taken over it does not remove.
				got = run.apply(nil, got, run.plan(nil, got))
			}
			checkGone(t, got)
		},
	}
}

func beginDownload(s *matrixScene, gone bool) matrixAttempt {
	if !gone {
		s.stock(matrixFile)
	}
	run := func(run terraformRun) told {
		return run.data("snowstage_file", hcl{"database": "ANALYTICS", "schema": "RAW", "stage": "landing", "path": matrixFile})
	}
	checkDone := func(t *testing.T, got told) {
		t.Helper()
		if len(got.diagnostics) > 0 || got.attribute(t, "content") != "content of "+matrixFile {
			t.Errorf("%s, %q", got.value, diagnosticLines(got.diagnostics))
		}
	}
	return matrixAttempt{run: run, leaves: "content of " + matrixFile, checkDone: checkDone, goOn: func(t *testing.T, _ told) {
		t.Helper()
		if gone {
			s.stock(matrixFile)
		}
		checkDone(t, run(s.terraform(nil)))
	}}
}

func beginLoad(s *matrixScene, gone bool) matrixAttempt {
	s.stock(matrixFile)
	config := loadOf(matrixFile)
	if gone {
		config["pipe"] = "analytics.raw.nowhere"
	}
	// Each of its rows is in the table once.
	checkLoaded := func(t *testing.T) {
		t.Helper()
		report, err := s.person.Pipes.Report(t.Context(), qualified(t, "ANALYTICS.RAW.ORDERS"), "")
		if err != nil || len(report.Files) != 1 || report.Files[0].Path != matrixFile || report.Files[0].Status != client.Loaded {
			t.Errorf("the pipe reports %+v, %v", report.Files, err)
		}
	}
	return matrixAttempt{
		run:    func(run terraformRun) told { return run.load(config) },
		leaves: "content of " + matrixFile,
		checkDone: func(t *testing.T, got told) {
			t.Helper()
			if last := len(got.messages) - 1; last < 0 || got.messages[last] != "1 of 1 file loaded" {
				t.Errorf("it told %q", got.messages)
			}
			checkLoaded(t)
		},
		goOn: func(t *testing.T, _ told) {
			t.Helper()
			again := s.terraform(nil).load(loadOf(matrixFile))
			for _, line := range diagnosticLines(again.diagnostics) {
				if line != "warning files: Files were skipped" {
					t.Errorf("the run after it complains: %s", line)
				}
			}
			checkLoaded(t)
		},
	}
}

// number is an attribute that is a whole number.
func (a told) number(t *testing.T, name string) int {
	t.Helper()
	var attributes map[string]tftypes.Value
	if err := a.value.As(&attributes); err != nil {
		t.Fatal(err)
	}
	var number big.Float
	if err := attributes[name].As(&number); err != nil {
		t.Fatal(err)
	}
	n, _ := number.Int64()
	return int(n)
}
