package provider

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

func TestStageFilesModelKeepsWhatItCannotRead(t *testing.T) {
	t.Parallel()
	model := &stageFilesModel{}
	model.take([]client.StageFile{
		{Name: "landing/c", Size: "a lot", MD5: "", LastModified: "yesterday"},
		{Name: "landing/b", Size: "9007199254740993", MD5: "0cc175b9c0f1b6a831c399e269772661-3", LastModified: "Sat, 5 Sep 2026 17:59:21 GMT"},
		{Name: "landing/a", Size: "-1", LastModified: "2026-09-05T19:59:21.5+02:00"},
	}, []string{"c", "b", "a"})

	want := []stageFileModel{
		{
			Name: types.StringValue("landing/a"), Path: types.StringValue("a"), Size: types.Int64Null(), MD5: types.StringNull(),
			LastModified: timetypes.NewRFC3339ValueMust("2026-09-05T17:59:21Z"), LastModifiedRaw: types.StringValue("2026-09-05T19:59:21.5+02:00"),
		},
		{
			Name: types.StringValue("landing/b"), Path: types.StringValue("b"), Size: types.Int64Value(9007199254740993),
			MD5:          types.StringValue("0cc175b9c0f1b6a831c399e269772661-3"),
			LastModified: timetypes.NewRFC3339ValueMust("2026-09-05T17:59:21Z"), LastModifiedRaw: types.StringValue("Sat, 5 Sep 2026 17:59:21 GMT"),
		},
		{
			Name: types.StringValue("landing/c"), Path: types.StringValue("c"), Size: types.Int64Null(), MD5: types.StringNull(),
			LastModified: timetypes.NewRFC3339Null(), LastModifiedRaw: types.StringValue("yesterday"),
		},
	}
	if len(model.Files) != len(want) {
		t.Fatalf("%d files, want %d", len(model.Files), len(want))
	}
	for i := range want {
		if model.Files[i] != want[i] {
			t.Errorf("file %d is %v, want %v", i, model.Files[i], want[i])
		}
	}
	if model.FileCount.ValueInt64() != 3 || model.TotalSize.ValueInt64() != 9007199254740993 {
		t.Errorf("%v files of %v bytes", model.FileCount, model.TotalSize)
	}
	if diags := warnOfSizes(qualified(t, "A.B.LANDING"), model.Files); diags.WarningsCount() != 1 || diags.HasError() {
		t.Errorf("sizes that are no numbers gave %v, want one warning", diags)
	}
	if diags := warnOfSizes(qualified(t, "A.B.LANDING"), model.Files[1:2]); len(diags) != 0 {
		t.Errorf("a size that is a number gave %v", diags)
	}
}

func TestParseLastModified(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Tue, 5 Sep 2023 17:59:21 GMT":    "2023-09-05T17:59:21Z",
		"Tue, 05 Sep 2023 17:59:21 GMT":   "2023-09-05T17:59:21Z",
		"Sat, 31 May 2025 08:50:51 GMT":   "2025-05-31T08:50:51Z",
		"Tue, 05 Sep 2023 19:59:21 +0200": "2023-09-05T17:59:21Z",
		"2023-09-05T17:59:21Z":            "2023-09-05T17:59:21Z",
		"Tue, 5 Sep 2023 17:59:21 PST":    "", // Go would read an unknown zone as UTC.
		"":                                "",
	} {
		got := ""
		if modified, err := parseLastModified(text); err == nil {
			got = modified.UTC().Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("parseLastModified(%q) = %q, want %q", text, got, want)
		}
	}
}
