package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/fileurl"
)

// namedFile is the file that the arguments name.
type namedFile struct {
	fileurl.File
	scoped  *fileurl.Scoped // instead of all that a File tells
	fileAt  path.Path       // the argument to blame if there is no such file
	stageAt path.Path       // and if there is no such stage
}

func (f namedFile) String() string {
	if f.scoped != nil {
		return "the file of a scoped URL"
	}
	return fmt.Sprintf("file %q of %s", f.Path, stageWords(f.Stage))
}

// readFile sets what is computed of a file.
func (c *configured) readFile(ctx context.Context, model *fileModel) diag.Diagnostics {
	file, diags := c.namedFile(model)
	if diags.HasError() {
		return diags
	}
	ctx, cancel := within(ctx, readTimeout, "")
	defer cancel()

	content, err := c.download(ctx, file, model.largest())
	if err != nil {
		return append(diags, c.fileFailure(ctx, file, model.largest(), err))
	}
	model.Path = types.StringNull()
	if file.scoped == nil {
		model.Path = types.StringValue(file.Path)
	}
	model.take(content)
	return append(diags, c.warnOfEncryption(ctx, file, content)...)
}

func (c *configured) download(ctx context.Context, file namedFile, limit int64) ([]byte, error) {
	if file.scoped != nil {
		return c.client.Files.GetScoped(ctx, *file.scoped, limit)
	}
	return c.client.Files.Get(ctx, file.File, limit)
}

// namedFile refuses a URL of another host. What it returns has the provider's own, however the URL spells it.
func (c *configured) namedFile(model *fileModel) (namedFile, diag.Diagnostics) {
	own := c.client.Host()
	switch {
	case !model.ScopedURL.IsNull():
		at := path.Root("scoped_url")
		scoped, diags := parseScopedURL(at, model.ScopedURL.ValueString())
		file := namedFile{scoped: &scoped, fileAt: at, stageAt: at}
		if !diags.HasError() && !isSameAccount(scoped.Host, own) {
			diags.Append(ofAnotherHost(file, scoped.Host, own))
		}
		scoped.Host = own
		return file, diags
	case !model.FileURL.IsNull():
		at := path.Root("file_url")
		named, diags := parseFileURL(at, model.FileURL.ValueString())
		file := namedFile{File: named, fileAt: at, stageAt: at}
		if !diags.HasError() && !isSameAccount(named.Host, own) {
			diags.Append(ofAnotherHost(file, named.Host, own))
		}
		file.Host = own
		return file, diags
	}
	stage, blamed, diags := model.resolve()
	file := fileurl.File{Host: own, Stage: stage, Path: model.Path.ValueString()}
	return namedFile{File: file, fileAt: path.Root("path"), stageAt: blamed}, diags
}

// isSameAccount takes _ for -, since an account whose name has underscores answers at both.
func isSameAccount(a, b string) bool {
	normal := func(host string) string {
		host = strings.ToLower(strings.ReplaceAll(host, "_", "-"))
		return strings.TrimSuffix(strings.TrimSuffix(host, ":443"), ".")
	}
	return normal(a) == normal(b)
}

func ofAnotherHost(file namedFile, named, own string) diag.Diagnostic {
	way := fmt.Sprintf("if it is a URL of the same account, whose host has several names, set host to %s in the provider's configuration.", named)
	if file.scoped == nil {
		way = "if the file is in the provider's account, whose host may have several names, give database, schema, stage and path instead: " +
			"the function parse_stage_file_url takes them out of the URL."
	}
	return diag.NewAttributeErrorDiagnostic(file.fileAt, "URL of another host", readingFile.detail(file.String(),
		fmt.Sprintf("What happened: the URL is of the host %s, and the provider signs in at %s. Nothing was sent, since a token is for its own account.", named, own),
		way+" If it is another account, configure a provider for that."))
}
