package provider

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

const (
	sse       = "encryption = { type = \"SNOWFLAKE_SSE\" }\n" // under which a file is listed with the size it has
	force     = "force_destroy = true\n"
	orReplace = "create_mode = \"orReplace\"\n"
	withoutIt = `resource "terraform_data" "nothing" {}`

	// unalterable is what no statement can give to a stage, nor take from it, so that a stage which gets it is replaced with SQL and without.
	unalterable = "directory_table = { enable = true, auto_refresh = true }\n"

	atPlan, atApply       = "Error running pre-apply plan", "Error running apply"
	noDrop, noReplacement = "Unable to drop stage", "Unable to replace stage"
)

// putFile puts a file of five bytes on the stage LANDING.
func (h *harness) putFile(t *testing.T, path string) {
	t.Helper()
	if err := h.PutFile("ANALYTICS", "RAW", "LANDING", path, []byte("12345")); err != nil {
		t.Fatal(err)
	}
}

// arrives puts a file on the stage between plan and apply.
func (h *harness) arrives(path string) during {
	return func() error { return h.PutFile("ANALYTICS", "RAW", "LANDING", path, []byte("12345")) }
}

// listings are the requests for files that Terraform has sent, without those for further pages.
func (h *harness) listings() int {
	return len(slices.DeleteFunc(h.requests(), func(r emulator.Request) bool { return !strings.HasSuffix(r.Path, "/files") }))
}

// waysToLoseFiles drop or replace the stage LANDING, which has been applied with the attributes that come before.
var waysToLoseFiles = []struct {
	name, before, after string   // no after: the resource is taken out of the configuration
	planned, applied    string   // the summaries of the errors
	writes              []string // after the create
}{
	{name: "drop", before: sse, planned: noDrop, applied: noDrop, writes: []string{"DELETE ifExists=true"}},
	{
		name: "replacement", before: sse, after: sse + unalterable, planned: noReplacement, applied: noDrop,
		writes: []string{"DELETE ifExists=true", "POST createMode=errorIfExists"},
	},
	{
		name: "in place", before: sse + orReplace, after: sse + orReplace + unalterable, planned: noReplacement, applied: noReplacement,
		writes: []string{"POST createMode=orReplace"},
	},
	{
		name: "in place by an external stage", before: sse, after: orReplace + `url = "s3://a/"`, planned: noReplacement, applied: noReplacement,
		writes: []string{"POST createMode=orReplace"},
	},
}

func TestStageWithFilesIsLostOnlyWithForceDestroy(t *testing.T) {
	t.Parallel()
	for _, way := range waysToLoseFiles {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			lose := func(more string) string {
				if way.after == "" {
					return h.config(withoutIt)
				}
				return h.config(landingWith(more + way.after))
			}
			created := ""
			h.run(t,
				resource.TestStep{Config: h.config(landingWith(way.before))},
				resource.TestStep{
					PreConfig: func() {
						created = h.writes()[0]
						h.putFile(t, "in/a.csv")
						h.putFile(t, "in/b.csv")
						h.putFile(t, "c.csv")
					},
					Config: lose(""),
					ExpectError: says(atPlan, way.planned, `"ANALYTICS"."RAW"."LANDING"`, "3 files of 15 bytes", "force_destroy is false in Terraform's state",
						"Nothing was changed", "set force_destroy = true, apply that alone"),
				},
				// What is only in the configuration does not count.
				resource.TestStep{
					Config:      lose(force),
					ExpectError: says(atPlan, way.planned, "3 files of 15 bytes"),
				},
				resource.TestStep{
					Config:            h.config(landingWith(way.before + force)),
					ConfigPlanChecks:  preApply(plancheck.ExpectResourceAction(landing, plancheck.ResourceActionUpdate)),
					ConfigStateChecks: checksOf(inState("force_destroy", knownvalue.Bool(true))),
				},
				resource.TestStep{PreConfig: func() { h.expectWrites(t, created) }, Config: lose(force)},
				resource.TestStep{PreConfig: func() { h.expectWrites(t, append([]string{created}, way.writes...)...) }, Config: h.config(withoutIt)},
			)
		})
	}
}

// The look while planning does not spare the one right before the request.
func TestFileThatArrivesBetweenPlanAndApplyIsKept(t *testing.T) {
	t.Parallel()
	for _, way := range waysToLoseFiles {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			lose := resource.TestStep{Config: h.config(withoutIt)}
			if way.after != "" {
				lose.Config = h.config(landingWith(way.after))
			}
			kept, allowed := lose, lose
			if way.after != "" {
				allowed.Config = h.config(landingWith(force + way.after))
			}
			kept.ConfigPlanChecks = preApply(h.arrives("late.csv"))
			kept.ExpectError = says(atApply, way.applied, "1 file of 5 bytes", "force_destroy is false in Terraform's state", "Nothing was changed")
			h.run(t,
				resource.TestStep{Config: h.config(landingWith(way.before))},
				kept,
				resource.TestStep{
					PreConfig: func() {
						if writes := h.writes(); len(writes) != 1 {
							t.Errorf("writes %q", writes)
						}
						if _, err := h.File("ANALYTICS", "RAW", "LANDING", "late.csv"); err != nil {
							t.Error(err)
						}
					},
					Config: h.config(landingWith(way.before + force)),
				},
				allowed,
			)
		})
	}
}

