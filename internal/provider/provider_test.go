package provider

import (
	"context"
	"fmt"
	"net"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	frameworkresource "github.com/hashicorp/terraform-plugin-framework/resource"
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
		if _, isNumber := attribute.(schema.Int64Attribute); isNumber != slices.Contains([]string{"port", "request_timeout", "max_retries"}, name) {
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

func (h *harness) hostAndPort(t *testing.T) (host, port string) {
	t.Helper()
	host, port, err := net.SplitHostPort(h.address.Host)
	if err != nil {
		t.Fatal(err)
	}
	return host, port
}

const stagesOfRaw = `
data "snowstage_stages" "raw" {
  database = "ANALYTICS"
  schema   = "RAW"
}
`

func TestProviderTakesEverythingFromTheEnvironment(t *testing.T) { //nolint:paralleltest // it sets the environment
	h := newHarness(t)
	host, port := h.hostAndPort(t)
	for name, value := range map[string]string{
		"SNOWFLAKE_ACCOUNT": testAccount, "SNOWFLAKE_USER": testUser, "SNOWFLAKE_PRIVATE_KEY": testKeyPEM(),
		"SNOWFLAKE_HOST": host, "SNOWFLAKE_PORT": port, "SNOWFLAKE_PROTOCOL": "http",
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
	host, port := h.hostAndPort(t)
	file := secretFile(t, fmt.Sprintf("[connections.work]\naccount = %q\nuser = %q\nhost = %q\nport = %s\nprotocol = 'http'\nrole = 'LOADER'\nprivate_key_file = %q\n",
		testAccount, testUser, host, port, secretFile(t, testKeyPEM())))
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

func TestUnknownConfigurationWaits(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	host, port := h.hostAndPort(t)
	h.run(t, resource.TestStep{Config: fmt.Sprintf(`
resource "terraform_data" "host" {
  input = %q
}

provider "snowstage" {
  host        = terraform_data.host.output
  account     = %q
  user        = %q
  port        = %s
  protocol    = "http"
  private_key = %q
}

resource "snowstage_stage" "landing" {
  database = "ANALYTICS"
  schema   = "RAW"
  name     = "landing"
}
`, host, testAccount, testUser, port, testKeyPEM())})
	if !slices.ContainsFunc(h.writes(), func(write string) bool { return strings.HasPrefix(write, "POST") }) {
		t.Error("the stage was not created once the host was known")
	}
}

func TestSettingsAreRefusedBeforeAnyRequest(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for hcl, want := range map[string]string{
		`account = "acme test" ` + "\n" + `token = "t"`:         `(?s)Invalid account.*acme test`,
		`private_key = "k" ` + "\n" + `private_key_path = "/k"`: `(?s)private_key and private_key_path exclude`,
		`port = 70000`:          `(?s)port.*65535`,
		`protocol = "ftp"`:      `(?s)Invalid protocol.*ftp`,
		`account = "acme-test"`: `(?s)Missing private_key_path.*SNOWFLAKE_PRIVATE_KEY_PATH`,
		`account = "acme-test"` + "\n" + `authenticator = "externalbrowser"`:                                                                       `(?s)Invalid authenticator.*browser`,
		`host = "127.0.0.2"` + "\n" + `protocol = "http"` + "\n" + `user = "x"` + "\n" + `private_key = "no key"` + "\n" + `account = "acme-test"`: `(?s)Invalid private_key.*PEM`,
	} {
		h.run(t, resource.TestStep{Config: "provider \"snowstage\" {\n" + hcl + "\n}\n" + stagesOfRaw, ExpectError: regexp.MustCompile(want)})
	}
	if n := len(h.requests()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}
