package provider

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/echoprovider"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

const (
	testAccount = "acme-test"
	testUser    = "TERRAFORM"
	testToken   = "token-of-a-person-who-works-beside-terraform"
)

// TestMain takes away what the caller's environment says about Snowflake and Terraform.
func TestMain(m *testing.M) {
	if servesOfficialStandIn() {
		return
	}
	os.Exit(withoutCallersEnvironment(m.Run))
}

func withoutCallersEnvironment(run func() int) int {
	home, err := os.MkdirTemp("", "snowstage-test-")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(home) }()
	cliConfig := filepath.Join(home, "terraform.rc")
	if err := os.WriteFile(cliConfig, nil, 0o600); err != nil {
		panic(err)
	}
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if strings.HasPrefix(name, "SNOWFLAKE_") || strings.HasPrefix(name, "TF_VAR_") || strings.HasPrefix(name, "TF_CLI_") {
			_ = os.Unsetenv(name)
		}
	}
	_ = os.Setenv("SNOWFLAKE_HOME", home)
	_ = os.Setenv("TF_CLI_CONFIG_FILE", cliConfig)
	_ = os.Setenv("CHECKPOINT_DISABLE", "1")
	if sqlIsOff() {
		_ = os.Setenv("SNOWFLAKE_SQL_API", "off")
	}
	_ = os.Setenv("SNOWFLAKE_READ_STRATEGY", os.Getenv("SNOWSTAGE_TEST_READ_STRATEGY")) // make test-read-strategies
	return run()
}

// providerFactories are the provider under test, and echo, which shows what an ephemeral resource gave.
var providerFactories = map[string]func() (tfprotov6.ProviderServer, error){
	"snowstage": providerserver.NewProtocol6WithError(New("test")()),
	"echo":      echoprovider.NewProviderServer(),
}

var testKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

func testKeyPEM() string {
	der, err := x509.MarshalPKCS8PrivateKey(testKey())
	if err != nil {
		panic(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// harness is an account of its own for one test: the emulator, and a person who works on it beside Terraform.
type harness struct {
	*emulator.Emulator

	// person sends requests with credentials of its own; they are not in the journal.
	person *client.Client

	address    *url.URL
	host, port string // of the address

	sqlOff       bool   // the provider is configured to do without SQL
	readStrategy string // empty: that of the environment
}

// newHarness starts an emulator whose defaults provoke: pages of two rows, a 202 on every other write, a schema whose name
// needs quotes. More options are applied last.
func newHarness(t *testing.T, options ...emulator.Option) *harness {
	t.Helper()
	e, err := emulator.New(append([]emulator.Option{
		emulator.WithSchema("ANALYTICS", "RAW"),
		emulator.WithSchema(`"My ""Data"""`, `"My Schema"`),
		emulator.WithUser(testAccount, testUser, &testKey().PublicKey),
		emulator.WithToken("PROGRAMMATIC_ACCESS_TOKEN", testToken),
		emulator.WithPageSize(2),
		emulator.WithAsync(2, 1),
	}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(e)
	t.Cleanup(server.Close)
	address, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	person, err := client.New(client.Config{
		BaseURL:    address,
		Credential: personsToken{},
		UserAgent:  "person/1",
		Sleep:      func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	})
	if err != nil {
		t.Fatal(err)
	}
	h := &harness{Emulator: e, person: person, address: address, host: address.Hostname(), port: address.Port(), sqlOff: sqlIsOff()}
	t.Cleanup(func() { h.expectNoSQLIfOff(t) })
	return h
}

// run goes through the steps with the real CLI, and drops what is left at the end.
func (h *harness) run(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	test := resource.TestCase{ProtoV6ProviderFactories: providerFactories, Steps: steps}
	if steps[0].ConfigDirectory != nil {
		// A folder with a provider block may not be used with factories of the whole case.
		test.ProtoV6ProviderFactories = nil
		for i := range steps {
			steps[i].ProtoV6ProviderFactories = providerFactories
		}
	}
	resource.Test(t, test)
}