// A stage without files needs no leave, and is looked at right before each request that would lose some.
func TestLastLookBeforeARequestIsForFiles(t *testing.T) {
	t.Parallel()
	h := newHarness(t, emulator.WithAsync(0, 0))
	h.run(t,
		resource.TestStep{Config: h.config(landingWith(``))},
		resource.TestStep{Config: h.config(landingWith(unalterable))},
		resource.TestStep{Config: h.config(landingWith(orReplace))},
		resource.TestStep{Config: h.config(withoutIt)},
	)
	const stage = "/api/v2/databases/ANALYTICS/schemas/RAW/stages/LANDING"
	requests, guarded := h.requests(), 0
	for i, r := range requests {
		if r.Method != http.MethodDelete && (!isCreate(r) || r.Query != "createMode=orReplace") {
			continue
		}
		guarded++
		if before := requests[i-2 : i]; before[0].Path != stage || before[1].Path != stage+"/files" {
			t.Errorf("before %s %s: %s, %s", r.Method, r.Query, before[0].Path, before[1].Path)
		}
	}
	if guarded != 3 {
		t.Errorf("%d requests were looked at, want 3", guarded)
	}
}

func TestRefusedListingNamesTheGrantAndLosesNothing(t *testing.T) {
	t.Parallel()
	forbidden := emulator.Fault{Status: 403, Body: `{"code":"003001","message":"Insufficient privileges to operate on stage"}`}
	// The files are not to be seen; the stage is, so it is not gone.
	hidden := emulator.Fault{Status: 404, Body: `{"code":"002003","message":"Stage 'LANDING' does not exist or not authorized."}`}
	for i, fault := range []emulator.Fault{forbidden, forbidden, forbidden, hidden} {
		way := waysToLoseFiles[i%3]
		t.Run(fmt.Sprintf("%d, %s", fault.Status, way.name), func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			fault.Method, fault.Path = http.MethodGet, `/stages/LANDING/files$`
			var allow func()
			refuse := func() { allow = h.Inject(fault) }
			lose := resource.TestStep{Config: h.config(withoutIt)}
			if way.after != "" {
				lose.Config = h.config(landingWith(way.after))
			}
			answer := []string{"Snowflake answered", "operation listFiles", "needs USAGE on the database and on the schema, and READ on the internal stage", "Nothing was changed"}
			planned, applied := lose, lose
			planned.PreConfig, planned.ExpectError = refuse, says(append([]string{atPlan, way.planned}, answer...)...)
			applied.PreConfig, applied.ConfigPlanChecks = func() { allow() }, preApply(during(func() error { refuse(); return nil }))
			applied.ExpectError = says(append([]string{atApply, way.applied}, answer...)...)
			h.run(t,
				resource.TestStep{Config: h.config(landingWith(way.before))},
				planned,
				applied,
				resource.TestStep{
					PreConfig: func() {
						allow()
						if writes := h.writes(); len(writes) != 1 {
							t.Errorf("writes %q", writes)
						}
					},
					Config: h.config(landingWith(way.before)), ConfigPlanChecks: preApply(plancheck.ExpectResourceAction(landing, plancheck.ResourceActionNoop)),
				},
			)
		})
	}
}

func TestChangingForceDestroySendsNothing(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.run(t,
		resource.TestStep{Config: h.config(landingWith(``)), ConfigStateChecks: checksOf(inState("force_destroy", knownvalue.Bool(false)))},
		resource.TestStep{
			PreConfig: func() { h.putFile(t, "a.csv") },
			Config:    h.config(landingWith(force)), ConfigPlanChecks: preApply(plancheck.ExpectResourceAction(landing, plancheck.ResourceActionUpdate)),
		},
		resource.TestStep{Config: h.config(landingWith(``)), ConfigPlanChecks: preApply(plancheck.ExpectResourceAction(landing, plancheck.ResourceActionUpdate))},
		resource.TestStep{Config: h.config(landingWith(force))},
	)
	h.expectWrites(t, "POST createMode=errorIfExists", "DELETE ifExists=true")
	if n := h.listings(); n != 0 {
		t.Errorf("the files were listed %d times", n)
	}
}

func TestImportedStageIsProtected(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.createSSEBeside(t, "ANALYTICS.RAW.LANDING")
	h.putFile(t, "a.csv")
	const importing = "import {\n to = snowstage_stage.landing\n id = \"ANALYTICS.RAW.LANDING\"\n}\n"
	h.run(t,
		resource.TestStep{Config: h.config(importing, landingWith(``)), ConfigStateChecks: checksOf(inState("force_destroy", knownvalue.Bool(false)))},
		resource.TestStep{Config: h.config(withoutIt), ExpectError: says(atPlan, "Unable to drop stage", "1 file of 5 bytes")},
		resource.TestStep{Config: h.config(landingWith(force))},
	)
	h.expectWrites(t, "DELETE ifExists=true")
}
