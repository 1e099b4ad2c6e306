package provider

import (
	"crypto/md5"
	"encoding/hex"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// listing is what LIST tells of a file; null is what it does not tell. Of write-only content the state has no MD5.
type listing struct {
	Size         types.Int64       `tfsdk:"size"`
	MD5          types.String      `tfsdk:"md5"`
	LastModified timetypes.RFC3339 `tfsdk:"last_modified"`
}

func newListing(found client.StageFile) listing {
	row := newStageFileModel(found, "")
	return listing{row.Size, row.MD5, row.LastModified}
}

// isOther reports whether the file has become another one since it was listed before. By the time alone it is told only where an MD5 is
// missing: who puts the same bytes there once more changes nothing.
func (l listing) isOther(before listing) bool {
	switch {
	case before.Size.IsNull():
		return false
	case !l.Size.Equal(before.Size):
		return true
	case !l.MD5.IsNull() && !before.MD5.IsNull():
		return !sameMD5(l.MD5, before.MD5)
	case before.LastModified.IsNull(): // uploaded, but not listed since
		return false
	}
	return !sameInstant(l.LastModified.ValueString(), before.LastModified.ValueString())
}

// holds reports whether the listing proves that the file has this content. An MD5 of another kind, as some stores list it, proves nothing.
func (l listing) holds(content client.Content) bool {
	return l.Size.Equal(types.Int64Value(content.Size)) && sameMD5(l.MD5, md5Of(content))
}

// deniesMD5 reports whether the file has another MD5. On an external stage that proves nothing: with a KMS key S3 lists a hash of its own.
func (l listing) deniesMD5(content client.Content) bool {
	listed := plainMD5(l.MD5)
	return has(listed) && !sameMD5(listed, md5Of(content))
}

// isExternal reports whether a file is on an external stage, where it is listed by its URL.
func isExternal(found client.StageFile) bool { return strings.Contains(found.Name, "://") }

func md5Of(content client.Content) types.String {
	return types.StringValue(hex.EncodeToString(content.MD5[:]))
}

// hiding is the listing without the MD5 of what may be secret: it would prove a guess right.
func (l listing) hiding(secret bool) listing {
	if secret {
		l.MD5 = types.StringNull()
	}
	return l
}

// sameMD5 is false if one is not known.
func sameMD5(a, b types.String) bool {
	return has(a) && has(b) && strings.EqualFold(a.ValueString(), b.ValueString())
}

var md5Form = regexp.MustCompile(`^[0-9A-Fa-f]{32}$`)

// plainMD5 is null for what S3 lists of a file that was uploaded in parts, and the like.
func plainMD5(listed types.String) types.String {
	if !md5Form.MatchString(listed.ValueString()) {
		return types.StringNull()
	}
	return types.StringValue(strings.ToLower(listed.ValueString()))
}

// readMD5 reads what md5Of has written.
func readMD5(text types.String) (sum [md5.Size]byte, ok bool) {
	n, err := hex.Decode(sum[:], []byte(plainMD5(text).ValueString()))
	return sum, err == nil && n == len(sum)
}

// refreshed is the state of a file that is listed as found. A file that has changed since is shown as one of other content.
func (m stagedFileModel) refreshed(file stagedFile, found listing) stagedFileModel {
	state := m
	state.ID, state.listing = types.StringValue(file.String()), found
	isImport := m.Size.IsNull()
	keepsNoMD5 := !m.ContentVersion.IsNull() || m.MD5.IsNull() && !m.LastModified.IsNull()
	if keepsNoMD5 {
		state.MD5 = types.StringNull()
	}
	switch {
	case isImport:
		state.ContentMD5 = plainMD5(found.MD5)
	case state.isOther(m.listing):
		state.ContentVersion = types.Int64Null()
		state.ContentMD5 = types.StringNull()
		if sameMD5(m.MD5, m.ContentMD5) { // so what is listed here is the MD5 of the content
			state.ContentMD5 = plainMD5(state.MD5)
		}
	}
	return state
}
