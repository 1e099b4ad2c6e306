package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// stagePath validates the path of a file within a stage.
type stagePath struct{}

func (stagePath) Description(context.Context) string {
	return "must be the path of a file, without empty segments, . and .."
}

func (v stagePath) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (stagePath) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if err := checkStagePath(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid file path",
			fmt.Sprintf("%q is not the path of a file on a stage, like in/orders.csv: %s.", req.ConfigValue.ValueString(), err))
	}
}

// checkStagePath refuses what proxies and stores rewrite, so that the URL is for exactly the file that was named.
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
