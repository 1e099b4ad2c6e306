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

// TestReplacementWhoseAnswerIsLostIsDoneOnce changes what a look can see, and what none can: then only the time tells the new stage from
// the old one.
func TestReplacementWhoseAnswerIsLostIsDoneOnce(t *testing.T) {
	t.Parallel()
	const keys = "url = \"s3://a/\"\n credentials = { aws_key_id_wo = \"id\", aws_secret_key_wo = \"secret\" }\n credentials_wo_version = "
	for name, change := range map[string]struct {
		before, after string
		sqlOff        bool
	}{
		"directory table": {"", unalterable, false},
		"encryption":      {"", sse, false},
		"secrets":         {keys + "1", keys + "2", true},
	} {
		for _, done := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, done %t", name, done), func(t *testing.T) {
				t.Parallel()
				h := newHarness(t, emulator.WithAsync(0, 0))
				if change.sqlOff {
					h.withoutSQL()
				}
				fault := lostCreate
				fault.AfterWork = done
				replacement := "POST createMode=orReplace"
				writes := []string{replacement, replacement}
				if !done {
					writes = append(writes, replacement)
				}
				old := ""
				after := h.config(landingWith(orReplace + change.after))
				h.run(t,
					resource.TestStep{Config: h.config(landingWith(orReplace + change.before))},
					resource.TestStep{
						PreConfig: func() {
							old = *h.fetchBeside(t, "ANALYTICS.RAW.LANDING").CreatedOn
							h.Inject(fault)
						},
						Config:           after,
						ConfigPlanChecks: preApply(plancheck.ExpectResourceAction(landing, plancheck.ResourceActionUpdate)),
						ConfigStateChecks: checksOf(inState("created_on", knownvalue.StringFunc(func(recorded string) error {
							if found := *h.fetchBeside(t, "ANALYTICS.RAW.LANDING").CreatedOn; recorded != found || found == old {
								return fmt.Errorf("the state knows a stage created on %s; there was one of %s, and now is one of %s", recorded, old, found)
							}
							return nil
						}))),
					},
					resource.TestStep{
						PreConfig: func() { h.expectWrites(t, writes...) },
						Config:    after, ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan()),
					},
				)
				h.expectWrites(t, append(writes, "DELETE ifExists=true")...)
			})
		}
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

// An update in doubt that was carried out has put another stage in place of the one that Terraform wrote last, and is not somebody else's.
func TestStageOfAnUpdateInDoubtCanBeDropped(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	isLost := false
	loseAnswerAndLook := func(r emulator.Request) *emulator.Fault {
		switch {
		case !isLost && r.Method == http.MethodPost && strings.HasSuffix(r.Path, "/stages"):
			isLost = true
			return &lostCreate
		case isLost && r.Method == http.MethodGet:
			return &emulator.Fault{Status: 403, Body: `{"code":"003001","message":"not now"}`}
		}
		return nil
	}
	remove := func() {}
	replaced := h.config(landingWith(orReplace + unalterable))
	h.run(t,
		resource.TestStep{Config: h.config(landingWith(orReplace))},
		resource.TestStep{
			PreConfig:   func() { remove = h.InjectChosen(loseAnswerAndLook) },
			Config:      replaced,
			ExpectError: says("Unable to replace stage", "not now"),
		},
		resource.TestStep{PreConfig: func() { remove() }, Config: replaced, ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan())},
		resource.TestStep{Config: h.config(withoutIt)},
	)
	h.expectWrites(t, "POST createMode=orReplace", "POST createMode=orReplace", "DELETE ifExists=true")
}

// What Snowflake keeps in a form of its own is a difference to be seen, and no reason to taint a stage and drop it.
func TestStageThatIsDescribedOtherwiseIsKept(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	alter := func(comment string) {
		if _, err := h.RunSQL(fmt.Sprintf("ALTER STAGE ANALYTICS.RAW.LANDING SET COMMENT = '%s'", comment)); err != nil {
			t.Error(err)
		}
	}
	remove := h.InjectChosen(func(r emulator.Request) *emulator.Fault {
		if r.Method == http.MethodGet && strings.HasSuffix(r.Path, "/stages/LANDING") {
			alter("as kept")
		}
		return nil
	})
	h.run(t,
		resource.TestStep{Config: h.config(landingWith(`comment = "as asked"`)), ExpectNonEmptyPlan: true},
		resource.TestStep{
			PreConfig: func() { remove(); alter("as asked") },
			Config:    h.config(landingWith(`comment = "as asked"`)), ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan()),
		},
	)
	h.expectWrites(t, "POST createMode=errorIfExists", "DELETE ifExists=true")
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

func TestImportBlockShowsWhatATerminalWouldNot(t *testing.T) {
	t.Parallel()
	const name = "a\x1b[31m\u202e\U000e0001$" + "{b}\"é"
	if got, want := hclString(name), `"a\u001b[31m\u202e\U000e0001$$`+`{b}\"é"`; got != want {
		t.Errorf("%s, not %s", got, want)
	}
}
