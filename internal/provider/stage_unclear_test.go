package provider

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// lostCreate is a create whose answer does not come back, whatever it was.
var lostCreate = emulator.Fault{Method: http.MethodPost, Path: `/stages$`, Times: 1, AfterWork: true, Status: 504, HTML: true}

func TestCreateWhoseAnswerIsLostIsFoundAgain(t *testing.T) {
	t.Parallel()
	for _, mode := range []client.CreateMode{client.ErrorIfExists, client.OrReplace, client.IfNotExists} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			h.Inject(lostCreate)
			configuration := h.config(landingWith(fmt.Sprintf("create_mode = %q\n comment = \"c\"", mode)))
			h.run(t,
				resource.TestStep{Config: configuration, ConfigStateChecks: checksOf(inState("created_on", knownvalue.NotNull()))},
				resource.TestStep{Config: configuration, ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan())},
			)
			h.expectWrites(t, "POST createMode="+string(mode), "DELETE ifExists=true")
		})
	}
}

// A stage that was there first is equal in all that can be read, and Terraform does not even see the conflict.
func TestCreateWhoseAnswerIsLostTakesNobodysStage(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		theirs client.Stage
		says   []string
	}{
		"equal":     {client.Stage{Comment: new("c")}, []string{"it was created on", "by Snowflake's clock"}},
		"different": {client.Stage{Comment: new("theirs")}, []string{`comment: wanted "c", found "theirs"`}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			was := ""
			steps := []resource.TestStep{{
				// Shortly before the first try, in the same second.
				ConfigPlanChecks: preApply(during(func() error {
					h.createBeside(t, "ANALYTICS.RAW.LANDING", test.theirs)
					was = *h.fetchBeside(t, "ANALYTICS.RAW.LANDING").CreatedOn
					h.Inject(lostCreate)
					return nil
				})),
				Config: h.config(landingWith(`comment = "c"`)),
				ExpectError: says(slices.Concat([]string{"Unable to create stage", "nothing proves that it is the one"}, test.says,
					[]string{"was left as it is", `import { to = snowstage_stage.landing id = "ANALYTICS.RAW.LANDING" }`})...),
			}}
			if name == "equal" {
				block := "import {\n to = snowstage_stage.landing\n id = \"ANALYTICS.RAW.LANDING\"\n}\n"
				steps = append(steps,
					resource.TestStep{Config: h.config(landingWith(`comment = "c"`), block)},
					resource.TestStep{Config: h.config(landingWith(`comment = "c"`)), ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan())},
				)
			}
			h.run(t, steps...)
			if name == "different" {
				h.expectWrites(t, "POST createMode=errorIfExists")
				if now := h.fetchBeside(t, "ANALYTICS.RAW.LANDING"); *now.CreatedOn != was || *now.Comment != "theirs" {
					t.Errorf("the stage was changed: %+v", now)
				}
				return
			}
			h.expectWrites(t, "POST createMode=errorIfExists", "DELETE ifExists=true")
		})
	}
}

func TestCreateThatNobodyCanTellGivesAnImportBlock(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.Inject(lostCreate)
	h.Inject(emulator.Fault{Method: http.MethodGet, Path: `/stages/LANDING$`, Times: 1, Status: 403, Body: `{"code":"003001","message":"not now"}`})
	h.run(t, resource.TestStep{
		Config:      h.config(landingWith(``)),
		ExpectError: says("Unable to create stage", "not now", "The stage may exist now", "import {", `id = "ANALYTICS.RAW.LANDING"`),
	})
	h.expectWrites(t, "POST createMode=errorIfExists")
	h.fetchBeside(t, "ANALYTICS.RAW.LANDING")
}

func TestImportBlocksOfOneRunHaveAddressesOfTheirOwn(t *testing.T) {
	t.Parallel()
	var labels labels
	for _, test := range []struct{ name, want string }{
		{`A.B.LANDING`, "landing"},
		{`A.B.LANDING`, "landing"},
		{`A.C.LANDING`, "landing_2"},
		{`A.B."landing"`, "landing_3"},
		{`A.B."Größe $1"`, "gr__e__1"},
		{`A.B."1st"`, "_1st"},
		{`A.B.LANDING_2`, "landing_2_2"},
	} {
		if got := labels.of(qualified(t, test.name)); got != test.want {
			t.Errorf("%s: %s, not %s", test.name, got, test.want)
		}
	}
}
