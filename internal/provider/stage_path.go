package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// stagePath validates a path within a stage: that of a file, or that of a folder, which may end in /.
type stagePath struct{ folder bool }

func (v stagePath) Description(context.Context) string {
	return "must be the path of a " + v.of() + ", without empty segments, . and .."
}

func (v stagePath) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v stagePath) of() string {
	if v.folder {
		return "folder"
	}
	return "file"
}

func (v stagePath) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	given, example := req.ConfigValue.ValueString(), "in/orders.csv"
	checked := given
	if v.folder {
		example = "in/2026"
		if len(given) > 1 {
			checked = strings.TrimSuffix(given, "/")
		}
	}
	if err := checkStagePath(checked); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+v.of()+" path",
			fmt.Sprintf("%q is not the path of a %s on a stage, like %s: %s.", given, v.of(), example, err))
	}
}

// checkStagePath refuses what proxies and stores rewrite, so that exactly the file is meant that was named.
func checkStagePath(filePath string) error {
	switch {
	case filePath == "":
		return errors.New("it is empty")
	case strings.HasPrefix(filePath, "/"):
		return errors.New("it starts with /, but is relative to the stage")
	case strings.HasSuffix(filePath, "/"):
		return errors.New("it ends in /, which names a folder")
	}
	for segment := range strings.SplitSeq(filePath, "/") {
		switch segment {
		case "":
			return errors.New("it has an empty segment, //")
		case ".", "..":
			return fmt.Errorf("it has the segment %q", segment)
		}
	}
	return nil
}
