package provider

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"
)

const testHost = "acme-analytics.snowflakecomputing.com"

// call is a function with its arguments.
type call []string

// made calls a function of a provider that is not configured. problem is "position: text", or "text".
func (c call) made(t *testing.T) (result any, problem string) {
	t.Helper()
	var arguments []*tfprotov6.DynamicValue
	for _, argument := range c[1:] {
		arguments = append(arguments, dynamic(t, tftypes.NewValue(tftypes.String, argument)))
	}
	resp, err := newServer(t).CallFunction(t.Context(), &tfprotov6.CallFunctionRequest{Name: c[0], Arguments: arguments})
	switch {
	case err != nil:
		t.Fatal(err)
	case resp.Error != nil && resp.Error.FunctionArgument != nil:
		return nil, fmt.Sprintf("%d: %s", *resp.Error.FunctionArgument, resp.Error.Text)
	case resp.Error != nil:
		return nil, resp.Error.Text
	}
	typ := schemaOnTheWire(t).Functions[c[0]].Return.Type
	value, err := resp.Result.Unmarshal(typ)
	if err != nil {
		t.Fatal(err)
	}
	return textsOf(t, value), ""
}

// textsOf is a text, or a map of the texts of an object.
func textsOf(t *testing.T, value tftypes.Value) any {
	t.Helper()
	if value.Type().Is(tftypes.String) {
		var text string
		if err := value.As(&text); err != nil {
			t.Fatal(err)
		}
		return text
	}
	var attributes map[string]tftypes.Value
	if err := value.As(&attributes); err != nil {
		t.Fatal(err)
	}
	texts := map[string]any{}
	for name, attribute := range attributes {
		texts[name] = textsOf(t, attribute)
	}
	return texts
}

func TestFunctions(t *testing.T) {
	t.Parallel()
	object := func(parts ...any) map[string]any {
		texts := map[string]any{}
		for i := 0; i < len(parts); i += 2 {
			texts[fmt.Sprint(parts[i])] = parts[i+1]
		}
		return texts
	}
	landing := []any{"database", "ANALYTICS", "schema", "RAW", "stage", "LANDING"}
	quoted := []any{"database", "ANALYTICS", "schema", `"My Schema"`, "stage", `"a.b ""c"""`}
	for _, test := range []struct {
		call call
		want any
	}{
		{call{"quote_identifier", "LANDING"}, `"LANDING"`},
		{call{"quote_identifier", "landing"}, `"landing"`},
		{call{"quote_identifier", `a.b "c"`}, `"a.b ""c"""`},
		{call{"quote_identifier", `"LANDING"`}, `"""LANDING"""`},
		{call{"quote_identifier", " größe\n"}, "\" größe\n\""},

		{call{"parse_stage_id", `"ANALYTICS"."RAW"."LANDING"`}, object(landing...)},
		{call{"parse_stage_id", `analytics.raw.landing`}, object(landing...)},
		{call{"parse_stage_id", `analytics/"RAW"/landing`}, object(landing...)},
		{call{"parse_stage_id", `"ANALYTICS"."My Schema"."a.b ""c"""`}, object(quoted...)},

		{call{"stage_file_url", testHost, "analytics", "raw", "landing", "in/orders.csv"}, "https://" + testHost + "/api/files/ANALYTICS/RAW/LANDING/in/orders%2ecsv"},
		{call{"stage_file_url", "localhost:8080", "analytics", `"My Schema"`, `"a.b ""c"""`, "100%?#+.csv"},
			"https://localhost:8080/api/files/ANALYTICS/%22My%20Schema%22/%22a%2eb%20%22%22c%22%22%22/100%25%3f%23%2b%2ecsv"},

		{call{"parse_stage_file_url", "https://" + testHost + "/api/files/ANALYTICS/RAW/LANDING/in/orders%2ecsv"}, object(append(landing, "host", testHost, "path", "in/orders.csv")...)},
		{call{"parse_stage_file_url", "https://" + testHost + "/api/files/analytics/raw/landing/in%2Forders.csv"}, object(append(landing, "host", testHost, "path", "in/orders.csv")...)},
		{call{"parse_stage_file_url", "https://localhost:8080/api/files/ANALYTICS/%22My%20Schema%22/%22a%2eb%20%22%22c%22%22%22/100%25%3f%23%2b%2ecsv"},
			object(append(quoted, "host", "localhost:8080", "path", "100%?#+.csv")...)},
	} {
		got, problem := test.call.made(t)
		if problem != "" || fmt.Sprint(got) != fmt.Sprint(test.want) {
			t.Errorf("%q is\n     %v %s\nwant %v", test.call, got, problem, test.want)
		}
	}
}

