package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// stageIdentity is what tells one stage from all others. Each name has the one spelling that SQL shows for it, not the
// user's: a configuration may be respelled, and an identity changes only when the stage is renamed.
type stageIdentity struct {
	Database string `tfsdk:"database"`
	Schema   string `tfsdk:"schema"`
	Name     string `tfsdk:"name"`
}

var stageIdentityType = tftypes.Object{AttributeTypes: map[string]tftypes.Type{
	"database": tftypes.String, "schema": tftypes.String, "name": tftypes.String,
}}

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
func identify(identity *tfsdk.ResourceIdentity, name identifier.Qualified) {
	text := func(name identifier.Name) tftypes.Value { return tftypes.NewValue(tftypes.String, name.String()) }
	identity.Raw = tftypes.NewValue(stageIdentityType, map[string]tftypes.Value{
		"database": text(name.Database), "schema": text(name.Schema), "name": text(name.Name),
	})
}

// identifyAs gives a resource the identity that goes with a state.
func identifyAs(identity *tfsdk.ResourceIdentity, state stageModel) diag.Diagnostics {
	name, diags := state.qualifiedName()
	if !diags.HasError() {
		identify(identity, name)
	}
	return diags
}
