package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// stageIdentity is what tells one stage from all others. Each name has the one spelling that SQL shows for it, not the
// user's: a configuration may be respelled, and an identity changes only when the stage is renamed.
type stageIdentity struct {
	Database string `tfsdk:"database"`
	Schema   string `tfsdk:"schema"`
	Name     string `tfsdk:"name"`
}

func identityOf(name identifier.Qualified) stageIdentity {
	return stageIdentity{name.Database.String(), name.Schema.String(), name.Name.String()}
}

func (r *stageResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	name := func(description string) identityschema.Attribute {
		return identityschema.StringAttribute{RequiredForImport: true, Description: description}
	}
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"database": name(databaseDescription),
		"schema":   name(schemaDescription),
		"name":     name(stageDescription),
	}}
}

// identify gives a resource its identity. The framework wants one of every read, even of one that takes the resource out of the state.
func identify(ctx context.Context, identity *tfsdk.ResourceIdentity, name identifier.Qualified) diag.Diagnostics {
	return identity.Set(ctx, identityOf(name))
}

// identifyAs gives a resource the identity that goes with a state.
func identifyAs(ctx context.Context, identity *tfsdk.ResourceIdentity, state stageModel) diag.Diagnostics {
	name, diags := state.qualifiedName()
	if !diags.HasError() {
		diags.Append(identify(ctx, identity, name)...)
	}
	return diags
}
