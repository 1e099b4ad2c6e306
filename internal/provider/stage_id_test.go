package provider

import (
	"strings"
	"testing"
)

func TestABadStageIDIsQuotedAsAWhole(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"DB..x":         `"DB..x" is not the full name of a stage: its schema, "", breaks the rule that a name has at least one character.`,
		"DB.S.my-stage": `"DB.S.my-stage" is not the full name of a stage: its name, "my-stage", breaks the rule that `,
		"9/S/X":         `"9/S/X" is not the full name of a stage: its database, "9", breaks the rule that `,
		"A.B":           `"A.B" is not the full name of a stage: a qualified name has three parts`,
	} {
		_, err := parseStageID(id)
		if err == nil {
			t.Fatalf("%s is taken for an id", id)
		}
		if got := invalidIDDetail(err); !strings.HasPrefix(got, want) || !strings.Contains(got, "DB/SCHEMA/STAGE") {
			t.Errorf("%s:\n got %s\nwant %s…", id, got, want)
		}
	}
	name, err := parseStageID(`db."S".x`)
	if err != nil || name.String() != `"DB"."S"."X"` {
		t.Errorf("a good id gives %s, %v", name, err)
	}
}
