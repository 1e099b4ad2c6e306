package provider

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

func inState(attribute string, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(landing, tfjsonpath.New(attribute), value)
}

func checksOf(checks ...statecheck.StateCheck) []statecheck.StateCheck { return checks }

func preApply(checks ...plancheck.PlanCheck) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: checks}
}

// during does something between plan and apply.
type during func() error

func (d during) CheckPlan(_ context.Context, _ plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse) {
	resp.Error = d()
}

// replacedFor expects that a resource is replaced on account of one attribute, or of several with a space between them, and of no other.
type replacedFor struct{ address, attribute string }

func (c replacedFor) CheckPlan(_ context.Context, req plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse) {
	for _, change := range req.Plan.ResourceChanges {
		if change.Address != c.address {
			continue
		}
		var got []string
		for _, steps := range change.Change.ReplacePaths {
			got = append(got, strings.NewReplacer("[", "", "]", "", " ", ".").Replace(fmt.Sprint(steps)))
		}
		slices.Sort(got)
		if want := slices.Sorted(slices.Values(strings.Fields(c.attribute))); !change.Change.Actions.Replace() || !slices.Equal(got, want) {
			resp.Error = fmt.Errorf("%s: actions %v because of %q, want a replacement because of %s", c.address, change.Change.Actions, got, c.attribute)
		}
		return
	}
	resp.Error = fmt.Errorf("%s is not in the plan", c.address)
}

// says matches a text of Terraform, which breaks lines as it likes, that holds the parts in this order.
func says(parts ...string) *regexp.Regexp {
	quoted := make([]string, len(parts))
	for i, part := range parts {
		quoted[i] = strings.ReplaceAll(regexp.QuoteMeta(part), " ", `\s+`)
	}
	return regexp.MustCompile("(?s)" + strings.Join(quoted, ".*"))
}
