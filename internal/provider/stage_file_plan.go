package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func (r *stageFileResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var state, planned *stagedFileModel
	var config stagedFileModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &planned)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if isRemoved := planned == nil || state != nil && !planned.isAt(*state); isRemoved {
		resp.Diagnostics.Append(r.planRemoval(ctx, *state, planned != nil, resp.Private)...)
		return // Of a replacement Terraform asks for the plan of the new file next.
	}
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	content, diags := config.content(ctx)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	plan := planned.of(content, state, r.keep(*planned, state))
	if plan.isUpload() && plan.isNamed() {
		resp.Diagnostics.Append(r.planUpload(ctx, plan)...)
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
}

// keep notes that an object of the state stays, and reports whether its file may be gone by the time of the apply: the run puts a new stage in
// place of the one that has it, or removes another object of the state that has the same file.
func (r *stageFileResource) keep(plan stagedFileModel, state *stagedFileModel) (mayBeGone bool) {
	if state == nil || !plan.isNamed() {
		return false
	}
	file, diags := plan.file()
	return !diags.HasError() && (r.fileOwners.keep(file) || r.encryptions.plannedOf(file.stage).isNew)
}

// of is the plan for a file with this content, which may be in state. If the state has the content already, nothing is uploaded, whichever
// attribute gives it now, unless it may be gone.
func (m stagedFileModel) of(content fileContent, state *stagedFileModel, mayBeGone bool) stagedFileModel {
	plan := m
	plan.ID, plan.ContentMD5 = types.StringUnknown(), types.StringUnknown()
	plan.listing = listing{types.Int64Unknown(), types.StringUnknown(), timetypes.NewRFC3339Unknown()}
	if state != nil {
		plan.ID = state.ID
	}
	switch isSettled := state != nil && !mayBeGone && state.has(content, plan.ContentVersion); {
	case isSettled:
		plan.ContentMD5, plan.listing = state.ContentMD5, state.listing
	case content.isKnown:
		plan.ContentMD5, plan.Size = md5Of(content.Content), types.Int64Value(content.Size)
	}
	if content.secret {
		plan.ContentMD5, plan.MD5 = types.StringNull(), types.StringNull()
	}
	return plan
}

// has reports whether the file in state holds this content. Of write-only content that was uploaded before, only the version tells.
func (m stagedFileModel) has(content fileContent, version types.Int64) bool {
	if content.secret && version.Equal(m.ContentVersion) {
		return true
	}
	return content.isKnown && m.Size.Equal(types.Int64Value(content.Size)) && sameMD5(m.ContentMD5, md5Of(content.Content))
}

// isUpload reports whether a plan uploads something, or may do so: nobody knows when.
func (m stagedFileModel) isUpload() bool { return m.LastModified.IsUnknown() }

// planUpload refuses what is known to be of no use.
func (r *stageFileResource) planUpload(ctx context.Context, plan stagedFileModel) diag.Diagnostics {
	file, diags := plan.file()
	if !diags.HasError() && r.hasFullEncryption(ctx, file.stage) {
		diags.Append(fullEncryption(file))
	}
	return diags
}

// planRemoval says if the file will stay.
func (r *stageFileResource) planRemoval(ctx context.Context, state stagedFileModel, isReplaced bool, private privateWriter) diag.Diagnostics {
	file, diags := state.file()
	if diags.HasError() || state.KeepOnDestroy.ValueBool() {
		return diags
	}
	if refusal := r.sqlRefusal(ctx, file.stage); refusal != "" {
		return append(diags, fileStays(file, refusal))
	}
	switch isKept := r.fileOwners.plan(file); {
	case isKept && isReplaced:
		diags.Append(fileReplacedTwice(file))
	case isKept:
		diags.Append(markOwnedByAnother(ctx, private)...)
		diags.Append(fileOwnedTwice(file))
	}
	return diags
}

func fileStays(file stagedFile, refusal string) diag.Diagnostic {
	return diag.NewWarningDiagnostic("File stays on the stage", fmt.Sprintf(
		"%s stays where it is, because %s, and only SQL (REMOVE) can remove a file. Terraform forgets it, and sends nothing for it. "+
			"With keep_on_destroy = true, applied before, that is meant so and there is no warning.", capital(file.words()), refusal))
}
