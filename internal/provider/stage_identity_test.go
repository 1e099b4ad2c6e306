package provider

import (
	"slices"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

func TestIdentityIsRequiredForImport(t *testing.T) {
	t.Parallel()
	schemas := identitiesOnTheWire(t)
	for typeName, want := range map[string][]string{"snowstage_stage": {"database", "name", "schema"}, "snowstage_stage_file": {"database", "path", "schema", "stage"}} {
		var attributes []string
		for _, attribute := range schemas[typeName].IdentityAttributes {
			if !attribute.RequiredForImport || attribute.OptionalForImport || attribute.Description == "" {
				t.Errorf("%s of %s: %+v", attribute.Name, typeName, attribute)
			}
			attributes = append(attributes, attribute.Name)
		}
		slices.Sort(attributes)
		if !slices.Equal(attributes, want) || len(schemas) != 2 {
			t.Errorf("%d identities; that of %s has the attributes %q", len(schemas), typeName, attributes)
		}
	}
}

func TestIdentityStaysForLifeHoweverTheNamesAreSpelled(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	w := h.connect(t)
	config := func(name string, autoRefresh bool) hcl {
		table := hcl{"enable": true, "auto_refresh": autoRefresh} // which no statement can change
		return hcl{"database": "analytics", "schema": `"RAW"`, "name": name, "directory_table": table, "create_mode": "orReplace"}
	}
	created := w.apply(w.nothing(), config("landing", false))
	w.wantIdentity(created.identity, "ANALYTICS", "RAW", "LANDING")

	read := w.read(created)
	w.wantIdentity(read.identity, "ANALYTICS", "RAW", "LANDING")

	respelled := w.apply(read, config(`"LANDING"`, true), "warning : Stage will be replaced in place")
	w.wantIdentity(respelled.identity, "ANALYTICS", "RAW", "LANDING")
	h.expectWrites(t, "POST createMode=orReplace", "POST createMode=orReplace")

	quoted := w.apply(w.nothing(), hcl{"database": `"My ""Data"""`, "schema": `"My Schema"`, "name": `"landing"`})
	w.wantIdentity(quoted.identity, `"My ""Data"""`, `"My Schema"`, `"landing"`)
}

// A Terraform before 1.12 leaves states without identities; the first read of a later one brings them.
func TestReadGivesAnIdentityToAStateWithoutOne(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	w := h.connect(t)
	old := w.apply(w.nothing(), hcl{"database": "analytics", "schema": "raw", "name": "landing"})
	old.identity = nil
	w.wantIdentity(w.read(old).identity, "ANALYTICS", "RAW", "LANDING")

	// Not even a provider that cannot ask, or finds the stage gone, may leave a read without one.
	waiting := unconnected(t).read(old, "warning : Stage was not refreshed")
	w.wantIdentity(waiting.identity, "ANALYTICS", "RAW", "LANDING")

	h.dropBeside(t, "ANALYTICS.RAW.LANDING")
	gone := h.connect(t).read(old, "warning : Stage is gone")
	if !gone.state.IsNull() {
		t.Errorf("the stage is still in the state: %s", gone.state)
	}
	w.wantIdentity(gone.identity, "ANALYTICS", "RAW", "LANDING")
}

func TestImportByStringAndByIdentity(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.createBeside(t, `"My ""Data"""."My Schema"."landing.zone"`, client.Stage{})
	h.createBeside(t, "ANALYTICS.RAW.LANDING", client.Stage{})
	w := h.connect(t)
	for _, names := range []map[string]string{
		{"database": "ANALYTICS", "schema": "RAW", "name": "LANDING"},
		{"database": "analytics", "schema": `"RAW"`, "name": "landing"},
	} {
		imported := w.imported("", names)
		w.wantIdentity(imported.identity, "ANALYTICS", "RAW", "LANDING")
		w.wantIdentity(h.connect(t).read(imported).identity, "ANALYTICS", "RAW", "LANDING")
	}
	quoted := w.imported("", map[string]string{"database": `"My ""Data"""`, "schema": `"My Schema"`, "name": `"landing.zone"`})
	byString := w.imported(`"My ""Data"""."My Schema"."landing.zone"`, nil)
	if !quoted.state.Equal(byString.state) {
		t.Errorf("imported by identity:\n%s\nby string:\n%s", quoted.state, byString.state)
	}
	w.wantIdentity(byString.identity, `"My ""Data"""`, `"My Schema"`, `"landing.zone"`)
	if names := texts(t, w.read(byString).state); names["name"] != `"landing.zone"` || names["id"] != `"My ""Data"""."My Schema"."landing.zone"` {
		t.Errorf("the state says %q", names)
	}
}

func TestImportBlamesThePartThatIsWrong(t *testing.T) {
	t.Parallel()
	w := newHarness(t).connect(t)
	w.imported("a.b", nil, "error : Invalid import id")
	w.imported("", map[string]string{"database": "my data", "schema": "raw", "name": `"landing`},
		"error database: Invalid import identity", "error name: Invalid import identity")
	w.imported("", map[string]string{"database": "analytics", "schema": "", "name": "landing"}, "error schema: Invalid import identity")
}
