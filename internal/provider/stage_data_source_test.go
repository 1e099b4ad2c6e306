package provider

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

func TestStageDataSourceShowsEveryReadableProperty(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.createBeside(t, "ANALYTICS.RAW.LAKE", client.Stage{
		URL: new("gcs://acme-lake/raw/"), StorageIntegration: new(`"Lake Integration"`), Comment: new("Files from partners"),
		Encryption:     &client.Encryption{Type: new("GCS_SSE_KMS"), KMSKeyID: new("projects/p/locations/l/keyRings/r/cryptoKeys/k")},
		DirectoryTable: &client.DirectoryTable{Enable: new(true), AutoRefresh: new(true), NotificationIntegration: new("LAKE_EVENTS")},
	})
	h.createBeside(t, "ANALYTICS.RAW.COMPATIBLE", client.Stage{
		URL: new("s3compat://acme-lake/raw/"), Endpoint: new("storage.example.com"), Credentials: &client.Credentials{
			CredentialType: "AWS", AWSKeyID: new(client.Secret("AKIAEXAMPLE")), AWSSecretKey: new(client.Secret("example/secret")),
		},
	})
	h.createBeside(t, "ANALYTICS.RAW.LANDING", client.Stage{})

	show := func(stage string, want map[string]knownvalue.Check) []statecheck.StateCheck {
		var checks []statecheck.StateCheck
		for attribute, value := range want {
			checks = append(checks, statecheck.ExpectKnownValue("data.snowstage_stage."+stage, tfjsonpath.New(attribute), value))
		}
		return checks
	}
	var checks []statecheck.StateCheck
	checks = append(checks, show("lake", map[string]knownvalue.Check{
		"id":                   knownvalue.StringExact(`"ANALYTICS"."RAW"."LAKE"`),
		"fully_qualified_name": knownvalue.StringExact(`"ANALYTICS"."RAW"."LAKE"`),
		"database":             knownvalue.StringExact("analytics"),
		"schema":               knownvalue.StringExact("Raw"),
		"name":                 knownvalue.StringExact("lake"),
		"kind":                 knownvalue.StringExact("PERMANENT"),
		"url":                  knownvalue.StringExact("gcs://acme-lake/raw/"),
		"endpoint":             knownvalue.Null(),
		"storage_integration":  knownvalue.StringExact(`"Lake Integration"`),
		"comment":              knownvalue.StringExact("Files from partners"),
		"directory_table": knownvalue.ObjectExact(map[string]knownvalue.Check{
			"enable":                   knownvalue.Bool(true),
			"refresh_on_create":        knownvalue.Bool(true),
			"auto_refresh":             knownvalue.Bool(true),
			"notification_integration": knownvalue.StringExact("LAKE_EVENTS"),
		}),
		"created_on":         knownvalue.StringRegexp(regexp.MustCompile(`^\d{4}-\d\d-\d\dT`)),
		"has_credentials":    knownvalue.Bool(false),
		"has_encryption_key": knownvalue.Bool(true),
		"owner":              knownvalue.NotNull(),
		"owner_role_type":    knownvalue.StringExact("ROLE"),
		"region":             knownvalue.NotNull(),
		"cloud":              knownvalue.StringExact("GCP"),
	})...)
	checks = append(checks, show("compatible", map[string]knownvalue.Check{
		"endpoint":        knownvalue.StringExact("storage.example.com"),
		"has_credentials": knownvalue.Bool(true),
	})...)
	checks = append(checks, show("landing", map[string]knownvalue.Check{
		"url":                 knownvalue.Null(),
		"storage_integration": knownvalue.Null(),
		"comment":             knownvalue.StringExact(""),
		"region":              knownvalue.Null(),
		"cloud":               knownvalue.Null(),
		"has_encryption_key":  knownvalue.Bool(false),
		"directory_table": knownvalue.ObjectPartial(map[string]knownvalue.Check{
			"enable": knownvalue.Bool(false), "auto_refresh": knownvalue.Bool(false), "notification_integration": knownvalue.Null(),
		}),
	})...)
	h.run(t, resource.TestStep{
		Config: h.config(`
data "snowstage_stage" "lake" {
  database = "analytics"
  schema   = "Raw"
  name     = "lake"
}
data "snowstage_stage" "compatible" {
  database = "ANALYTICS"
  schema   = "RAW"
  name     = "COMPATIBLE"
}
data "snowstage_stage" "landing" {
  database = "ANALYTICS"
  schema   = "RAW"
  name     = "\"LANDING\""
}
`),
		ConfigStateChecks: checks,
	})
	h.expectWrites(t)
}

func TestStageDataSourceTakesEveryName(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	var sources strings.Builder
	var checks []statecheck.StateCheck
	for i, name := range []string{`Landing`, `it's "my" stage / ünï.100%`, `a.b`} {
		q := qualified(t, `"My ""Data"""."My Schema".X`)
		q.Name = identifier.FromReply(name)
		h.createBeside(t, q.String(), client.Stage{Comment: new("comment of " + name)})
		fmt.Fprintf(&sources, `
data "snowstage_stage" "odd%d" {
  database = "\"My \"\"Data\"\"\""
  schema   = "\"My Schema\""
  name     = %s
}
`, i, hclString(q.Name.Quoted()))
		source := fmt.Sprintf("data.snowstage_stage.odd%d", i)
		checks = append(checks,
			statecheck.ExpectKnownValue(source, tfjsonpath.New("id"), knownvalue.StringExact(q.String())),
			statecheck.ExpectKnownValue(source, tfjsonpath.New("comment"), knownvalue.StringExact("comment of "+name)),
		)
	}
	h.run(t, resource.TestStep{Config: h.config(sources.String()), ConfigStateChecks: checks})
}

func TestStageDataSourceSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	look := func(arguments string) string {
		return h.config("data \"snowstage_stage\" \"x\" {\n" + arguments + "\n}\n")
	}
	h.run(t,
		resource.TestStep{
			Config: look(`
  database = "ANALYTICS"
  schema   = "RAW"
  name     = "absent"
`),
			ExpectError: says("Unable to read stage", `name = "absent"`, `"ANALYTICS"."RAW"."ABSENT"`, "does not exist or not authorized"),
		},
		resource.TestStep{
			Config: look(`
  database = "ANALYTICS"
  schema   = "RAW"
  name     = "not a name"
`),
			ExpectError: says("Invalid identifier", `name = "not a name"`, `"\"not a name\""`),
		},
	)
	h.expectWrites(t)
}
