package provider

import (
	"crypto/md5"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

func TestFileOfEachKindOfContent(t *testing.T) {
	t.Parallel()
	h := newFileHarness(t)
	_, hello := sourceFile(t, "hello")
	_, empty := sourceFile(t, "")
	kinds := []struct{ lines, content string }{
		{"source = " + hello, "hello"},
		{"source = " + hello + "\n source_hash = \"any\"", "hello"},
		{"source = " + empty, ""},
		{`content = "hello"`, "hello"},
		{`content = ""`, ""},
		{`content = "größe\n雪"`, "größe\n雪"},
		{`content_base64 = "AP8NCg=="`, "\x00\xff\r\n"},
		{"content_wo = \"hello\"\n content_wo_version = 1", "hello"},
		{"content_wo = \"\"\n content_wo_version = 1", ""},
	}
	var hcl strings.Builder
	var plans []plancheck.PlanCheck
	var states []statecheck.StateCheck
	pathOf := func(i int) string { return fmt.Sprintf("in/%d", i) }
	for i, kind := range kinds {
		label := fmt.Sprintf("f%d", i)
		hcl.WriteString(fileNamed(label, pathOf(i), kind.lines))
		hash := knownvalue.Check(knownvalue.StringExact(fmt.Sprintf("%x", md5.Sum([]byte(kind.content)))))
		if strings.Contains(kind.lines, "content_wo") {
			hash = knownvalue.Null()
		}
		at := "snowstage_stage_file." + label
		size := knownvalue.Int64Exact(int64(len(kind.content)))
		plans = append(plans,
			plancheck.ExpectUnknownValue(at, tfjsonpath.New("id")),
			plancheck.ExpectKnownValue(at, tfjsonpath.New("size"), size),
			plancheck.ExpectKnownValue(at, tfjsonpath.New("content_md5"), hash))
		for attribute, value := range map[string]knownvalue.Check{
			"id": knownvalue.StringExact(`"ANALYTICS"."RAW"."LANDING"/` + pathOf(i)), "size": size, "content_md5": hash, "md5": hash,
			"last_modified": knownvalue.NotNull(), "content_wo": knownvalue.Null(),
		} {
			states = append(states, statecheck.ExpectKnownValue(at, tfjsonpath.New(attribute), value))
		}
	}
	h.run(t,
		resource.TestStep{Config: h.config(hcl.String()), ConfigPlanChecks: preApply(plans...), ConfigStateChecks: states},
		h.stays(hcl.String()),
		resource.TestStep{PreConfig: func() {
			for i, kind := range kinds {
				h.expectFile(t, pathOf(i), kind.content)
			}
		}, Config: h.config("")},
	)
	if got := h.uploads(t); len(got) != len(kinds) {
		t.Errorf("uploads: %q", got)
	}
	for i := range kinds {
		if !h.sqlOff {
			h.expectNoFile(t, pathOf(i))
		}
	}
}

func TestChangedContentIsUploadedOnce(t *testing.T) {
	t.Parallel()
	h := newFileHarness(t)
	name, source := sourceFile(t, "one")
	write := func(content string) func() {
		return func() {
			if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	update := fileAction(plancheck.ResourceActionUpdate)
	var sent int
	h.run(t,
		resource.TestStep{Config: h.config(fileWith("source = " + source))},
		resource.TestStep{PreConfig: write("two"), Config: h.config(fileWith("source = " + source)), ConfigPlanChecks: update},
		h.stays(fileWith("source = "+source)),
		resource.TestStep{
			PreConfig: func() {
				h.expectUploads(t, "in/a.csv", "in/a.csv")
				h.expectFile(t, "in/a.csv", "two")
				sent = len(h.uploads(t))
			},
			Config: h.config(fileWith("content = \"two\"", "overwrite = true", "keep_on_destroy = false", "timeouts = { create = \"1m\" }")), ConfigPlanChecks: update,
		},
		resource.TestStep{Config: h.config(fileWith(`content_base64 = "dHdv"`)), ConfigPlanChecks: update},
		resource.TestStep{Config: h.config(fileWith("source = "+source, `source_hash = "a"`)), ConfigPlanChecks: update},
		resource.TestStep{Config: h.config(fileWith("source = "+source, `source_hash = "b"`)), ConfigPlanChecks: update},
		resource.TestStep{Config: h.config(fileWith(`content_wo = "two"`, "content_wo_version = 1")), ConfigPlanChecks: update},
		resource.TestStep{
			PreConfig: func() {
				if got := len(h.uploads(t)); got != sent {
					t.Errorf("%d uploads of content that was there already", got-sent)
				}
			},
			Config: h.config(fileWith(`content_wo = "three"`, "content_wo_version = 1")), ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan()),
		},
		resource.TestStep{Config: h.config(fileWith(`content_wo = "three"`, "content_wo_version = 2")), ConfigPlanChecks: update},
		resource.TestStep{PreConfig: func() { h.expectFile(t, "in/a.csv", "three") }, Config: h.config(fileWith(`content = "three"`)), ConfigPlanChecks: update},
	)
	if got := h.uploads(t); len(got) != sent+2 { // The last one because no hash of what was there is kept.
		t.Errorf("uploads: %q", got)
	}
}

// A source that is written in the same apply is read after that.
func TestSourceOfAnotherResourceWaitsForItsHash(t *testing.T) {
	t.Parallel()
	h, cli := newFileHarness(t), newCommandLine(t)
	cli.configure(h.config(`
resource "terraform_data" "writer" {
  input = "written by another resource"
  provisioner "local-exec" { command = "printf '%s' '${self.input}' > made.txt" }
}
`, fileWith(`source = "made.txt"`, "source_hash = terraform_data.writer.id")))
	cli.run("apply", "-auto-approve")
	h.expectFile(t, "in/a.csv", "written by another resource")
	cli.run("plan", "-detailed-exitcode")
	h.expectUploads(t, "in/a.csv")
}

// Terraform itself compares what two plans say of the content, before anything is sent.
func TestSourceThatChangesAfterThePlanIsNotUploaded(t *testing.T) {
	t.Parallel()
	h, cli := newFileHarness(t), newCommandLine(t)
	name, source := sourceFile(t, "planned")
	cli.configure(h.config(fileWith("source = " + source)))
	cli.run("plan", "-out=saved")
	if err := os.WriteFile(name, []byte("changed"), 0o600); err != nil {
		t.Fatal(err)
	}
	cli.fails([]string{"apply", "saved"}, "inconsistent final plan", ".content_md5")
	h.expectUploads(t)
	h.expectNoFile(t, "in/a.csv")
}

func TestAnotherPathOrStageIsAnotherFile(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newFileHarness(t)
	h.createSSEBeside(t, `ANALYTICS.RAW."landing"`)
	spelled := func(database, stage, path string) string {
		return h.config(strings.NewReplacer(`"ANALYTICS"`, database, `"landing"`, stage, `"in/a.csv"`, path).Replace(fileWith(`content = "hello"`)))
	}
	h.run(t,
		resource.TestStep{Config: spelled(`"ANALYTICS"`, `"landing"`, `"in/a.csv"`)},
		resource.TestStep{Config: spelled(`"analytics"`, `"\"LANDING\""`, `"in/a.csv"`), ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan())},
		resource.TestStep{Config: spelled(`"ANALYTICS"`, `"landing"`, `"in/A.csv"`), ConfigPlanChecks: preApply(replacedFor{theFile, "path"})},
		resource.TestStep{
			PreConfig: func() { h.expectNoFile(t, "in/a.csv") },
			Config:    spelled(`"ANALYTICS"`, `"\"landing\""`, `"in/A.csv"`), ConfigPlanChecks: preApply(replacedFor{theFile, "stage"}),
		},
	)
	h.expectNoFile(t, "in/A.csv")
	if got := h.uploads(t); !slices.Equal(got, []string{"in/a.csv", "in/A.csv", "in/A.csv"}) {
		t.Errorf("uploads: %q", got)
	}
}
