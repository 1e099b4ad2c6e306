package provider

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

func TestOrReplaceOnATakenNameKeepsItsFiles(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	refusal := []string{"Unable to create stage", "the name is taken by an internal stage that holds 2 files of 10 bytes", "force_destroy is false.", "Nothing was changed", "set force_destroy = true"}
	h.run(t,
		resource.TestStep{
			PreConfig: func() {
				h.createSSEBeside(t, "ANALYTICS.RAW.LANDING")
				h.putFile(t, "a.csv")
				h.putFile(t, "b.csv")
			},
			Config: h.config(landingWith(orReplace)), ExpectError: says(append([]string{atPlan}, refusal...)...),
		},
		resource.TestStep{
			PreConfig: func() { h.expectWrites(t) },
			Config:    h.config(landingWith(orReplace + force)),
		},
	)
	h.expectWrites(t, "POST createMode=orReplace", "DELETE ifExists=true")
}

// What is known only after apply cannot be looked at while planning.
func TestOrReplaceOnANameThatIsTakenByThenKeepsItsFiles(t *testing.T) {
	t.Parallel()
	const later = `resource "terraform_data" "later" { input = "landing" }` + "\n"
	for what, configuration := range map[string]string{
		"known": landingWith(orReplace),
		"later": later + `resource "snowstage_stage" "landing" {
  database    = "ANALYTICS"
  schema      = "RAW"
  name        = terraform_data.later.output
  create_mode = "orReplace"
}`,
		"later allowed": later + landingWith(orReplace+`force_destroy = terraform_data.later.output == "never"`),
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			h.run(t, resource.TestStep{
				Config: h.config(configuration),
				ConfigPlanChecks: preApply(
					plancheck.ExpectResourceAction(landing, plancheck.ResourceActionCreate),
					during(func() error { h.createSSEBeside(t, "ANALYTICS.RAW.LANDING"); return nil }),
					h.arrives("late.csv"),
				),
				ExpectError: says(atApply, "Unable to create stage", "the name is taken by an internal stage that holds 1 file of 5 bytes"),
			})
			h.expectWrites(t)
		})
	}
}

func TestOrReplaceOnATakenNameWhoseFilesAreHidden(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.createSSEBeside(t, "ANALYTICS.RAW.LANDING")
	h.Inject(emulator.Fault{Method: http.MethodGet, Path: `/files$`, Status: 403, Body: `{"code":"003001","message":"Insufficient privileges"}`})
	h.run(t, resource.TestStep{
		Config:      h.config(landingWith(orReplace)),
		ExpectError: says(atPlan, "Unable to create stage", "Insufficient privileges", "READ on the internal stage", "Nothing was changed"),
	})
	h.expectWrites(t)
}

// Only what may be replaced is looked at: other plans of new stages, and one without changes, ask for nothing more than before.
func TestGuardCostsNothingWhereNothingIsLost(t *testing.T) {
	t.Parallel()
	h := newHarness(t, emulator.WithAsync(0, 0)).fetching()
	configuration := h.config(stages(``, `create_mode = "ifNotExists"`, orReplace+force, `url = "s3://a/"`))
	requests := func(want int) during {
		return func() error {
			if got := len(h.requests()); got != want {
				return fmt.Errorf("%d requests, want %d", got, want)
			}
			h.ResetJournal()
			return nil
		}
	}
	h.run(t,
		resource.TestStep{Config: configuration, ConfigPlanChecks: preApply(requests(1))}, // whether orReplace finds the name taken
		resource.TestStep{PreConfig: h.ResetJournal, Config: configuration, ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan(), requests(4))},
	)
}

// Terraform plans a create for a tainted resource, and does not say that it will drop the stage first.
func TestTaintedStageKeepsItsFiles(t *testing.T) {
	t.Parallel()
	for _, mode := range []client.CreateMode{client.ErrorIfExists, client.OrReplace, client.IfNotExists} {
		for _, lifecycle := range []string{"", "lifecycle {\n create_before_destroy = true\n }"} {
			t.Run(fmt.Sprintf("%s %t", mode, lifecycle != ""), func(t *testing.T) {
				t.Parallel()
				h := newHarness(t)
				configuration := func(more string) string {
					return h.config(landingWith(fmt.Sprintf("create_mode = %q\n", mode) + more + sse + lifecycle))
				}
				h.run(t,
					resource.TestStep{Config: configuration("")},
					resource.TestStep{
						PreConfig: func() { h.putFile(t, "a.csv") },
						Taint:     []string{landing}, Config: configuration(""),
						ExpectError: says(atPlan, "Unable to replace stage", "1 file of 5 bytes", "force_destroy is false in Terraform's state", "after terraform untaint"),
					},
					// Only what has been applied counts.
					resource.TestStep{Config: configuration(force), ExpectError: says(atPlan, "Unable to replace stage", "1 file of 5 bytes")},
					resource.TestStep{
						PreConfig: func() {
							h.expectWrites(t, "POST createMode="+string(mode))
							h.dropBeside(t, "ANALYTICS.RAW.LANDING")
						},
						Config: configuration(""),
					},
				)
			})
		}
	}
}

func TestTaintedStageThatMayLoseItsFilesIsMadeAnew(t *testing.T) {
	t.Parallel()
	post := func(mode client.CreateMode) string { return "POST createMode=" + string(mode) }
	const drop, first = "DELETE ifExists=true", "lifecycle {\n create_before_destroy = true\n }"
	for _, test := range []struct {
		mode      client.CreateMode
		lifecycle string
		writes    []string // after the create
	}{
		{client.ErrorIfExists, "", []string{drop, post(client.ErrorIfExists)}},
		{client.OrReplace, "", []string{drop, post(client.OrReplace)}},
		{client.OrReplace, first, []string{post(client.OrReplace)}},
		{client.IfNotExists, "", []string{drop, post(client.IfNotExists)}},
	} {
		t.Run(fmt.Sprintf("%s %t", test.mode, test.lifecycle != ""), func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			configuration := h.config(landingWith(fmt.Sprintf("create_mode = %q\n", test.mode) + force + test.lifecycle))
			h.run(t,
				resource.TestStep{Config: configuration},
				resource.TestStep{PreConfig: func() { h.putFile(t, "a.csv") }, Taint: []string{landing}, Config: configuration},
				resource.TestStep{
					PreConfig: func() { h.expectWrites(t, append([]string{post(test.mode)}, test.writes...)...) },
					Config:    configuration, ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan()),
				},
			)
		})
	}
}

// With create_before_destroy the new stage takes the name of the old one, whose files the plan could not have seen.
func TestFileThatArrivesBeforeATaintedStageIsMadeAnewIsKept(t *testing.T) {
	t.Parallel()
	for _, lifecycle := range []string{"", "lifecycle {\n create_before_destroy = true\n }"} {
		t.Run(fmt.Sprintf("%t", lifecycle != ""), func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			configuration := h.config(landingWith(orReplace + sse + lifecycle))
			h.run(t,
				resource.TestStep{Config: configuration},
				resource.TestStep{
					Taint: []string{landing}, Config: configuration, ConfigPlanChecks: preApply(h.arrives("late.csv")),
					ExpectError: says(atApply, "1 file of 5 bytes", "Nothing was changed"),
				},
				resource.TestStep{
					PreConfig: func() {
						h.expectWrites(t, "POST createMode=orReplace")
						if _, err := h.File("ANALYTICS", "RAW", "LANDING", "late.csv"); err != nil {
							t.Error(err)
						}
						h.dropBeside(t, "ANALYTICS.RAW.LANDING")
					},
					Config: configuration,
				},
			)
		})
	}
}
