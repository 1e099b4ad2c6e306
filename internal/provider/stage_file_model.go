package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// stagedFileModel is the resource snowstage_stage_file in configuration, plan and state.
type stagedFileModel struct {
	Database nameValue    `tfsdk:"database"`
	Schema   nameValue    `tfsdk:"schema"`
	Stage    nameValue    `tfsdk:"stage"`
	Path     types.String `tfsdk:"path"`

	Source         types.String `tfsdk:"source"`
	SourceHash     types.String `tfsdk:"source_hash"`
	Content        types.String `tfsdk:"content"`
	ContentBase64  types.String `tfsdk:"content_base64"`
	ContentWO      types.String `tfsdk:"content_wo"` // in the configuration only
	ContentVersion types.Int64  `tfsdk:"content_wo_version"`

	Overwrite     types.Bool     `tfsdk:"overwrite"`
	KeepOnDestroy types.Bool     `tfsdk:"keep_on_destroy"`
	Timeouts      timeouts.Value `tfsdk:"timeouts"`

	ID         types.String `tfsdk:"id"`
	ContentMD5 types.String `tfsdk:"content_md5"`
	listing
}

// file reads the names and the path, which are known by the time a request is made.
func (m stagedFileModel) file() (stagedFile, diag.Diagnostics) {
	stage, diags := stageNamed(m.Database, m.Schema, path.Root("stage"), m.Stage)
	return stagedFile{stage, m.Path.ValueString()}, diags
}

func (m stagedFileModel) isNamed() bool {
	return !m.Database.IsUnknown() && !m.Schema.IsUnknown() && !m.Stage.IsUnknown() && !m.Path.IsUnknown()
}

// isAt reports whether both are one file. Names are compared as they are spelled: a plan has the spelling of the state.
func (m stagedFileModel) isAt(other stagedFileModel) bool {
	return m.Database.Equal(other.Database) && m.Schema.Equal(other.Schema) && m.Stage.Equal(other.Stage) && m.Path.Equal(other.Path)
}
