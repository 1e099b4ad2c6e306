package provider

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/base64"
	"errors"
	"fmt"
	"io"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// fileContent is what a configuration wants the file to hold.
type fileContent struct {
	client.Content
	given   path.Path // the attribute that gives it
	isKnown bool
	secret  bool // of which the state keeps no hash
}

// content reads what the configuration gives. A source is not looked at before all that is given with it is known.
func (m stagedFileModel) content(ctx context.Context) (fileContent, diag.Diagnostics) {
	attribute, value := m.givenContent()
	found := fileContent{given: path.Root(attribute), secret: attribute == "content_wo"}
	if !has(value) || attribute == "source" && m.SourceHash.IsUnknown() {
		return found, nil
	}
	found.isKnown = true
	var err error
	switch attribute {
	case "source":
		found.Content, err = readSource(ctx, value.ValueString())
	case "content_base64":
		var decoded []byte
		decoded, err = base64.StdEncoding.DecodeString(value.ValueString())
		found.Content = inMemory(decoded)
	default:
		found.Content = inMemory([]byte(value.ValueString()))
	}
	if err != nil {
		return found, diag.Diagnostics{unreadContent(found.given, err)}
	}
	return found, nil
}

// contentAsPlanned is the content for an apply. A source is not read once more for what the plan tells of it: the upload notices if it changed.
func (m stagedFileModel) contentAsPlanned(ctx context.Context, plan stagedFileModel) (fileContent, diag.Diagnostics) {
	sum, isPlanned := readMD5(plan.ContentMD5)
	if !has(m.Source) || !isPlanned || plan.Size.IsUnknown() {
		return m.content(ctx)
	}
	return fileContent{Content: sourceContent(m.Source.ValueString(), plan.Size.ValueInt64(), sum), given: path.Root("source"), isKnown: true}, nil
}

// givenContent is the attribute that is not null; it may be unknown.
func (m stagedFileModel) givenContent() (attribute string, value types.String) {
	switch {
	case !m.Content.IsNull():
		return "content", m.Content
	case !m.ContentBase64.IsNull():
		return "content_base64", m.ContentBase64
	case !m.ContentWO.IsNull():
		return "content_wo", m.ContentWO
	}
	return "source", m.Source
}

func inMemory(content []byte) client.Content {
	return client.Content{
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil },
		Size: int64(len(content)), MD5: md5.Sum(content),
	}
}

// unreadContent never quotes the content.
func unreadContent(given path.Path, err error) diag.Diagnostic {
	if source, ok := errors.AsType[*sourceError](err); ok {
		return diag.NewAttributeErrorDiagnostic(given, "Unable to read source", fmt.Sprintf(
			"What was tried: reading the file %q, which is to be uploaded.\n\nWhat happened: %s. Nothing was sent.\n\nWhat to do: %s", source.name, source.problem, source.remedy))
	}
	return diag.NewAttributeErrorDiagnostic(given, "Unable to read content", fmt.Sprintf(
		"What was tried: reading %s, which is to be uploaded.\n\nWhat happened: %s. Nothing was sent.\n\nWhat to do: correct it, then try again.", given, err))
}
