package provider

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/querycheck"
	"github.com/hashicorp/terraform-plugin-testing/querycheck/queryfilter"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

func TestQueryFindsStages(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for _, name := range []string{"LAND_1", "LAND_2", `"land_3"`, "OTHER"} {
		h.createBeside(t, "ANALYTICS.RAW."+name, client.Stage{Comment: new("stage " + name)})
	}
	identity := func(name string) map[string]knownvalue.Check {
		return map[string]knownvalue.Check{
			"database": knownvalue.StringExact("ANALYTICS"), "schema": knownvalue.StringExact("RAW"), "name": knownvalue.StringExact(name),
		}
	}
	const query = `
list "snowstage_stage" "all" {
  provider = snowstage
  config {
    database = "analytics"
    schema   = "raw"
  }
}
list "snowstage_stage" "land" {
  provider         = snowstage
  include_resource = true
  config {
    database = "analytics"
    schema   = "raw"
    like     = "land\\_%"
  }
}
list "snowstage_stage" "two" {
  provider = snowstage
  limit    = 2
  config {
    database = "analytics"
    schema   = "raw"
  }
}
`
	resource.Test(t, resource.TestCase{
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_14_0)},
		ProtoV6ProviderFactories: providerFactories,
		Steps: []resource.TestStep{{
			Query: true, Config: h.config(query),
			QueryResultChecks: []querycheck.QueryResultCheck{
				querycheck.ExpectLength("snowstage_stage.all", 4),
				querycheck.ExpectLength("snowstage_stage.land", 3),
				querycheck.ExpectLength("snowstage_stage.two", 2),
				querycheck.ExpectIdentity("snowstage_stage.all", identity("OTHER")),
				querycheck.ExpectIdentity("snowstage_stage.land", identity(`"land_3"`)),
				querycheck.ExpectResourceDisplayName("snowstage_stage.land", queryfilter.ByResourceIdentity(identity("LAND_2")),
					knownvalue.StringExact(`"ANALYTICS"."RAW"."LAND_2"`)),
				querycheck.ExpectResourceKnownValues("snowstage_stage.land", queryfilter.ByResourceIdentity(identity(`"land_3"`)), []querycheck.KnownValueCheck{
					{Path: tfjsonpath.New("comment"), KnownValue: knownvalue.StringExact(`stage "land_3"`)},
					{Path: tfjsonpath.New("name"), KnownValue: knownvalue.StringExact(`"land_3"`)},
				}),
			},
		}},
	})
	h.expectWrites(t)
}

// What terraform query writes is configuration that only lacks the secrets: with them it is valid, and applying its import
// blocks changes nothing.
func TestQueryWritesConfigurationThatPlansEmpty(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for name, stage := range map[string]client.Stage{
		`ANALYTICS.RAW.KEYS`:               withKeys(),
		`ANALYTICS.RAW.MASTER`:             withMasterKey(),
		`ANALYTICS.RAW.SSE`:                {Encryption: &client.Encryption{Type: new("SNOWFLAKE_SSE")}, Comment: new("${ssh} \"quoted\"\nand %{more}")},
		`"My ""Data"""."My Schema"."a.b"`:  {DirectoryTable: &client.DirectoryTable{Enable: new(true)}},
		`"My ""Data"""."My Schema"."c""d"`: {URL: new("s3://a/"), StorageIntegration: new(`"My Lake"`), DirectoryTable: &client.DirectoryTable{Enable: new(true), AutoRefresh: new(true)}},
	} {
		h.createBeside(t, name, stage)
	}
	cli := newCommandLine(t)
	cli.needsQueriesAndActions()
	cli.configure(h.config())
	cli.write("stages.tfquery.hcl", `
list "snowstage_stage" "raw" {
  provider = snowstage
  config {
    database = "analytics"
    schema   = "raw"
  }
}
list "snowstage_stage" "quoted" {
  provider = snowstage
  config {
    database = "\"My \"\"Data\"\"\""
    schema   = "\"My Schema\""
  }
}
`)
	cli.run("query", "-generate-config-out=generated.tf")
	content, err := os.ReadFile(filepath.Join(cli.Folder, "generated.tf"))
	if err != nil {
		t.Fatal(err)
	}
	generated := string(content)
	if blocks := strings.Count(generated, "\nimport {"); blocks != 5 {
		t.Fatalf("%d import blocks were generated:\n%s", blocks, generated)
	}

	if told := regexp.MustCompile(`type\s*= "SNOWFLAKE_SSE"`).MatchString(generated); told == h.sqlOff {
		t.Errorf("the generated configuration tells the encryption of the internal stage: %t\n%s", told, generated)
	}
	cli.fails([]string{"validate"}, "Empty credentials")
	cli.fails([]string{"validate"}, "Empty encryption")
	cli.write("generated.tf", filledIn(generated, map[string]string{"aws_key_id_wo": "id", "aws_secret_key_wo": "secret", "master_key_wo": keyOf128}))
	cli.run("plan", "-out=plan")
	planned, err := cli.Plan(t.Context(), "plan")
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range planned {
		if !slices.Equal(change.Change.Actions, []string{"no-op"}) || change.Change.Importing == nil {
			t.Errorf("%s: planned to %s %q, imported: %t", change.Address, change.Change.Actions, change.Differences(), change.Change.Importing != nil)
		}
	}
	if len(planned) != 5 {
		t.Errorf("%d stages are in the plan", len(planned))
	}
	cli.run("apply", "plan")
	cli.run("plan", "-detailed-exitcode")
	h.expectWrites(t)
}

// filledIn gives values to sensitive attributes, which generated configuration leaves null, but for the key of a stage whose encryption has none.
func filledIn(generated string, secrets map[string]string) string {
	generated = regexp.MustCompile(`# sensitive(\s*type\s*= "SNOWFLAKE_SSE")`).ReplaceAllString(generated, "$1")
	for name, secret := range secrets {
		generated = regexp.MustCompile(name+`\s*= null # sensitive`).ReplaceAllLiteralString(generated, fmt.Sprintf("%s = %q", name, secret))
	}
	return generated
}

// needsQueriesAndActions skips the test if the CLI is older than Terraform 1.14, which brought them.
func (c commandLine) needsQueriesAndActions() {
	c.t.Helper()
	var cli struct {
		Version string `json:"terraform_version"`
	}
	if err := json.Unmarshal(c.printed("version", "-json"), &cli); err != nil {
		c.t.Fatal(err)
	}
	var major, found int
	if _, err := fmt.Sscanf(cli.Version, "%d.%d", &major, &found); err != nil {
		c.t.Fatalf("the version %q: %v", cli.Version, err)
	}
	if major == 1 && found < 14 {
		c.t.Skipf("Terraform CLI version %s is below the version this test needs: 1.14.0", cli.Version)
	}
}

// printed is what a command that has to work wrote to stdout.
func (c commandLine) printed(arguments ...string) []byte {
	c.t.Helper()
	said, err := c.Command(c.t.Context(), arguments...).Output()
	if err != nil {
		c.t.Fatal(err)
	}
	return said
}

func (c commandLine) write(name, content string) {
	c.t.Helper()
	if err := c.Write(name, content); err != nil {
		c.t.Fatal(err)
	}
}
