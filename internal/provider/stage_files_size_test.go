package provider

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// filesAlike are n files whose paths have so many characters.
func filesAlike(n, length int, size, md5, modified string) stageFileListing {
	var l stageFileListing
	for i := range n {
		place := fmt.Sprintf("%0*d", length, i)
		l.Files = append(l.Files, client.StageFile{Name: "landing/" + place, Size: size, MD5: md5, LastModified: modified})
		l.paths = append(l.paths, place)
	}
	return l
}

// sent is how many bytes putStageFiles adds to what Terraform is sent.
func (l stageFileListing) sent(t *testing.T) int64 {
	t.Helper()
	of := func(files []stageFileModel) int64 {
		element := stageFileCodec().object
		state := tftypes.NewValue(tftypes.Object{AttributeTypes: map[string]tftypes.Type{"files": tftypes.List{ElementType: element}}},
			map[string]tftypes.Value{"files": tftypes.NewValue(tftypes.List{ElementType: element}, nil)})
		if files != nil {
			if diags := putStageFiles(t.Context(), &state, files); diags.HasError() {
				t.Fatal(diags)
			}
		}
		encoded, err := tfprotov6.NewDynamicValue(state.Type(), state)
		if err != nil {
			t.Fatal(err)
		}
		return int64(len(encoded.MsgPack))
	}
	const null = 1
	return of(newStageFileModels(l.Files, l.paths)) - of(nil) + null
}

func TestBytesOfFilesAreAnUpperBound(t *testing.T) {
	t.Parallel()
	const md5, date = "9d5ed678fe57bcca610140957afab571", "Sat, 5 Sep 2026 17:59:21 GMT"
	const most = numberBytes + dateBytes - 2 // that a file takes less if it has neither number nor date
	for name, l := range map[string]stageFileListing{
		"none":                   filesAlike(0, 0, "", "", ""),
		"one":                    filesAlike(1, 20, "1", md5, date),
		"the greatest size":      filesAlike(1, 20, strconv.Itoa(math.MaxInt64), md5, date),
		"a size that is none":    filesAlike(1, 20, "-1", md5, date),
		"no md5":                 filesAlike(1, 20, "1", "", date),
		"no date":                filesAlike(1, 20, "1", md5, "yesterday"),
		"fractions of a second":  filesAlike(1, 20, "1", md5, "2026-09-05T19:59:21.123456789+02:00"),
		"the last year":          filesAlike(1, 20, "1", md5, "9999-12-31T23:59:59Z"),
		"fifteen":                filesAlike(15, 20, "1", md5, date),
		"sixteen":                filesAlike(16, 20, "1", md5, date),
		"as many as 16 bits":     filesAlike(1<<16, 6, "1", md5, date),
		"a path of 31 bytes":     filesAlike(9, 31, "1", md5, date),
		"a path of 32 bytes":     filesAlike(9, 32, "1", md5, date),
		"a path of 255 bytes":    filesAlike(9, 255, "1", md5, date),
		"a path of 256 bytes":    filesAlike(9, 256, "1", md5, date),
		"a path of 65,535 bytes": filesAlike(2, 1<<16-1, "1", md5, date),
		"a path of 65,536 bytes": filesAlike(2, 1<<16, "1", md5, date),
	} {
		bound, sent := l.bytesInReply(), l.sent(t)
		if spare := bound - sent; spare < 0 || spare > listHeadBytes+int64(len(l.Files))*most {
			t.Errorf("%s: %d bytes are sent, the bound is %d", name, sent, bound)
		}
	}
	ordinary := filesAlike(1000, 100, "123456789", md5, date)
	if bound, sent := ordinary.bytesInReply(), ordinary.sent(t); bound > sent+sent/50 {
		t.Errorf("of ordinary files %d bytes are sent, the bound is %d", sent, bound)
	}
	if fit := mostListBytes / (ordinary.bytesInReply() / 1000); fit < 650_000 || fit > 750_000 {
		t.Errorf("%d files with paths of 100 characters fit; the documentation says some 700,000", fit)
	}
}

// TestListThatTerraformCannotBeSentIsRefused has the limit of a reply be that of 20 files.
func TestListThatTerraformCannotBeSentIsRefused(t *testing.T) {
	t.Parallel()
	const stage, fit = "ANALYTICS.RAW.MANY", 20
	h := newHarness(t, emulator.WithManyFiles(stage, 30))
	d := &stageFilesDataSource{}
	d.client = h.person
	files, complaint := d.listFiles(t.Context(), qualified(t, stage), stageFilesModel{})
	if complaint == nil {
		t.Fatal("30 files fit into no bytes")
	}
	files.Files = files.Files[:fit]
	d.mostListBytes = files.bytesInReply() + 50 // less than one more takes

	var described datasource.SchemaResponse
	d.Schema(t.Context(), datasource.SchemaRequest{}, &described)
	typ := described.Schema.Type().TerraformType(t.Context())
	for name, test := range map[string]struct {
		more hcl
		says string
	}{
		"all":           {nil, "a list of these 30 files takes"},
		"a limit":       {hcl{"limit": fit + 1}, "a list of these 21 files takes"},
		"what fits":     {hcl{"limit": fit}, ""},
		"a pattern":     {hcl{"pattern": ".*1[.]csv"}, ""},
		"a summary":     {hcl{"include_files": false}, ""},
		"a wider limit": {hcl{"limit": 31}, "a list of these 30 files takes"},
	} {
		config := hcl{"database": "ANALYTICS", "schema": "RAW", "stage": "many"}
		for attribute, value := range test.more {
			config[attribute] = value
		}
		resp := datasource.ReadResponse{State: tfsdk.State{Schema: described.Schema, Raw: tftypes.NewValue(typ, nil)}}
		d.Read(t.Context(), datasource.ReadRequest{Config: tfsdk.Config{Schema: described.Schema, Raw: config.value(t, typ)}}, &resp)
		if isRefused := resp.Diagnostics.HasError(); isRefused != (test.says != "") || isRefused != resp.State.Raw.IsNull() {
			t.Errorf("%s: %v, %s", name, resp.Diagnostics, resp.State.Raw)
			continue
		}
		if test.says == "" {
			continue
		}
		said := resp.Diagnostics[0]
		for _, part := range []string{
			`What was tried: listing the files of stage "ANALYTICS"."RAW"."MANY".`, test.says, fmt.Sprintf("sent at most %d.", d.mostListBytes),
			"some 20 like these can be sent", "a narrower pattern", "include_files = false",
		} {
			if !strings.Contains(said.Detail(), part) {
				t.Errorf("%s: %q is not in: %s", name, part, said.Detail())
			}
		}
		if at, ok := said.(diag.DiagnosticWithPath); !ok || said.Summary() != "Unable to list files" || !at.Path().Equal(path.Root("limit")) {
			t.Errorf("%s: %v", name, said)
		}
	}
}
