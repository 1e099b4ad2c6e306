package provider

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

func TestIfExistsDecidesWhatDroppingAGoneStageMeans(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		ifExists  bool
		meanwhile bool // it goes after Terraform has looked
		want      []string
		writes    []string // after the create
	}{
		{ifExists: true},
		{ifExists: true, meanwhile: true, writes: []string{"DELETE ifExists=true"}},
		{want: []string{"Unable to drop stage", "does not exist or not authorized", "OWNERSHIP of the stage"}},
		{meanwhile: true, want: []string{"Unable to drop stage", "does not exist or not authorized", "OWNERSHIP of the stage"}, writes: []string{"DELETE"}},
	} {
		t.Run(fmt.Sprintf("%t, meanwhile %t", test.ifExists, test.meanwhile), func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			drop := func() error {
				return h.person.Stages.Delete(t.Context(), qualified(t, "ANALYTICS.RAW.LANDING"), false, nil)
			}
			if test.meanwhile {
				drop = func() error {
					h.Inject(emulator.Fault{Method: http.MethodDelete, Times: 1, Status: 404, AfterWork: true,
						Header: map[string]string{"Content-Type": "application/json"},
						Body:   `{"code":"002003","message":"stage 'landing' does not exist or not authorized."}`})
					return nil
				}
			}
			dropped := resource.TestStep{
				// Without the resource its destroy is planned; the stage disappears before it is carried out.
				Config:           h.config(`resource "terraform_data" "nothing" {}`),
				ConfigPlanChecks: preApply(during(drop)),
			}
			if test.want != nil {
				dropped.ExpectError = says(test.want...)
			}
			h.run(t, resource.TestStep{Config: h.config(landingWith(fmt.Sprintf("if_exists = %t", test.ifExists)))}, dropped,
				// The next refresh finds it gone in either case.
				resource.TestStep{Config: h.config(`resource "terraform_data" "nothing" {}`)})
			h.expectWrites(t, append([]string{"POST createMode=errorIfExists"}, test.writes...)...)
		})
	}
}

func TestAnotherStageOfTheNameIsNeitherDroppedNorReplaced(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		mode    client.CreateMode
		change  string
		problem string
	}{
		{"replacement", client.ErrorIfExists, unalterable, "Unable to drop stage"},
		{"replacement by one request", client.OrReplace, unalterable, "Unable to replace stage"},
		{"alteration", client.ErrorIfExists, `comment = "ours"`, "Unable to alter stage"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if test.name == "alteration" {
				needsSQL(t)
			}
			h := newHarness(t)
			was := ""
			replaceBeside := during(func() error {
				h.replaceBeside(t, "ANALYTICS.RAW.LANDING", client.Stage{Comment: new("theirs")})
				was = *h.fetchBeside(t, "ANALYTICS.RAW.LANDING").CreatedOn
				return nil
			})
			mode := fmt.Sprintf("create_mode = %q\n", test.mode)
			var takenOver []resource.TestStep
			if test.mode == client.OrReplace {
				takenOver = []resource.TestStep{
					// The refresh has followed their stage. It could be a new one of an interrupted replacement.
					{
						Config:      h.config(`resource "terraform_data" "nothing" {}`),
						ExpectError: says("Unable to drop stage", "it is not the stage that Terraform wrote", "Nothing was changed", "terraform state rm"),
					},
					{Config: h.config(landingWith(mode + "comment = \"theirs\"\n if_exists = false"))},
					{Config: h.config(landingWith(mode + `comment = "theirs"`))},
				}
			}
			h.run(t, append([]resource.TestStep{
				{Config: h.config(landingWith(mode))},
				{
					Config: h.config(landingWith(mode + test.change)), ConfigPlanChecks: preApply(replaceBeside),
					ExpectError: says(test.problem, "it is another stage than the one in Terraform's state", "Nothing was changed"),
				},
				{
					PreConfig: func() {
						if now := *h.fetchBeside(t, "ANALYTICS.RAW.LANDING").CreatedOn; now != was || was == "" {
							t.Errorf("their stage was created on %q, the one there now on %q", was, now)
						}
					},
					Config: h.config(landingWith(mode + `comment = "theirs"`)),
				},
			}, takenOver...)...)
			h.expectWrites(t, "POST createMode="+string(test.mode), "DELETE ifExists=true")
		})
	}
}

