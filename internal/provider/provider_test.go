package provider

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	frameworkresource "github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

func TestSchemaDescribesEverySetting(t *testing.T) {
	t.Parallel()
	var resp provider.SchemaResponse
	New("test")().Schema(t.Context(), provider.SchemaRequest{}, &resp)
	if diags := resp.Schema.ValidateImplementation(t.Context()); diags.HasError() {
		t.Fatal(diags)
	}
	secret := []string{"private_key", "private_key_passphrase", "token", "oauth_client_secret", "oauth_refresh_token"}
	for name, attribute := range resp.Schema.Attributes {
		description := attribute.GetMarkdownDescription()
		for _, variable := range fieldNamed(name).env {
			if !strings.HasPrefix(variable, "SNOWFLAKE_") || !strings.Contains(description, "`"+variable+"`") {
				t.Errorf("%s: the description does not name %s", name, variable)
			}
		}
		if !attribute.IsOptional() || attribute.IsSensitive() != slices.Contains(secret, name) {
			t.Errorf("%s: optional is %t and sensitive is %t", name, attribute.IsOptional(), attribute.IsSensitive())
		}
		if _, isNumber := attribute.(schema.Int64Attribute); isNumber != slices.Contains([]string{"port", "request_timeout", "max_retries", "max_requests_per_second"}, name) {
			t.Errorf("%s: number is %t", name, isNumber)
		}
	}
	if len(resp.Schema.Attributes) != len(providerFields) {
		t.Errorf("%d attributes for %d fields: a name is there twice", len(resp.Schema.Attributes), len(providerFields))
	}
}

func TestConfiguredTakesWhatTheProviderGives(t *testing.T) {
	t.Parallel()
	made := &configured{role: "LOADER"}
	var r configuredResource
	var d configuredDataSource
	var e configuredEphemeral
	configure := func(data any) (errors int) {
		var rr frameworkresource.ConfigureResponse
		var dr datasource.ConfigureResponse
		var er ephemeral.ConfigureResponse
		r.Configure(context.Background(), frameworkresource.ConfigureRequest{ProviderData: data}, &rr)
		d.Configure(context.Background(), datasource.ConfigureRequest{ProviderData: data}, &dr)
		e.Configure(context.Background(), ephemeral.ConfigureRequest{ProviderData: data}, &er)
		return rr.Diagnostics.ErrorsCount() + dr.Diagnostics.ErrorsCount() + er.Diagnostics.ErrorsCount()
	}
	if n := configure(nil); n != 0 || r.role+d.role+e.role != "" {
		t.Errorf("nothing was configured, with %d errors and a role", n)
	}
	if n := configure(made); n != 0 || r.configured != *made || d.configured != *made || e.configured != *made {
		t.Errorf("configured with %d errors: %+v %+v %+v", n, r, d, e)
	}
	if n := configure("nonsense"); n != 3 {
		t.Errorf("%d of 3 kinds refused a string", n)
	}
}

const stagesOfRaw = `
data "snowstage_stages" "raw" {
  database = "ANALYTICS"
  schema   = "RAW"
}
`

func TestProviderTakesEverythingFromTheEnvironment(t *testing.T) { //nolint:paralleltest // it sets the environment
	h := newHarness(t)
	for name, value := range map[string]string{
		"SNOWFLAKE_ACCOUNT": testAccount, "SNOWFLAKE_USER": testUser, "SNOWFLAKE_PRIVATE_KEY": testKeyPEM(),
		"SNOWFLAKE_HOST": h.host, "SNOWFLAKE_PORT": h.port, "SNOWFLAKE_PROTOCOL": "http",
	} {
		t.Setenv(name, value)
	}
	h.run(t, resource.TestStep{Config: stagesOfRaw})
	if len(h.requests()) == 0 {
		t.Error("nothing was asked of the account that the environment names")
	}
	for _, request := range h.requests() {
		if agent := request.Header.Get("User-Agent"); !regexp.MustCompile(`^terraform-provider-snowstage/test \(terraform/\d+\.\d+`).MatchString(agent) {
			t.Fatalf("the user agent is %s", agent)
		}
	}
}

func TestProviderTakesEverythingFromAProfile(t *testing.T) {
	t.Parallel()
	h := newHarness(t, emulator.WithRoles("LOADER"))
	file := secretFile(t, fmt.Sprintf("[connections.work]\naccount = %q\nuser = %q\nhost = %q\nport = %s\nprotocol = 'http'\nrole = 'LOADER'\nprivate_key_file = %q\n",
		testAccount, testUser, h.host, h.port, secretFile(t, testKeyPEM())))
	h.run(t, resource.TestStep{Config: fmt.Sprintf("provider \"snowstage\" {\n config_path = %q\n profile = \"work\"\n}\n", file) + stagesOfRaw})
	for _, request := range h.requests() {
		if role := request.Header.Get("X-Snowflake-Role"); role != "LOADER" {
			t.Fatalf("the role is %q, want the profile's", role)
		}
	}
	if len(h.requests()) == 0 {
		t.Error("nothing was asked of the account that the profile names")
	}
}

func TestSettingsAreRefusedOnTheirAttributes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config  hcl
		blamed  string
		summary string
	}{
		"in one attribute":    {hcl{"account": "acme test"}, "account", "Invalid account"},
		"a number":            {hcl{"port": 70000}, "port", "Invalid Attribute Value"},
		"a name":              {hcl{"role": "my role"}, "role", "Invalid role"},
		"between two":         {hcl{"private_key": "k", "private_key_path": "/k"}, "private_key_path", "Conflicting settings"},
		"beside an unknown":   {hcl{"account": later{}, "protocol": "ftp"}, "protocol", "Invalid protocol"},
		"nowhere to be found": {hcl{"account": "acme-test"}, "private_key_path", "Missing private_key_path"},
		"in what it holds":    {hcl{"account": "acme-test", "user": "x", "private_key": "no key"}, "private_key", "Invalid private_key"},
		"in where it leads":   {hcl{"account": "acme-test", "protocol": "http", "token": "t"}, "protocol", "Invalid protocol"},
	} {
		if got, want := configure(t, newServer(t), test.config), []string{"error " + test.blamed + ": " + test.summary}; !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

// configure validates and configures as Terraform does, and returns "severity attribute: summary" of each answer.
func configure(t *testing.T, server tfprotov6.ProviderServer, config hcl) []string {
	t.Helper()
	value := dynamic(t, config.value(t, providerSchema().Type().TerraformType(t.Context())))
	validated, err := server.ValidateProviderConfig(t.Context(), &tfprotov6.ValidateProviderConfigRequest{Config: value})
	if err != nil {
		t.Fatal(err)
	}
	if len(validated.Diagnostics) > 0 {
		return diagnosticLines(validated.Diagnostics)
	}
	configured, err := server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: value})
	if err != nil {
		t.Fatal(err)
	}
	return diagnosticLines(configured.Diagnostics)
}
