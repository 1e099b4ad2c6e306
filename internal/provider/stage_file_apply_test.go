package provider

import (
	"errors"
	"os"
	"slices"
	"testing"
)

// Between the last plan and the upload nobody but the provider can notice that the source is another one.
func TestSourceThatChangesBeforeTheUploadIsNotUploaded(t *testing.T) {
	t.Parallel()
	h := newFileHarness(t)
	for name, exchange := range map[string]func(source string) error{
		"another size":   func(source string) error { return os.WriteFile(source, []byte("not what was planned"), 0o600) },
		"the same size":  func(source string) error { return os.WriteFile(source, []byte("PLANNED"), 0o600) },
		"no file":        os.Remove,
		"a folder":       func(source string) error { return errors.Join(os.Remove(source), os.Mkdir(source, 0o700)) },
		"nothing at all": func(source string) error { return os.WriteFile(source, nil, 0o600) },
	} {
		source := secretFile(t, "planned")
		w := h.files(t)
		planned := w.planAlteration(w.nothing(), fileConfig(hcl{"source": source}))
		w.want(nil, planned.response.Diagnostics)
		if err := exchange(source); err != nil {
			t.Fatal(err)
		}
		left, complaints := w.carryOut(planned)
		want := []string{"error source: Unable to upload file"}
		if name == "no file" || name == "a folder" {
			want = []string{"error source: Unable to read source"}
		}
		if got := diagnosticLines(complaints); !slices.Equal(got, want) || !left.state.IsNull() {
			t.Errorf("%s: %q, state %s; want %q", name, got, left.state, want)
		}
		h.expectNoFile(t, "in/a.csv")
	}
}

func TestSourceThatCannotBeReadFailsThePlan(t *testing.T) {
	t.Parallel()
	h := newFileHarness(t)
	w := h.files(t)
	for source, said := range map[string]string{
		"/no/such/file": "there is no such file", t.TempDir(): "it is a directory",
	} {
		planned := w.change(w.nothing(), fileConfig(hcl{"source": source}))
		w.wantSaid(planned.Diagnostics, "error source: Unable to read source", said, source, "What to do: ")
	}
	w.want(nil, w.change(w.nothing(), fileConfig(hcl{"source": "/no/such/file", "source_hash": later{}})).Diagnostics)
	w.want(nil, w.change(w.nothing(), fileConfig(hcl{"source": later{}})).Diagnostics)
	if got := h.kindsOfRequest(t); got["list"]+got["presign"]+got["put"] > 0 {
		t.Errorf("the plans sent %v", got)
	}
}

func TestFileWaitsForTheProvidersConfiguration(t *testing.T) {
	t.Parallel()
	h := newFileHarness(t)
	w := h.files(t)
	made := w.apply(w.nothing(), fileConfig(hcl{"content": "hello"}))
	waiting := unconnected(t).of("snowstage_stage_file")
	read := waiting.read(made, "warning : File was not refreshed")
	if !read.state.Equal(made.state) {
		t.Errorf("the state became %s", read.state)
	}
	var stays []string
	if h.sqlOff {
		stays = append(stays, "warning : File stays on the stage")
	}
	waiting.want(nil, waiting.planDrop(made), stays...)
	changed := waiting.planAlteration(made, fileConfig(hcl{"content": "changed"}))
	waiting.want(nil, changed.response.Diagnostics)
	_, complaints := waiting.carryOut(changed)
	waiting.want(nil, complaints, "error : Provider not configured yet")
	waiting.want(nil, waiting.drop(made), "error : Provider not configured yet")
	waiting.imported("A.B.C/d", nil, "error : Provider not configured yet")
	waiting = unconnected(t).of("snowstage_stage_file")                                          // another run
	settled := waiting.apply(made, fileConfig(hcl{"content": "hello", "keep_on_destroy": true})) // which sends nothing
	waiting.want(nil, waiting.drop(settled))
	h.expectFile(t, "in/a.csv", "hello")
}
