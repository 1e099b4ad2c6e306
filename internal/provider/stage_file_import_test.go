package provider

import (
	"crypto/md5"
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
)

func TestImportedFileIsNotUploadedAgain(t *testing.T) {
	t.Parallel()
	for name, lines := range map[string][]string{
		"text": {`content = "theirs"`}, "source": {"source = " + hclString(secretFile(t, "theirs"))}, "write-only": {`content_wo = "theirs"`, "content_wo_version = 7"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newFileHarness(t)
			h.putFileBeside(t, onLanding, "in/a.csv", "theirs")
			config := h.config("import {\n to = snowstage_stage_file.f\n id = \"ANALYTICS.RAW.landing/in/a.csv\"\n}\n", fileWith(lines...))
			h.run(t,
				resource.TestStep{
					Config: config, ConfigPlanChecks: fileAction(plancheck.ResourceActionUpdate),
					ConfigStateChecks: checksOf(inFile("id", knownvalue.StringExact(`"ANALYTICS"."RAW"."LANDING"/in/a.csv`)), inFile("keep_on_destroy", knownvalue.Bool(false))),
				},
				resource.TestStep{Config: config, ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan())},
			)
			h.expectUploads(t)
		})
	}
}

func TestFileIsImportedByIDAndByIdentity(t *testing.T) {
	t.Parallel()
	h := newFileHarness(t)
	h.createSSEBeside(t, `"My ""Data"""."My Schema"."land/ing"`)
	h.putFileBeside(t, onLanding, "in/a.csv", "hello")
	h.putFileBeside(t, `"My ""Data"""."My Schema"."land/ing"`, `ä "b"/c d`, "hello")
	w := h.files(t)
	for _, test := range []struct {
		id       string
		identity map[string]string
	}{
		{`"ANALYTICS"."RAW"."LANDING"/in/a.csv`, map[string]string{"database": "ANALYTICS", "schema": "RAW", "stage": "LANDING", "path": "in/a.csv"}},
		{`"My ""Data"""."My Schema"."land/ing"/ä "b"/c d`, map[string]string{"database": `"My ""Data"""`, "schema": `"My Schema"`, "stage": `"land/ing"`, "path": `ä "b"/c d`}},
	} {
		byID, byIdentity := w.read(w.imported(test.id, nil)), w.read(w.imported("", test.identity))
		if !byID.state.Equal(byIdentity.state) {
			t.Errorf("by id:\n%s\nby identity:\n%s", byID.state, byIdentity.state)
		}
		for how, got := range map[string]remembered{"id": byID, "identity": byIdentity} {
			if names := w.names(got.identity); fmt.Sprint(names) != fmt.Sprint(test.identity) {
				t.Errorf("by %s: the identity is %q, want %q", how, names, test.identity)
			}
		}
		attributes := texts(t, byID.state)
		if hash := fmt.Sprintf("%x", md5.Sum([]byte("hello"))); attributes["id"] != test.id || attributes["content_md5"] != hash || attributes["md5"] != hash {
			t.Errorf("the state is %q", attributes)
		}
	}
	w.read(w.imported("ANALYTICS.RAW.LANDING/in/A.csv", nil), "error : Unable to import file")
	w.read(w.imported("ANALYTICS.RAW.NONE/in/a.csv", nil), "error : Unable to import file")
	for _, id := range []string{"", "in/a.csv", "LANDING/in/a.csv", "ANALYTICS.RAW.LANDING", "ANALYTICS.RAW.LANDING/", "ANALYTICS.RAW.LANDING/a//b", `ANALYTICS.RAW."LANDING/a`, "ANALYTICS/RAW/LANDING/a"} {
		w.imported(id, nil, "error : Invalid import id")
	}
	w.imported("", map[string]string{"database": "my data", "schema": "raw", "stage": "", "path": "../x"},
		"error database: Invalid import identity", "error path: Invalid import identity", "error stage: Invalid import identity")
}
