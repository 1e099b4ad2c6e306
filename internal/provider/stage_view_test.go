package provider

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

func TestStageViewTakesEmptyForNone(t *testing.T) {
	t.Parallel()
	in := qualified(t, "A.B.X").In()
	got := newStageView(in, client.Stage{
		Name: "My Stage", URL: new(""), Comment: new(""), StorageIntegration: new(""), HasCredentials: new(false),
		DirectoryTable: &client.DirectoryTable{Enable: new(true), NotificationIntegration: new("Mixed")},
	})
	table := *got.DirectoryTable
	got.DirectoryTable = nil
	want := stageView{
		FullyQualifiedName: types.StringValue(`"A"."B"."My Stage"`),
		Comment:            types.StringValue(""),
		stageFacts:         stageFacts{HasCredentials: types.BoolValue(false)},
	}
	if got != want {
		t.Errorf("view %+v, want %+v", got, want)
	}
	if wantTable := (directoryTableView{Enable: types.BoolValue(true), NotificationIntegration: nameOf(`"Mixed"`)}); table != wantTable {
		t.Errorf("directory table %+v, want %+v", table, wantTable)
	}
}

func TestStagesAreOrderedByStoredName(t *testing.T) {
	t.Parallel()
	var names []string
	for _, listed := range listStages(qualified(t, "A.B.X").In(), []client.Stage{{Name: "b"}, {Name: `"A b"`}, {Name: "B"}, {Name: "A"}}) {
		names = append(names, listed.Name.ValueString())
	}
	if want := []string{"A", `"A b"`, "B", `"b"`}; !slices.Equal(names, want) {
		t.Errorf("order %q, want %q", names, want)
	}
}
