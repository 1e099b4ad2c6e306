package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
	"github.com/snowstage/terraform-provider-snowstage/internal/stagepath"
)

// stageFileIdentity has the one spelling of each name that SQL shows for it, as the identity of a stage has.
type stageFileIdentity struct {
	Database string `tfsdk:"database"`
	Schema   string `tfsdk:"schema"`
	Stage    string `tfsdk:"stage"`
	Path     string `tfsdk:"path"`
}

func (r *stageFileResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	required := func(description string) identityschema.Attribute {
		return identityschema.StringAttribute{RequiredForImport: true, Description: description}
	}
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"database": required(databaseDescription),
		"schema":   required(schemaDescription),
		"stage":    required(stageDescription),
		"path":     required(filePathDescription),
	}}
}

func identifyFile(ctx context.Context, identity *tfsdk.ResourceIdentity, file stagedFile) diag.Diagnostics {
	return identity.Set(ctx, stageFileIdentity{file.stage.Database.String(), file.stage.Schema.String(), file.stage.Name.String(), file.path})
}

func (r *stageFileResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	resp.Diagnostics.Append(r.ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	file, diags := importedFile(ctx, req)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(identifyFile(ctx, resp.Identity, file)...)
	for attribute, value := range map[string]any{
		"database":        file.stage.Database.String(),
		"schema":          file.stage.Schema.String(),
		"stage":           file.stage.Name.String(),
		"path":            file.path,
		"overwrite":       false,
		"keep_on_destroy": false,
	} {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(attribute), value)...)
	}
}

// importedFile is the file that an import asks for, by a string or by an identity.
func importedFile(ctx context.Context, req resource.ImportStateRequest) (stagedFile, diag.Diagnostics) {
	if req.Identity.Raw.IsFullyNull() {
		file, err := parseStageFileID(req.ID)
		if err != nil {
			return file, diag.Diagnostics{diag.NewErrorDiagnostic("Invalid import id", invalidFileIDDetail(err))}
		}
		return file, nil
	}
	var given stageFileIdentity
	diags := req.Identity.Get(ctx, &given)
	file := stagedFile{path: given.Path}
	for _, part := range []struct {
		attribute, spelling string
		name                *identifier.Name
	}{{"database", given.Database, &file.stage.Database}, {"schema", given.Schema, &file.stage.Schema}, {"stage", given.Stage, &file.stage.Name}} {
		parsed, err := identifier.Parse(part.spelling)
		if err != nil {
			diags.AddAttributeError(path.Root(part.attribute), "Invalid import identity", "The identity's "+part.attribute+" is wrong: "+brokenRule(part.spelling, err))
		}
		*part.name = parsed
	}
	if err := stagepath.Check(file.path); err != nil {
		diags.AddAttributeError(path.Root("path"), "Invalid import identity", fmt.Sprintf("The identity's path is wrong: %q is not the path of a file on a stage: %s.", file.path, err))
	}
	return file, diags
}

// nothingToImport says more than Terraform, which only knows that the import found nothing.
func (r *stageFileResource) nothingToImport(ctx context.Context, file stagedFile, err error) diag.Diagnostic {
	const spelling = "In the path case counts, and nothing in it is percent-encoded. A name that Snowflake keeps with lower-case letters needs its quotes: " +
		`ANALYTICS.RAW."landing"/in/orders.csv.`
	if errors.Is(err, client.ErrNoFile) {
		return diag.NewErrorDiagnostic(importingFile.summary, importingFile.detail(file.words(), "What happened: the stage has no such file.",
			"check the path: the data source snowstage_stage_files lists what the stage holds. "+spelling))
	}
	told := r.failure(ctx, importingFile, file.words(), err)
	return diag.NewErrorDiagnostic(told.Summary(), told.Detail()+"\n\n"+spelling)
}
