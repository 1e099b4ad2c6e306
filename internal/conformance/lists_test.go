package conformance

import (
	"slices"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

func testLists(t *testing.T, a *place) {
	for _, name := range []string{"LIST_A1", "LIST_A2", "LIST_B", "LISTXB", "LIST_C1", "LIST_C2", "LIST_C3"} {
		a.create(t, a.stage(name), client.Stage{Comment: new(name)}, client.ErrorIfExists)
	}
	quoted := a.exactly(identifier.FromReply(a.prefix + "_list_%'lower"))
	a.create(t, quoted, client.Stage{Comment: new("quoted")}, client.ErrorIfExists)

	for name, c := range map[string]struct {
		like string // after the prefix
		want []string
	}{
		"one_of_many":      {"_LIST_B", []string{"LISTXB", "LIST_B"}}, // The underscore stands for one character.
		"escaped":          {`\_LIST\_B`, []string{"LIST_B"}},
		"any_characters":   {"_LIST_A%", []string{"LIST_A1", "LIST_A2"}},
		"in_any_case":      {"_list_c_", []string{"LIST_C1", "LIST_C2", "LIST_C3"}},
		"whole_name":       {"_LIST_A", nil},
		"more_than_a_page": {"_LIST__%", []string{"LISTXB", "LIST_A1", "LIST_A2", "LIST_B", "LIST_C1", "LIST_C2", "LIST_C3", "quoted"}},
		"quoted":           {`_list_\%'%`, []string{"quoted"}},
		"nothing":          {"_LIST_NOTHING%", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, stage := range a.list(t, a.prefix+c.like) {
				got = append(got, text(stage.Comment))
			}
			slices.Sort(got)
			if !slices.Equal(got, c.want) {
				t.Errorf("like %q lists %q, want %q", c.like, got, c.want)
			}
		})
	}
	t.Run("stopped_early", func(t *testing.T) {
		t.Parallel()
		for _, err := range a.client.Stages.List(t.Context(), a.in, a.prefix+"_LIST_%") {
			if err != nil {
				t.Error(err)
			}
			break
		}
	})
	t.Run("rows_like_descriptions", func(t *testing.T) {
		t.Parallel()
		rows := a.list(t, a.prefix+`\_LIST\_A1`)
		if len(rows) != 1 {
			t.Fatalf("%d rows, want 1", len(rows))
		}
		described := a.fetch(t, a.stage("LIST_A1"))
		if row := rows[0]; text(row.CreatedOn) != text(described.CreatedOn) || text(row.Owner) != text(described.Owner) || row.Name != described.Name {
			t.Errorf("the row is %+v, the description %+v", row, described)
		}
	})
}
