package conformance

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

const pipesPath = "/v1/data/pipes/"

// piped is an account with two pipes on a stage, of which one goes on after an error, and a clock.
type piped struct {
	*place
	*clock
}

func newPiped(t *testing.T, traffic *wire, options ...emulator.Option) *piped {
	t.Helper()
	p := &piped{clock: &clock{}}
	p.place = emulated(t, traffic, slices.Concat([]emulator.Option{emulator.WithClock(p.now)}, options)...)
	p.create(t, p.stage("PIPED"), sse(), client.ErrorIfExists)
	p.emulator.ResetJournal()
	return p
}

// put uploads a file to where the pipes look.
func (p *piped) put(t *testing.T, path, content string) {
	t.Helper()
	if err := p.client.Files.Upload(t.Context(), p.stage("PIPED"), "in/"+path, contentOf([]byte(content))); err != nil {
		t.Fatal(err)
	}
}

func (p *piped) insert(t *testing.T, c *client.Client, pipe string, paths ...string) client.Receipt {
	t.Helper()
	receipt, err := c.Pipes.Insert(t.Context(), p.stage(pipe), paths)
	if err != nil {
		t.Fatalf("sending %d files to %s: %v", len(paths), pipe, err)
	}
	return receipt
}

func pipesDiffer(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	p.put(t, "a.csv", "1,x\n2\n3,z\n")
	for pipe, want := range map[string]string{"PIPE": "a.csv LOAD_FAILED 0", "LENIENT": "a.csv PARTIALLY_LOADED 2"} {
		p.insert(t, p.client, pipe, "a.csv")
		expectLoads(t, p.report(t, pipe, "").Files, want)
	}
}

func pipeWithoutWarehouse(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	p.put(t, "a.csv", "1\n")
	p.emulator.ResetJournal()
	p.insert(t, p.impatient(t), "PIPE", "a.csv")
	for _, request := range p.requests("/") {
		if len(request.Header.Values("X-Snowflake-Warehouse")) != 0 {
			t.Errorf("%s was asked with %v", request.Path, request.Header)
		}
	}
	expectLoads(t, p.report(t, "PIPE", "").Files, "a.csv LOADED 1")
}

func pipesOfAllStages(t *testing.T, traffic *wire) {
	stages := map[string]client.Stage{
		"INTERNAL": {}, "S3": external("s3://acme-lake/raw/"), "GCS": external("gcs://acme-lake/raw/"), "AZURE": external("azure://acme.blob.core.windows.net/lake/raw/"),
	}
	var options []emulator.Option
	for name := range stages {
		options = append(options, emulator.WithPipe(fmt.Sprintf("ANALYTICS.RAW.SUITE_OF_%s=@SUITE_%[1]s", name)))
	}
	a := emulated(t, traffic, options...)
	for name, settings := range stages {
		a.create(t, a.stage(name), settings, client.ErrorIfExists)
		if err := a.client.Files.Upload(t.Context(), a.stage(name), "in/a.csv", contentOf([]byte("1\n2\n"))); err != nil {
			t.Fatal(err)
		}
		if _, err := a.client.Pipes.Insert(t.Context(), a.stage("OF_"+name), []string{"in/a.csv"}); err != nil {
			t.Fatal(err)
		}
		files := a.report(t, "OF_"+name, "").Files
		expectLoads(t, files, "in/a.csv LOADED 2")
		if want := text(settings.URL); settings.URL != nil && files[0].StageLocation != want {
			t.Errorf("the location is %s, want %s", files[0].StageLocation, want)
		}
	}
}

func rowsAreCounted(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	want := []string{}
	for path, content := range map[string]string{"1.csv": "x\n", "3.csv": "1,\"a\nb\"\n2,\n3,c", "0.csv": "", "2.json": "[1,{}]", "4.ndjson": "{}\n{}\n{}\n{}\n"} {
		p.put(t, path, content)
		p.insert(t, p.client, "PIPE", path)
		want = append(want, path+" LOADED "+path[:1])
	}
	expectLoads(t, p.report(t, "PIPE", "").Files, want...)
}

func pipeWithoutStage(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	if err := p.client.Stages.Delete(t.Context(), p.stage("PIPED"), false, nil); err != nil {
		t.Fatal(err)
	}
	p.insert(t, p.client, "PIPE", "a.csv")
	files := p.report(t, "PIPE", "").Files
	if expectLoads(t, files, "a.csv LOAD_FAILED 0"); files[0].SystemError == "" {
		t.Errorf("reported %+v", files)
	}
}

func filesAreSentAndRead(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	p.put(t, "a.csv", "1\n")
	start := p.now().Add(-time.Minute)
	p.insert(t, p.client, "PIPE", "a.csv")
	expectLoads(t, p.report(t, "PIPE", "").Files, "a.csv LOADED 1")
	p.advance(24 * time.Hour) // A report no longer has it then.
	expectLoads(t, p.history(t, "PIPE", start, time.Time{}), "a.csv LOADED 1")
}

func pipeIsNamedExactly(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic, emulator.WithPipe(`ANALYTICS.RAW."my pipe/ü"=@SUITE_PIPED/in`))
	exact := func(name string) identifier.Qualified { return p.exactly(identifier.FromReply(name)) }
	for name, spelled := range map[string]string{"SUITE_PIPE": "SUITE_PIPE", "my pipe/ü": "%22my%20pipe%2F%C3%BC%22"} {
		p.emulator.ResetJournal()
		for operation, err := range everyPipeOperation(t, p.client, exact(name)) {
			asked := func(r emulator.Request) bool { return r.Path == pipesPath+"ANALYTICS.RAW."+spelled+"/"+operation }
			if err != nil || !slices.ContainsFunc(p.requests(pipesPath), asked) {
				t.Errorf("%s of %s: %v, asked %+v", operation, name, err, p.requests(pipesPath))
			}
		}
		for operation, err := range everyPipeOperation(t, p.client, exact(strings.ToLower(name)+"_")) {
			if !errors.Is(err, client.ErrNotFound) {
				t.Errorf("%s of another pipe: %v", operation, err)
			}
		}
	}
	if _, err := p.client.Pipes.Report(t.Context(), exact("MY PIPE/Ü"), ""); !errors.Is(err, client.ErrNotFound) {
		t.Errorf("in another case: %v", err)
	}
}
