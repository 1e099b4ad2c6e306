package provider

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

const (
	theFile   = "snowstage_stage_file.f"
	onLanding = "ANALYTICS.RAW.LANDING"
)

// newFileHarness has the stage LANDING, to which files can be uploaded.
func newFileHarness(t *testing.T, options ...emulator.Option) *harness {
	t.Helper()
	h := newHarness(t, options...)
	h.createSSEBeside(t, onLanding)
	return h
}

// fileWith is the file in/a.csv on the stage LANDING.
func fileWith(lines ...string) string { return fileNamed("f", "in/a.csv", lines...) }

func fileNamed(label, path string, lines ...string) string {
	return fmt.Sprintf("resource \"snowstage_stage_file\" %q {\n  database = \"ANALYTICS\"\n  schema = \"RAW\"\n  stage = \"landing\"\n  path = %s\n  %s\n}\n",
		label, hclString(path), strings.Join(lines, "\n  "))
}

func inFile(attribute string, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(theFile, tfjsonpath.New(attribute), value)
}

func fileAction(action plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return preApply(plancheck.ExpectResourceAction(theFile, action))
}

// stays is a step whose plan is empty.
func (h *harness) stays(hcl string) resource.TestStep {
	return resource.TestStep{Config: h.config(hcl), ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan())}
}

// uploads are what Terraform has uploaded, in order: the paths on internal stages, and of external ones the keys in the bucket.
func (h *harness) uploads(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, r := range h.Journal() {
		if r.Method != http.MethodPut || r.Status != http.StatusOK || !strings.HasPrefix(r.Header.Get("User-Agent"), "terraform-provider-snowstage/") {
			continue
		}
		elements := strings.SplitN(r.Path, "/", 5) // "", storage, and the two of the stage
		path, err := url.PathUnescape(elements[4])
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, path)
	}
	return all
}

func (h *harness) expectUploads(t *testing.T, want ...string) {
	t.Helper()
	if got := h.uploads(t); !slices.Equal(got, want) {
		t.Errorf("uploads:\n got %q\nwant %q", got, want)
	}
}

// expectFile compares a file on the stage LANDING.
func (h *harness) expectFile(t *testing.T, path, content string) {
	t.Helper()
	found, err := h.File("ANALYTICS", "RAW", "LANDING", path)
	if err != nil || string(found) != content {
		t.Errorf("%s holds %q, %v; want %q", path, found, err, content)
	}
}

func (h *harness) expectNoFile(t *testing.T, path string) {
	t.Helper()
	if found, err := h.File("ANALYTICS", "RAW", "LANDING", path); err == nil {
		t.Errorf("%s is there and holds %q", path, found)
	}
}

func (h *harness) removeFileBeside(t *testing.T, path string) {
	t.Helper()
	h.sqlBeside(t, "REMOVE @"+onLanding+"/"+path)
}

// sourceFile writes a local file, and returns its name as HCL.
func sourceFile(t *testing.T, content string) (name, hcl string) {
	t.Helper()
	name = secretFile(t, content)
	return name, hclString(name)
}
