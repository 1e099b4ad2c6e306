package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// configured is what the provider's configuration gives to everything that sends requests.
// Its client is nil while Terraform only validates, and while the configuration has unknown values.
type configured struct {
	client *client.Client
	role   string // as given; empty for the user's default role

	// What follows is shared by all that the one configuration made.
	claims      *claims[identifier.Qualified]
	fileClaims  *claims[stagedFile]
	labels      *labels
	seen        *seenStages
	sql         *sqlAPI
	encryptions *encryptions
	fileOwners  *fileOwners
}

type (
	configuredResource   struct{ configured }
	configuredDataSource struct{ configured }
	configuredEphemeral  struct{ configured }
	configuredList       struct{ configured }
	configuredAction     struct{ configured }
)

func (c *configuredResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	resp.Diagnostics.Append(c.take(req.ProviderData)...)
}

func (c *configuredDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	resp.Diagnostics.Append(c.take(req.ProviderData)...)
}

func (c *configuredEphemeral) Configure(_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse) {
	resp.Diagnostics.Append(c.take(req.ProviderData)...)
}

func (c *configuredList) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	resp.Diagnostics.Append(c.take(req.ProviderData)...)
}

func (c *configuredAction) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	resp.Diagnostics.Append(c.take(req.ProviderData)...)
}

func (c *configured) take(providerData any) diag.Diagnostics {
	switch data := providerData.(type) {
	case nil:
	case *configured:
		*c = *data
	default:
		return diag.Diagnostics{diag.NewErrorDiagnostic("Unexpected provider data",
			fmt.Sprintf("The provider handed over a %T. This is a bug of the provider: please report it.", data))}
	}
	return nil
}

const whyNotReady = "the provider's configuration depends on values that are known only after apply"

// ready complains if there is no client.
func (c *configured) ready() diag.Diagnostics {
	if c.client != nil {
		return nil
	}
	return diag.Diagnostics{diag.NewErrorDiagnostic("Provider not configured yet",
		"Nothing can be asked of Snowflake, because "+whyNotReady+".\n\n"+
			"What to do: apply the resources that give these values first, for example with -target.")}
}