func TestFunctionsBlameTheArgument(t *testing.T) {
	t.Parallel()
	const needsQuotes = "a name without double quotes starts with a letter A-Z or _ and goes on with letters A-Z, digits, _ and $; for exactly these characters write "
	for _, test := range []struct {
		call call
		want string
	}{
		{call{"quote_identifier", ""}, "0: ``: a name has at least one character"},
		{call{"quote_identifier", "a\x00b"}, "0: `a\x00b`: a name has no NUL character"},
		{call{"parse_stage_id", "a.b"}, `0: "a.b" is not the full name of a stage: a qualified name has three parts, database, schema and name, all joined by "." or all by "/"`},
		{call{"stage_file_url", "https://" + testHost, "a", "b", "c", "d"}, "0: it is not a host, like acme-analytics.snowflakecomputing.com, without scheme and path"},
		{call{"stage_file_url", testHost, "my db", "b", "c", "d"}, "1: `my db`: " + needsQuotes + "`\"my db\"`, with its double quotes"},
		{call{"stage_file_url", testHost, "a", "9", "c", "d"}, "2: `9`: " + needsQuotes + "`\"9\"`, with its double quotes"},
		{call{"stage_file_url", testHost, "a", "b", "", "d"}, "3: ``: a name has at least one character"},
		{call{"stage_file_url", testHost, "a", "b", "c", "d//e"}, "4: it has an empty segment, //"},
		{call{"parse_stage_file_url", "@landing/a.csv"}, "0: it does not start with https:// and a host"},
		{call{"parse_stage_file_url", "https://" + testHost + "/api/files/A/B/C/../d"}, `0: reading the path: it has the segment ".."`},
		{call{"parse_stage_file_url", "https://" + testHost + "/api/files/01aaa6c4-3200-aac5-0003-41ba0008816a/916/pe%3d"}, "0: it is a scoped URL, which names no stage"},
	} {
		if got, problem := test.call.made(t); problem != test.want {
			t.Errorf("%q is %v, with the error\n     %s\nwant %s", test.call, got, problem, test.want)
		}
	}
}

// Functions are called while the provider has no configuration, and what they give fits back into each other and into arguments.
func TestFunctionsInTerraform(t *testing.T) {
	t.Parallel()
	check := func(output string, want knownvalue.Check) statecheck.StateCheck {
		return statecheck.ExpectKnownOutputValue(output, want)
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: providerFactories,
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_8_0)},
		Steps: []resource.TestStep{
			{
				Config: `
locals {
  stage = provider::snowstage::parse_stage_id("analytics.raw.${provider::snowstage::quote_identifier("My \"Stage\"")}")
  url   = provider::snowstage::stage_file_url("` + testHost + `", local.stage.database, local.stage.schema, local.stage.stage, "in/ünï 100%.csv")
}
output "url"  { value = local.url }
output "file" { value = provider::snowstage::parse_stage_file_url(local.url) }
`,
				ConfigStateChecks: checksOf(
					check("url", knownvalue.StringExact("https://"+testHost+"/api/files/ANALYTICS/RAW/%22My%20%22%22Stage%22%22%22/in/%c3%bcn%c3%af%20100%25%2ecsv")),
					check("file", knownvalue.ObjectExact(map[string]knownvalue.Check{
						"host": knownvalue.StringExact(testHost), "database": knownvalue.StringExact("ANALYTICS"), "schema": knownvalue.StringExact("RAW"),
						"stage": knownvalue.StringExact(`"My ""Stage"""`), "path": knownvalue.StringExact("in/ünï 100%.csv"),
					})),
				),
			},
			{
				Config:      `output "url" { value = provider::snowstage::stage_file_url("` + testHost + `", "a", "b", "c", "in/") }`,
				ExpectError: says(`Invalid value for "path" parameter: it ends in /, which names a folder.`),
			},
		},
	})
}
