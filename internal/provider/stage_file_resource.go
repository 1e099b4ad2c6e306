package provider

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

var (
	_ resource.ResourceWithConfigure        = (*stageFileResource)(nil)
	_ resource.ResourceWithConfigValidators = (*stageFileResource)(nil)
	_ resource.ResourceWithValidateConfig   = (*stageFileResource)(nil)
	_ resource.ResourceWithImportState      = (*stageFileResource)(nil)
	_ resource.ResourceWithModifyPlan       = (*stageFileResource)(nil)
	_ resource.ResourceWithIdentity         = (*stageFileResource)(nil)
)

type stageFileResource struct{ configuredResource }

func newStageFileResource() resource.Resource { return &stageFileResource{} }

func (r *stageFileResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_stage_file"
}

func (r *stageFileResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = stageFileSchema(ctx)
}

func (r *stageFileResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config stagedFileModel
	resp.Diagnostics.Append(r.ready()...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	timeout, diags := plan.Timeouts.Create(ctx, writeTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := within(ctx, timeout, "timeouts.create")
	defer cancel()
	resp.Diagnostics.Append(r.write(ctx, plan, config, r.create, &resp.State, resp.Identity)...)
}

func (r *stageFileResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state stagedFileModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	timeout, diags := state.Timeouts.Read(ctx, readTimeout)
	resp.Diagnostics.Append(diags...)
	file, diags := state.file()
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(identifyFile(ctx, resp.Identity, file)...)
	if r.client == nil {
		resp.Diagnostics.AddWarning("File was not refreshed", capital(file.words())+" stays in the state as it was, because "+whyNotReady+
			". Changes made outside of Terraform show in the next plan after the apply.")
		return
	}
	ctx, cancel := within(ctx, timeout, "timeouts.read")
	defer cancel()

	found, err := r.client.Files.Find(ctx, file.stage, file.path)
	isImport := state.ID.IsNull()
	switch {
	case err == nil:
		resp.Diagnostics.Append(resp.State.Set(ctx, state.refreshed(file, newListing(found)))...)
	case isImport:
		resp.Diagnostics.Append(r.nothingToImport(ctx, file, err))
	case errors.Is(err, client.ErrNoFile):
		resp.State.RemoveResource(ctx)
	case errors.Is(err, client.ErrNotFound):
		resp.Diagnostics.Append(r.confirmGone(ctx, findingFile, file.stage, err)...)
		if !resp.Diagnostics.HasError() {
			resp.Diagnostics.Append(r.goneWarning("Stage of a file is gone", file.stage, "So its "+file.words()+" was taken out of the state, and the plan creates it."))
			resp.State.RemoveResource(ctx)
		}
	default:
		resp.Diagnostics.Append(r.failure(ctx, findingFile, file.words(), err))
	}
}

// Update uploads if the plan says so; everything else only goes into the state.
func (r *stageFileResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, config stagedFileModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	timeout, diags := plan.Timeouts.Update(ctx, writeTimeout)
	resp.Diagnostics.Append(diags...)
	file, diags := plan.file()
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !plan.isUpload() {
		resp.Diagnostics.Append(identifyFile(ctx, resp.Identity, file)...)
		resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
		return
	}
	resp.Diagnostics.Append(r.ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := within(ctx, timeout, "timeouts.update")
	defer cancel()
	resp.Diagnostics.Append(r.write(ctx, plan, config, r.upload, &resp.State, resp.Identity)...)
}

func (r *stageFileResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state stagedFileModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	timeout, diags := state.Timeouts.Delete(ctx, writeTimeout)
	resp.Diagnostics.Append(diags...)
	file, diags := state.file()
	resp.Diagnostics.Append(diags...)
	owned, diags := isOwnedByAnother(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() || state.KeepOnDestroy.ValueBool() || owned {
		return
	}
	resp.Diagnostics.Append(r.ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := within(ctx, timeout, "timeouts.delete")
	defer cancel()
	resp.Diagnostics.Append(r.drop(ctx, file, state)...)
}

// drop removes the file, unless it is not Terraform's to remove or nothing can be.
func (r *stageFileResource) drop(ctx context.Context, file stagedFile, state stagedFileModel) diag.Diagnostics {
	if refusal, _ := r.sql.answer(); refusal != "" {
		return diag.Diagnostics{fileStays(file, refusal)}
	}
	claimed, diags := r.fileClaims.take(ctx, file)
	if claimed == nil {
		return diags
	}
	defer claimed.release()
	if r.fileOwners.remove(file) {
		return diag.Diagnostics{fileOwnedTwice(file)}
	}
	if claimed.written {
		return diag.Diagnostics{diag.NewWarningDiagnostic("File was not removed", capital(file.words())+
			" was uploaded or taken over by another resource in this run, so it belongs to that one now.")}
	}
	return r.remove(ctx, file, state)
}
