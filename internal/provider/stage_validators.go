package provider

import (
	"context"
	"encoding/base64"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// stageURL accepts what fits one of the clouds.
type stageURL struct{}

func (stageURL) Description(context.Context) string {
	return "must be the url of a bucket or container that Snowflake supports"
}

func (v stageURL) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (stageURL) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if req.ConfigValue.ValueString() == "" {
		resp.Diagnostics.AddAttributeError(req.Path, "Empty url",
			"An internal stage has no url: leave the attribute out, or set it to null. An external stage needs "+urlForms)
		return
	}
	if err := checkURL(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid url",
			fmt.Sprintf("%q is no url of a stage: %s.\n\nAn external stage needs %s", req.ConfigValue.ValueString(), err, urlForms))
	}
}

const urlForms = `one of
  s3://bucket/path/   (also s3gov:// and s3china://)
  gcs://bucket/path/
  azure://account.blob.core.windows.net/container/path/
  s3compat://bucket/path/   (with endpoint)`

// endpointHost accepts a host, with or without a port.
type endpointHost struct{}

var endpointForm = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+(:[0-9]{1,5})?$`)

func isEndpoint(text string) bool {
	if !endpointForm.MatchString(text) {
		return false
	}
	_, port, hasPort := strings.Cut(text, ":")
	number, err := strconv.ParseUint(port, 10, 16)
	return !hasPort || err == nil && number > 0
}

func (endpointHost) Description(context.Context) string {
	return "must be a fully qualified host name, without scheme and path; a port is from 1 to 65535"
}

func (v endpointHost) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v endpointHost) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || isEndpoint(req.ConfigValue.ValueString()) {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid endpoint",
		fmt.Sprintf("%q is no endpoint, like s3.eu.example.com: it %s.", req.ConfigValue.ValueString(), v.Description(ctx)))
}

// masterKey accepts 128 or 256 bits in Base64. What it complains of it does not repeat.
type masterKey struct{}

func (masterKey) Description(context.Context) string {
	return "must be a key of 128 or 256 bits in Base64"
}

func (v masterKey) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (masterKey) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	key, err := base64.StdEncoding.DecodeString(req.ConfigValue.ValueString())
	problem := fmt.Sprintf("it holds %d bytes", len(key))
	switch {
	case err != nil:
		problem = "it is not Base64"
	case strings.ContainsAny(req.ConfigValue.ValueString(), "\r\n"): // Which the decoder skips.
		problem = "it holds a line break; chomp() takes one off the end of a file"
	case len(key) == 16, len(key) == 32:
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid master key",
		"A master key is 16 or 32 bytes (128 or 256 bits) in Base64; "+problem+". `openssl rand -base64 32` makes one.")
}

// noNUL refuses the character that many programs between here and the store take for the end of a text.
type noNUL struct{}

func (noNUL) Description(context.Context) string { return "must not hold a NUL character" }

func (v noNUL) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v noNUL) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if before, _, found := strings.Cut(req.ConfigValue.ValueString(), "\x00"); found {
		resp.Diagnostics.AddAttributeError(req.Path, "NUL character", fmt.Sprintf("The text %s; it has one after %q.", v.Description(ctx), before))
	}
}
