package provider

import (
	"context"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// stageFileCodec is for the elements of files.
var stageFileCodec = sync.OnceValue(func() codec[stageFileModel] {
	attributes := map[string]attr.Type{}
	for name, attribute := range stageFileAttributes() {
		attributes[name] = attribute.GetType()
	}
	return newCodec[stageFileModel](context.Background(), types.ObjectType{AttrTypes: attributes})
})

// putStageFiles sets the attribute files of a state. For a hundred thousand of them the framework's Set would take several seconds and most of
// the memory.
func putStageFiles(ctx context.Context, state *tftypes.Value, files []stageFileModel) diag.Diagnostics {
	codec := stageFileCodec()
	rows := make([]tftypes.Value, len(files))
	for i, file := range files {
		row, ok := codec.encode(ctx, file)
		if !ok {
			return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("files"), "Unable to write state", "the file "+file.Name.String()+" does not fit the schema: report this as a bug of the provider")}
		}
		rows[i] = row
	}
	var attributes map[string]tftypes.Value
	if err := state.As(&attributes); err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Unable to write state", err.Error())}
	}
	attributes["files"] = tftypes.NewValue(tftypes.List{ElementType: codec.object}, rows)
	*state = tftypes.NewValue(state.Type(), attributes)
	return nil
}
