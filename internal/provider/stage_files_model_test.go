package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

func TestStageFilesModelKeepsWhatItCannotRead(t *testing.T) {
	t.Parallel()
	files := []client.StageFile{
		{Name: "landing/c", Size: "a lot", MD5: "", LastModified: "yesterday"},
		{Name: "landing/b", Size: "9007199254740993", MD5: "0cc175b9c0f1b6a831c399e269772661-3", LastModified: "Sat, 5 Sep 2026 17:59:21 GMT"},
		{Name: "landing/a", Size: "-1", LastModified: "2026-09-05T19:59:21.5+02:00"},
	}
	survey := client.FileSurvey{
		Count: 3, Bytes: 9007199254740993, Unsized: 2, UnsizedNames: []string{"landing/c", "landing/a"}, Newest: files[2], Files: files,
	}
	model := &stageFilesModel{}
	model.take(stageFileListing{FileSurvey: survey, newestPath: "a"})
	got := newStageFileModels(files, []string{"c", "b", "a"})

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
	if len(got) != len(want) {
		t.Fatalf("%d files, want %d", len(got), len(want))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("file %d is %v, want %v", i, got[i], want[i])
		}
	}
	if model.FileCount.ValueInt64() != 3 || model.TotalSize.ValueInt64() != 9007199254740993 {
		t.Errorf("%v files of %v bytes", model.FileCount, model.TotalSize)
	}
	if model.Newest == nil || *model.Newest != want[0] {
		t.Errorf("the newest is %v", model.Newest)
	}
	switch diags := warnOfSizes(qualified(t, "A.B.LANDING"), survey); {
	case diags.WarningsCount() != 1 || diags.HasError():
		t.Errorf("sizes that are no numbers gave %v, want one warning", diags)
	case !strings.Contains(diags[0].Detail(), "2 files of") || !strings.HasSuffix(diags[0].Detail(), ": landing/c, landing/a"):
		t.Errorf("the warning says %q", diags[0].Detail())
	}
	survey.Unsized = 14
	if diags := warnOfSizes(qualified(t, "A.B.LANDING"), survey); !strings.HasSuffix(diags[0].Detail(), ": landing/c, landing/a and 12 more") {
		t.Errorf("of some files the warning says %q", diags[0].Detail())
	}
	if diags := warnOfSizes(qualified(t, "A.B.LANDING"), client.FileSurvey{Count: 1}); len(diags) != 0 {
		t.Errorf("a size that is a number gave %v", diags)
	}
}
