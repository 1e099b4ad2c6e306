package provider

import (
	"context"
	"fmt"
	"net/http"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// warnOfEncryption hints at the stage's encryption if the content looks like what Snowflake gives of a stage with SNOWFLAKE_FULL: the
// encrypted bytes. Only then it asks about the stage.
func (c *configured) warnOfEncryption(ctx context.Context, file namedFile, content []byte) diag.Diagnostics {
	if !looksEncrypted(content) {
		return nil
	}
	known := false
	if file.scoped == nil {
		var suspected bool
		if suspected, known = c.encryptsByClient(ctx, file); !suspected {
			return nil
		}
	}
	why, unless := "", " If the file is as it should be, nothing is wrong."
	if known {
		why, unless = " The stage is encrypted with SNOWFLAKE_FULL, so these are the encrypted bytes.", ""
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(file.fileAt, "File looks encrypted", fmt.Sprintf(
		"The content of %s is no text and of no known type, and its size is a multiple of 16 bytes, as it is with files that were encrypted before they came to an internal stage.%s\n\n"+
			"What to do: read files from stages with encryption = { type = %q } only. The encryption of an internal stage cannot be changed: it takes a new stage, and the files "+
			"uploaded there again.%s", file, why, snowflakeSSE, unless))}
}

func looksEncrypted(content []byte) bool {
	const block = 16 // bytes of AES
	return len(content) > 0 && len(content)%block == 0 && !utf8.Valid(content) && http.DetectContentType(content) == "application/octet-stream"
}

// encryptsByClient reports whether the files of the stage may be encrypted on the client's side, and whether that is known. What SHOW STAGES
// does not tell, because it is not asked or not answered, is suspected of every internal stage.
func (c *configured) encryptsByClient(ctx context.Context, file namedFile) (suspected, known bool) {
	ctx, cancel := within(ctx, showTimeout, "")
	defer cancel()
	if told, err := c.stageType(ctx, file.Stage); err == nil && told != "" {
		isFull := told == client.InternalStage
		return isFull, isFull
	}
	stage, err := c.client.Stages.Fetch(ctx, file.Stage)
	return err != nil || stage.URL == nil || *stage.URL == "", false
}
