package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// oddNames are stages as users spell them, and another spelling of each.
var oddNames = []struct{ spelling, again string }{
	{`landing`, `"LANDING"`},
	{`"landing"`, `"landing"`},
	{`_x$1`, `"_X$1"`},
	{`"with space"`, `"with space"`},
	{`"dots.and.more"`, `"dots.and.more"`},
	{`"say ""hi"""`, `"say ""hi"""`},
	{`"a/b"`, `"a/b"`},
	{`"Größe 雪 🏔"`, `"Größe 雪 🏔"`},
	{`"100% #1? a+b&c=d;e:f"`, `"100% #1? a+b&c=d;e:f"`},
	{`"back\slash %2F"`, `"back\slash %2F"`},
	{`".."`, `".."`},
	{`"${x} %{y}"`, `"${x} %{y}"`},
}

func oddStages(spelling func(i int) string) string {
	var text strings.Builder
	for i := range oddNames {
		fmt.Fprintf(&text, "resource \"snowstage_stage\" \"s%d\" {\n  database = %s\n  schema = %s\n  name = %s\n  comment = \"c\"\n}\n",
			i, hclString(`"My ""Data"""`), hclString(`"My Schema"`), hclString(spelling(i)))
	}
	return text.String()
}

func TestNamesThatNeedQuotes(t *testing.T) {
	t.Parallel()
	for name, options := range map[string][]emulator.Option{
		"quoted in replies": nil,
		"bare in replies":   {emulator.WithBareNames()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, options...)
			configuration := h.config(oddStages(func(i int) string { return oddNames[i].spelling }))
			var checks []statecheck.StateCheck
			var imports []resource.TestStep
			for i, name := range oddNames {
				full := qualified(t, `"My ""Data"""."My Schema".`+name.spelling)
				checks = append(checks,
					statecheck.ExpectKnownValue(address(i), tfjsonpath.New("name"), knownvalue.StringExact(name.spelling)),
					statecheck.ExpectKnownValue(address(i), tfjsonpath.New("id"), knownvalue.StringExact(full.String())),
				)
				imports = append(imports, resource.TestStep{
					Config: configuration, ResourceName: address(i), ImportState: true, ImportStateId: full.String(),
					ImportStateVerify: true, ImportStateVerifyIgnore: []string{"name"},
				})
			}
			steps := []resource.TestStep{
				{Config: configuration, ConfigStateChecks: checks},
				{
					Config:            h.config(oddStages(func(i int) string { return oddNames[i].again })),
					ConfigPlanChecks:  preApply(plancheck.ExpectEmptyPlan()),
					ConfigStateChecks: checks, // The state keeps what was written first.
				},
			}
			if options != nil {
				imports = imports[:1] // An import reads as a refresh does; once through all names is enough.
			}
			h.run(t, append(steps, imports...)...)
			for _, name := range oddNames {
				exact := qualified(t, "D.S."+name.spelling).Name.Exact()
				if got := fmt.Sprint(h.writesByStage(t)[exact]); got != "[POST createMode=errorIfExists DELETE ifExists=true]" {
					t.Errorf("%s: %s", exact, got)
				}
			}
		})
	}
}

func TestImportOfAnInvalidName(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.run(t, resource.TestStep{
		Config: h.config(landingWith(``)), ResourceName: landing, ImportState: true, ImportStateId: "RAW.LANDING",
		ExpectError: says("Invalid import id", "RAW.LANDING", "DB.SCHEMA.STAGE", "DB/SCHEMA/STAGE"),
	})
	h.expectWrites(t)
}
