package provider

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// fileDefaultSize and fileLargestSize are in bytes. Terraform keeps the content several times: as text and in Base64, in its memory and in the state.
const (
	fileDefaultSize = 4 << 20
	fileLargestSize = 16 << 20
)

// fileModel is the data source snowstage_file, and the ephemeral resource of that name.
type fileModel struct {
	stageReference
	Path          types.String `tfsdk:"path"`
	FileURL       types.String `tfsdk:"file_url"`
	ScopedURL     types.String `tfsdk:"scoped_url"`
	MaxSize       types.Int64  `tfsdk:"max_size"`
	Content       types.String `tfsdk:"content"`
	ContentBase64 types.String `tfsdk:"content_base64"`
	Size          types.Int64  `tfsdk:"size"`
	SHA256        types.String `tfsdk:"sha256"`
}

// waysToNameFile are attributes of which exactly one is given, and so are waysToTellPath.
func waysToNameFile() []path.Expression {
	return append(waysToReference(), path.MatchRoot("file_url"), path.MatchRoot("scoped_url"))
}

func waysToTellPath() []path.Expression {
	return []path.Expression{path.MatchRoot("path"), path.MatchRoot("file_url"), path.MatchRoot("scoped_url")}
}

func (m *fileModel) largest() int64 {
	if m.MaxSize.IsNull() {
		return fileDefaultSize
	}
	return m.MaxSize.ValueInt64()
}

func (m *fileModel) take(content []byte) {
	sum := sha256.Sum256(content)
	m.Content = types.StringNull()
	if utf8.Valid(content) {
		m.Content = types.StringValue(string(content))
	}
	m.ContentBase64 = types.StringValue(base64.StdEncoding.EncodeToString(content))
	m.Size = types.Int64Value(int64(len(content)))
	m.SHA256 = types.StringValue(hex.EncodeToString(sum[:]))
}
