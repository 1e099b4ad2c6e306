package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// importedName is the stage that an import asks for, by a string or by an identity.
func importedName(ctx context.Context, req resource.ImportStateRequest) (identifier.Qualified, diag.Diagnostics) {
	if req.Identity.Raw.IsFullyNull() {
		name, err := parseStageID(req.ID)
		if err != nil {
			return name, diag.Diagnostics{diag.NewErrorDiagnostic("Invalid import id", invalidIDDetail(err))}
		}
		return name, nil
	}
	var given stageIdentity
	var name identifier.Qualified
	diags := req.Identity.Get(ctx, &given)
	for _, part := range []struct {
		attribute, spelling string
		name                *identifier.Name
	}{{"database", given.Database, &name.Database}, {"schema", given.Schema, &name.Schema}, {"name", given.Name, &name.Name}} {
		parsed, err := identifier.Parse(part.spelling)
		if err != nil {
			// The CLI does not show which attribute of an import block an error is on.
			diags.AddAttributeError(path.Root(part.attribute), "Invalid import identity", "The identity's "+part.attribute+" is wrong: "+brokenRule(part.spelling, err))
		}
		*part.name = parsed
	}
	return name, diags
}

// unreadImport is what the state of an imported stage, and the description of a listed one, hold before the stage is read.
func unreadImport(ctx context.Context, into interface {
	SetAttribute(ctx context.Context, at path.Path, value any) diag.Diagnostics
}, name identifier.Qualified) diag.Diagnostics {
	var diags diag.Diagnostics
	for attribute, value := range map[string]any{
		"database":      name.Database.String(),
		"schema":        name.Schema.String(),
		"name":          name.Name.String(),
		"create_mode":   string(client.ErrorIfExists),
		"if_exists":     true,
		"force_destroy": false,
	} {
		diags.Append(into.SetAttribute(ctx, path.Root(attribute), value)...)
	}
	return diags
}

// nothingToImport says more than Terraform, which only knows that the import found nothing.
func (r *stageResource) nothingToImport(ctx context.Context, name identifier.Qualified, notFound error) diag.Diagnostic {
	told := r.failure(ctx, importingStage, stageWords(name), notFound)
	return diag.NewErrorDiagnostic(told.Summary(), told.Detail()+"\n\nA name that is not all upper case needs its quotes, in an id as in an identity: "+
		`ANALYTICS.RAW."landing", or name = "\"landing\"".`)
}
