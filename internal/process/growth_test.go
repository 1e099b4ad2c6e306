package process

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	framework "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/snowstage/terraform-provider-snowstage/internal/provider"
	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

const (
	reads        = 10_000
	idleReads    = reads / 10
	frameworks   = 1 << 10 // bytes a read that the framework keeps of its context
	ours         = 2 << 10 // bytes a read that a run knows of its stage
	contextBytes = 12 << 10
)

// TestReadsLeaveNothingBehind reads as many stages as there are reads, since a run reads each once, beside a provider of the same schema
// that reads nothing. Each context is as large as Terraform's with its loggers: kept, they would be 120 MB.
func TestReadsLeaveNothingBehind(t *testing.T) { //nolint:paralleltest // It measures the heap of the whole process.
	account, err := sandbox.ServeAccount()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(account.Close)
	for i := range reads {
		createBeside(t, account, stageName(i))
	}
	stages, err := account.Stages(t.Context())
	if err != nil {
		t.Fatal(err)
	}

	idle := withoutLoggers(newServer(idleProvider{}))
	idleHeap, idleGoroutines := growth(t, idle, "idle_stage", stages, idleReads)
	stage := withoutLoggers(newServer(provider.New("test")()))
	configure(t, stage, account)
	realHeap, realGoroutines := growth(t, stage, "snowstage_stage", stages, reads)
	t.Logf("bytes a read: %d, of the framework %d; goroutines: %d, of the framework %d", realHeap, idleHeap, realGoroutines, idleGoroutines)

	if idleHeap > frameworks || realHeap-idleHeap > ours {
		t.Errorf("each read has left %d bytes behind, %d of them the framework's", realHeap, idleHeap)
	}
	if idleGoroutines > 1 || realGoroutines-idleGoroutines > 10 { // connections to the account
		t.Errorf("%d reads have left %d goroutines behind, %d of them the framework's", reads, realGoroutines, idleGoroutines)
	}
}

func stageName(i int) string { return fmt.Sprintf("STAGE_%d", i) }

// createBeside goes without a connection, which would take longer than everything else.
func createBeside(t *testing.T, account *sandbox.Account, name string) {
	t.Helper()
	body := strings.NewReader(fmt.Sprintf(`{"name":%q}`, name))
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, fmt.Sprintf("/api/v2/databases/%s/schemas/%s/stages", sandbox.Database, sandbox.Schema), body)
	request.Header.Set("Authorization", "Bearer "+sandbox.OthersToken)
	request.Header.Set("X-Snowflake-Authorization-Token-Type", "PROGRAMMATIC_ACCESS_TOKEN")
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "somebody/1")
	answered := httptest.NewRecorder()
	account.ServeHTTP(answered, request)
	if answered.Code != http.StatusOK {
		t.Fatalf("creating %s: %s", name, answered.Body)
	}
}

// growth reads so many stages once, and measures what that leaves behind: bytes for each, and goroutines.
func growth(t *testing.T, server tfprotov6.ProviderServer, resourceType string, stages map[string]sandbox.Found, reads int) (heap int64, goroutines int) {
	t.Helper()
	states := statesOf(t, server, resourceType, stages, reads)
	heapBefore, goroutinesBefore := inUse()
	for _, state := range states {
		loggers := make([]byte, contextBytes)
		ctx, cancel := context.WithCancel(context.WithValue(t.Context(), loggerKey{}, loggers))
		read, err := server.ReadResource(ctx, &tfprotov6.ReadResourceRequest{TypeName: resourceType, CurrentState: state})
		cancel()
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range read.Diagnostics {
			t.Fatalf("%s: %s", d.Summary, d.Detail)
		}
	}
	heapAfter, goroutinesAfter := inUse()
	runtime.KeepAlive(server)
	runtime.KeepAlive(states)
	return (heapAfter - heapBefore) / int64(reads), goroutinesAfter - goroutinesBefore
}

func inUse() (heap int64, goroutines int) {
	runtime.GC()
	runtime.GC() // for what was finalized by the first, and for pools
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return int64(memory.HeapAlloc), runtime.NumGoroutine()
}

// statesOf are states as a create leaves them, as far as the provider looks at them.
func statesOf(t *testing.T, server tfprotov6.ProviderServer, resourceType string, stages map[string]sandbox.Found, reads int) []*tfprotov6.DynamicValue {
	t.Helper()
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	typ, ok := schemas.ResourceSchemas[resourceType].ValueType().(tftypes.Object)
	if !ok {
		t.Fatalf("there is no resource %s", resourceType)
	}
	states := make([]*tfprotov6.DynamicValue, 0, reads)
	for i := range reads {
		found := stages[stageName(i)]
		states = append(states, object(t, typ, map[string]any{
			"database": sandbox.Database, "schema": sandbox.Schema, "name": found.Name, "created_on": found.CreatedOn,
			"id": found.Name, "kind": "PERMANENT", "comment": found.Comment, "has_credentials": false, "has_encryption_key": false,
		}))
	}
	return states
}

// object is null where nothing is given.
func object(t *testing.T, typ tftypes.Object, given map[string]any) *tfprotov6.DynamicValue {
	t.Helper()
	attributes := make(map[string]tftypes.Value, len(typ.AttributeTypes))
	for name, attribute := range typ.AttributeTypes {
		attributes[name] = tftypes.NewValue(attribute, given[name])
	}
	value, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, attributes))
	if err != nil {
		t.Fatal(err)
	}
	return &value
}

func configure(t *testing.T, server tfprotov6.ProviderServer, account *sandbox.Account) {
	t.Helper()
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	typ, ok := schemas.Provider.ValueType().(tftypes.Object)
	if !ok {
		t.Fatal("the provider has no schema")
	}
	port, err := strconv.Atoi(account.Address.Port())
	if err != nil {
		t.Fatal(err)
	}
	resp, err := server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: object(t, typ, map[string]any{
		"host": account.Address.Hostname(), "port": port, "protocol": "http",
		"token": sandbox.OthersToken, "authenticator": "PROGRAMMATIC_ACCESS_TOKEN",
	})})
	if err != nil || len(resp.Diagnostics) > 0 {
		t.Fatal(err, resp.Diagnostics)
	}
}

func newServer(p framework.Provider) tfprotov6.ProviderServer {
	return providerserver.NewProtocol6(p)()
}

// idleProvider has one resource with the schema of a stage, and leaves it as it is.
type idleProvider struct{}

func (idleProvider) Metadata(_ context.Context, _ framework.MetadataRequest, resp *framework.MetadataResponse) {
	resp.TypeName = "idle"
}

func (idleProvider) Schema(context.Context, framework.SchemaRequest, *framework.SchemaResponse) {}

func (idleProvider) Configure(context.Context, framework.ConfigureRequest, *framework.ConfigureResponse) {
}

func (idleProvider) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (idleProvider) Resources(ctx context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return idleStage{provider.New("test")().Resources(ctx)[0]()} }}
}

// idleStage takes everything but its deeds from a real one, whose identity it does not have.
type idleStage struct{ stage resource.Resource }

func (idleStage) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "idle_stage"
}

func (s idleStage) Schema(ctx context.Context, req resource.SchemaRequest, resp *resource.SchemaResponse) {
	s.stage.Schema(ctx, req, resp)
}

func (idleStage) Create(context.Context, resource.CreateRequest, *resource.CreateResponse) {}

func (idleStage) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (idleStage) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {}

func (idleStage) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
