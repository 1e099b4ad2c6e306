package provider

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// fileWrite brings content to a stage. It returns no state if the file is not Terraform's afterwards.
type fileWrite func(ctx context.Context, file stagedFile, content fileContent, plan stagedFileModel) (*stagedFileModel, diag.Diagnostics)

// write carries out a planned upload while no other resource of the run writes to the same path.
func (r *stageFileResource) write(ctx context.Context, plan, config stagedFileModel, write fileWrite, state *tfsdk.State, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	file, diags := plan.file()
	content, more := config.contentAsPlanned(ctx, plan)
	diags.Append(more...)
	if diags.HasError() {
		return diags
	}
	claimed, more := r.fileClaims.take(ctx, file)
	diags.Append(more...)
	if claimed == nil {
		return diags
	}
	defer claimed.release()
	if claimed.written {
		return append(diags, fileTakenByOurselves(file))
	}
	written, more := write(ctx, file, content, plan)
	diags.Append(more...)
	if written == nil {
		return diags
	}
	claimed.written = true
	diags.Append(identifyFile(ctx, identity, file)...)
	return append(diags, state.Set(ctx, written)...)
}

// create takes over what is there already with the same content.
func (r *stageFileResource) create(ctx context.Context, file stagedFile, content fileContent, plan stagedFileModel) (*stagedFileModel, diag.Diagnostics) {
	found, err := r.client.Files.Find(ctx, file.stage, file.path)
	there := newListing(found)
	switch {
	case errors.Is(err, client.ErrNoFile):
		return r.upload(ctx, file, content, plan)
	case err != nil:
		return nil, diag.Diagnostics{r.uploadFailure(ctx, file, content, err)}
	case there.holds(content.Content):
		return plan.written(file, content, there), nil
	case !plan.Overwrite.ValueBool():
		return nil, diag.Diagnostics{fileIsThere(file, content, there)}
	}
	return r.upload(ctx, file, content, plan)
}

// upload looks at the file afterwards. That it could not be looked at is no reason to let Terraform replace it, with which nothing may be wrong.
func (r *stageFileResource) upload(ctx context.Context, file stagedFile, content fileContent, plan stagedFileModel) (*stagedFileModel, diag.Diagnostics) {
	if err := r.client.Files.Upload(ctx, file.stage, file.path, content.Content); err != nil {
		return nil, diag.Diagnostics{r.uploadFailure(ctx, file, content, err)}
	}
	found, err := r.client.Files.Find(ctx, file.stage, file.path)
	there := newListing(found)
	switch {
	case errors.Is(err, client.ErrNoFile):
		return nil, diag.Diagnostics{notAsUploaded(file, content, "the stage lists no such file")}
	case err != nil:
		told := r.failure(ctx, findingFile, file.words(), err)
		return plan.written(file, content, unlisted), diag.Diagnostics{diag.NewWarningDiagnostic("File was uploaded, but not listed", told.Detail()+"\n\n"+
			"The file is in the state as it was planned; the next plan reads the rest.")}
	case !there.Size.Equal(types.Int64Value(content.Size)):
		return nil, diag.Diagnostics{notAsUploaded(file, content, "the stage lists the file with "+there.hiding(content.secret).words())}
	case !isExternal(found) && there.deniesMD5(content.Content):
		return plan.written(file, content, there), diag.Diagnostics{anotherMD5(file, content, there)}
	}
	return plan.written(file, content, there), nil
}

var unlisted = listing{types.Int64Null(), types.StringNull(), timetypes.NewRFC3339Null()}

// written is the state of a file that holds the content.
func (m stagedFileModel) written(file stagedFile, content fileContent, found listing) *stagedFileModel {
	state := m
	state.ID = types.StringValue(file.String())
	state.ContentMD5 = md5Of(content.Content)
	state.listing = found
	state.Size = types.Int64Value(content.Size)
	if content.secret {
		state.ContentMD5, state.MD5 = types.StringNull(), types.StringNull()
	}
	return &state
}
