package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
)

var spelling = []planmodifier.String{keepSpelling{}}

// keepSpelling plans the spelling of the state where the configuration spells the same name in another way. The framework
// compares by meaning when it reads and applies, but not when it plans.
type keepSpelling struct{}

func (keepSpelling) Description(context.Context) string {
	return "Another spelling of the same name is no change."
}

func (m keepSpelling) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (keepSpelling) PlanModifyString(_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	if sameName(nameValue{req.PlanValue}, nameValue{req.StateValue}) {
		resp.PlanValue = req.StateValue
	}
}
