package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

const (
	someMD5  = "5d41402abc4b2a76b9719d911017c592"
	otherMD5 = "0123456789abcdef0123456789abcdef"
	someTime = "Sat, 5 Sep 2026 17:59:01 GMT"
	thenTime = "Sat, 5 Sep 2026 17:59:02 GMT"
)

func rowOf(size, md5, modified string) listing {
	return newListing(client.StageFile{Size: size, MD5: md5, LastModified: modified})
}

func TestAnotherFileIsToldByWhatIsListed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		before, now listing
		isOther     bool
	}{
		"the same":                      {rowOf("5", someMD5, someTime), rowOf("5", someMD5, someTime), false},
		"uploaded again":                {rowOf("5", someMD5, someTime), rowOf("5", "5D41402ABC4B2A76B9719D911017C592", thenTime), false},
		"another size":                  {rowOf("5", someMD5, someTime), rowOf("6", someMD5, someTime), true},
		"no size":                       {rowOf("5", someMD5, someTime), rowOf("", someMD5, someTime), true},
		"another MD5 of the same time":  {rowOf("5", someMD5, someTime), rowOf("5", otherMD5, someTime), true},
		"no MD5 any more":               {rowOf("5", someMD5, someTime), rowOf("5", "", someTime), false},
		"no MD5 any more, another time": {rowOf("5", someMD5, someTime), rowOf("5", "", thenTime), true},
		"no MD5":                        {rowOf("5", "", someTime), rowOf("5", "", someTime), false},
		"no MD5 and another time":       {rowOf("5", "", someTime), rowOf("5", "", thenTime), true},
		"an MD5 for the first time":     {rowOf("5", "", someTime), rowOf("5", someMD5, someTime), false},
		"not listed before":             {rowOf("5", "", ""), rowOf("5", someMD5, someTime), false},
		"never seen before":             {rowOf("", "", ""), rowOf("5", someMD5, someTime), false},
	} {
		if got := test.now.isOther(test.before); got != test.isOther {
			t.Errorf("%s: another file is %t", name, got)
		}
	}
}

func TestWhatTheStateSaysOfTheContent(t *testing.T) {
	t.Parallel()
	text := func(value string) types.String {
		if value == "" {
			return types.StringNull()
		}
		return types.StringValue(value)
	}
	for name, test := range map[string]struct {
		contentMD5    string
		version       int64 // 0: null
		before, now   listing
		wantContent   string
		wantMD5       string
		wantNoVersion bool
	}{
		"the same":                 {someMD5, 0, rowOf("5", someMD5, someTime), rowOf("5", someMD5, thenTime), someMD5, someMD5, true},
		"changed":                  {someMD5, 0, rowOf("5", someMD5, someTime), rowOf("5", otherMD5, thenTime), otherMD5, otherMD5, true},
		"changed, another hash":    {someMD5, 0, rowOf("5", otherMD5, someTime), rowOf("5", otherMD5+"-2", thenTime), "", otherMD5 + "-2", true},
		"the same, another hash":   {someMD5, 0, rowOf("5", otherMD5, someTime), rowOf("5", otherMD5, thenTime), someMD5, otherMD5, true},
		"imported":                 {"", 0, rowOf("", "", ""), rowOf("5", someMD5, someTime), someMD5, someMD5, true},
		"imported, in parts":       {"", 0, rowOf("", "", ""), rowOf("5", otherMD5+"-2", someTime), "", otherMD5 + "-2", true},
		"uploaded, not listed yet": {someMD5, 0, rowOf("5", "", ""), rowOf("5", otherMD5, someTime), someMD5, otherMD5, true},
		"secret":                   {"", 3, rowOf("5", "", someTime), rowOf("5", someMD5, someTime), "", "", false},
		"secret, not listed yet":   {"", 3, rowOf("5", "", ""), rowOf("5", someMD5, someTime), "", "", false},
		"secret, changed":          {"", 3, rowOf("5", "", someTime), rowOf("5", someMD5, thenTime), "", "", true},
		"secret, changed before":   {"", 0, rowOf("5", "", someTime), rowOf("5", someMD5, someTime), "", "", true},
	} {
		state := stagedFileModel{ContentMD5: text(test.contentMD5), listing: test.before}
		if test.version != 0 {
			state.ContentVersion = types.Int64Value(test.version)
		}
		got := state.refreshed(stagedFile{qualified(t, "A.B.C"), "x"}, test.now)
		if !got.ContentMD5.Equal(text(test.wantContent)) || !got.MD5.Equal(text(test.wantMD5)) || got.ContentVersion.IsNull() != test.wantNoVersion {
			t.Errorf("%s: content_md5 %s, md5 %s, version %s", name, got.ContentMD5, got.MD5, got.ContentVersion)
		}
		if !got.Size.Equal(test.now.Size) || !got.LastModified.Equal(test.now.LastModified) || got.ID.ValueString() != `"A"."B"."C"/x` {
			t.Errorf("%s: %+v is not as listed", name, got)
		}
	}
}