// Without a refresh the plan does not know of the other stage.
func TestAnotherStageIsKeptWithoutARefresh(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		mode    client.CreateMode
		change  string
		problem string
	}{
		{"replacement", client.ErrorIfExists, unalterable, "Unable to drop stage"},
		{"replacement by one request", client.OrReplace, unalterable, "Unable to replace stage"},
		{"alteration", client.ErrorIfExists, `comment = "ours"`, "Unable to alter stage"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if test.name == "alteration" {
				needsSQL(t)
			}
			h := newHarness(t)
			mode := fmt.Sprintf("create_mode = %q\n", test.mode)
			was := ""
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: providerFactories,
				AdditionalCLIOptions:     &resource.AdditionalCLIOptions{Plan: resource.PlanOptions{NoRefresh: true}},
				Steps: []resource.TestStep{
					{Config: h.config(landingWith(mode))},
					{
						PreConfig: func() {
							h.replaceBeside(t, "ANALYTICS.RAW.LANDING", client.Stage{Comment: new("theirs")})
							was = *h.fetchBeside(t, "ANALYTICS.RAW.LANDING").CreatedOn
						},
						Config:      h.config(landingWith(mode + test.change)),
						ExpectError: says("Error running apply", test.problem, "it is another stage than the one in Terraform's state", "Nothing was changed"),
					},
					{
						PreConfig: func() {
							if now := *h.fetchBeside(t, "ANALYTICS.RAW.LANDING").CreatedOn; now != was {
								t.Errorf("their stage was created on %q, the one there now on %q", was, now)
							}
							h.dropBeside(t, "ANALYTICS.RAW.LANDING")
						},
						Config: h.config(landingWith(mode)), // What is gone can be destroyed at the end.
					},
				},
			})
			h.expectWrites(t, "POST createMode="+string(test.mode))
		})
	}
}

// looksBeforeOrReplace: the apply plans the create once more, then comes the guard.
const looksBeforeOrReplace = 2

// The new stage takes the old one's place; dropping the old one afterwards must not hit it.
func TestCreateBeforeDestroyWithOrReplaceKeepsTheNewStage(t *testing.T) {
	t.Parallel()
	for name, faults := range map[string][]emulator.Fault{
		"read back":       nil,
		"could not be so": {{Method: http.MethodGet, Path: `/stages/LANDING$`, Skip: looksBeforeOrReplace, Times: 1, Status: 403, Body: `{"code":"003001","message":"not now"}`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			configuration := h.config(landingWith("create_mode = \"orReplace\"\n lifecycle {\n create_before_destroy = true\n }"))
			h.run(t,
				resource.TestStep{Config: configuration},
				resource.TestStep{
					Taint: []string{landing}, Config: configuration,
					ConfigPlanChecks: preApply(
						plancheck.ExpectResourceAction(landing, plancheck.ResourceActionCreateBeforeDestroy),
						during(func() error {
							for _, fault := range faults {
								h.Inject(fault)
							}
							return nil
						}),
					),
				},
				resource.TestStep{
					PreConfig: func() { h.fetchBeside(t, "ANALYTICS.RAW.LANDING") },
					Config:    configuration, ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan()),
				},
			)
			h.expectWrites(t, "POST createMode=orReplace", "POST createMode=orReplace", "DELETE ifExists=true")
		})
	}
}

// A drop that comes after the new stage of the same name was made, or while it is, must not hit that.
func TestAnotherAddressForTheSameNameKeepsTheStage(t *testing.T) {
	t.Parallel()
	for _, mode := range []client.CreateMode{client.OrReplace, client.IfNotExists} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			// Slow enough for the two to overlap if they could.
			h := newHarness(t, emulator.WithLatency(40*time.Millisecond))
			at := func(address string) string {
				var all []string
				for i := range 6 {
					all = append(all, fmt.Sprintf("resource \"snowstage_stage\" \"%s%d\" {\n database = \"ANALYTICS\"\n schema = \"RAW\"\n name = \"s%d\"\n create_mode = %q\n}", address, i, i, mode))
				}
				return h.config(all...)
			}
			h.run(t,
				resource.TestStep{Config: at("old")},
				resource.TestStep{Config: at("new")},
				resource.TestStep{
					PreConfig: func() {
						for i := range 6 {
							h.fetchBeside(t, fmt.Sprintf("ANALYTICS.RAW.S%d", i))
						}
					},
					Config: at("new"), ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan()),
				},
			)
		})
	}
}

func TestCreateBeforeDestroyWithIfNotExistsKeepsTheStage(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	configuration := h.config(landingWith("create_mode = \"ifNotExists\"\n lifecycle {\n create_before_destroy = true\n }"))
	h.run(t,
		resource.TestStep{Config: configuration},
		resource.TestStep{Taint: []string{landing}, Config: configuration},
		resource.TestStep{
			PreConfig: func() { h.fetchBeside(t, "ANALYTICS.RAW.LANDING") },
			Config:    configuration, ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan()),
		},
	)
	h.expectWrites(t, "POST createMode=ifNotExists", "POST createMode=ifNotExists", "DELETE ifExists=true")
}

func TestWhatTerraformProtectsIsNotDropped(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	protected := func(attributes string) string {
		return h.config(landingWith(attributes + "lifecycle {\n prevent_destroy = true\n }"))
	}
	h.run(t,
		resource.TestStep{Config: protected("")},
		resource.TestStep{Config: protected(unalterable), ExpectError: says("cannot be destroyed")},
		resource.TestStep{Config: h.config("removed {\n from = snowstage_stage.landing\n lifecycle {\n destroy = false\n }\n}\n")},
	)
	h.expectWrites(t, "POST createMode=errorIfExists")
	h.fetchBeside(t, "ANALYTICS.RAW.LANDING")
}
