package provider

import (
	"cmp"
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// terraformRun is one run of Terraform with a provider process of its own: what Terraform asks and sends in it, without the CLI.
type terraformRun struct {
	t      *testing.T
	server tfprotov6.ProviderServer
	schema *tfprotov6.GetProviderSchemaResponse

	managed string // the type of resource that is spoken of; empty: snowstage_stage
}

func (r terraformRun) resourceType() string { return cmp.Or(r.managed, "snowstage_stage") }

// told is what an answer of the provider brought: the new state of a resource, the messages of an action, or the result of anything else.
type told struct {
	value       tftypes.Value
	private     []byte
	messages    []string
	diagnostics []*tfprotov6.Diagnostic
}

func (a told) isNull() bool { return a.value.IsNull() }

// attribute is the text of an attribute.
func (a told) attribute(t *testing.T, name string) string {
	t.Helper()
	var attributes map[string]tftypes.Value
	var text string
	if err := a.value.As(&attributes); err != nil {
		t.Fatal(err)
	}
	if err := attributes[name].As(&text); err != nil {
		t.Fatal(err)
	}
	return text
}

// connectedProvider is the provider with a client that the test has made.
type connectedProvider struct {
	*snowstageProvider
	made *configured
}

func (p connectedProvider) Configure(_ context.Context, _ provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	resp.ResourceData, resp.DataSourceData, resp.EphemeralResourceData, resp.ActionData = p.made, p.made, p.made, p.made
}

func newTerraformRun(t *testing.T, schema *tfprotov6.GetProviderSchemaResponse, made *configured) terraformRun {
	t.Helper()
	server, err := providerserver.NewProtocol6WithError(connectedProvider{&snowstageProvider{version: "test"}, made})()
	if err != nil {
		t.Fatal(err)
	}
	config := dynamic(t, hcl{}.value(t, schema.Provider.ValueType()))
	resp, err := server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: config})
	if err != nil || len(resp.Diagnostics) > 0 {
		t.Fatal(err, diagnosticLines(resp.Diagnostics))
	}
	return terraformRun{t: t, server: server, schema: schema}
}

func (r terraformRun) stageType() tftypes.Type {
	return r.schema.ResourceSchemas[r.resourceType()].ValueType()
}

func (r terraformRun) none() told { return told{value: tftypes.NewValue(r.stageType(), nil)} }

func (r terraformRun) told(value *tfprotov6.DynamicValue, typ tftypes.Type, private []byte, diagnostics []*tfprotov6.Diagnostic) told {
	r.t.Helper()
	if value == nil {
		return told{value: tftypes.NewValue(typ, nil), private: private, diagnostics: diagnostics}
	}
	decoded, err := value.Unmarshal(typ)
	if err != nil {
		r.t.Fatal(err)
	}
	return told{value: decoded, private: private, diagnostics: diagnostics}
}

// plan plans the configuration, or none for a destroy.
func (r terraformRun) plan(config hcl, prior told) told {
	r.t.Helper()
	wanted := r.none().value
	proposed := wanted
	if config != nil {
		wanted = config.value(r.t, r.stageType())
		proposed = r.proposed(wanted, prior.value)
	}
	resp, err := r.server.PlanResourceChange(r.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: r.resourceType(), PriorState: dynamic(r.t, prior.value), PriorPrivate: prior.private,
		Config: dynamic(r.t, wanted), ProposedNewState: dynamic(r.t, proposed),
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return r.told(resp.PlannedState, r.stageType(), resp.PlannedPrivate, resp.Diagnostics)
}

// proposed is what Terraform proposes: the configuration, and where it says nothing of a computed attribute, what it was.
func (r terraformRun) proposed(config, prior tftypes.Value) tftypes.Value {
	r.t.Helper()
	if prior.IsNull() {
		return config
	}
	var values, before map[string]tftypes.Value
	if err := config.As(&values); err != nil {
		r.t.Fatal(err)
	}
	if err := prior.As(&before); err != nil {
		r.t.Fatal(err)
	}
	for _, attribute := range r.schema.ResourceSchemas[r.resourceType()].Block.Attributes {
		if attribute.Computed && values[attribute.Name].IsNull() {
			values[attribute.Name] = before[attribute.Name]
		}
	}
	return tftypes.NewValue(config.Type(), values)
}

// apply carries out a plan.
func (r terraformRun) apply(config hcl, prior, planned told) told {
	r.t.Helper()
	return r.applyWithin(r.t.Context(), config, prior, planned)
}

// applyWithin carries out a plan until the context ends.
func (r terraformRun) applyWithin(ctx context.Context, config hcl, prior, planned told) told {
	r.t.Helper()
	wanted := r.none().value
	if config != nil {
		wanted = config.value(r.t, r.stageType())
	}
	resp, err := r.server.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: r.resourceType(), PriorState: dynamic(r.t, prior.value), Config: dynamic(r.t, wanted),
		PlannedState: dynamic(r.t, planned.value), PlannedPrivate: planned.private,
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return r.told(resp.NewState, r.stageType(), resp.Private, resp.Diagnostics)
}

// refresh reads a stage that is in the state.
func (r terraformRun) refresh(state told) told {
	r.t.Helper()
	resp, err := r.server.ReadResource(r.t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: r.resourceType(), CurrentState: dynamic(r.t, state.value), Private: state.private,
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return r.told(resp.NewState, r.stageType(), resp.Private, resp.Diagnostics)
}

// importStage does what an import block does: it imports, then reads.
func (r terraformRun) importStage(id string) told {
	r.t.Helper()
	resp, err := r.server.ImportResourceState(r.t.Context(), &tfprotov6.ImportResourceStateRequest{TypeName: r.resourceType(), ID: id})
	if err != nil || len(resp.ImportedResources) != 1 {
		r.t.Fatalf("importing %s: %v, %q", id, err, diagnosticLines(resp.Diagnostics))
	}
	imported := resp.ImportedResources[0]
	return r.refresh(r.told(imported.State, r.stageType(), imported.Private, nil))
}

// data reads a data source.
func (r terraformRun) data(typeName string, config hcl) told {
	r.t.Helper()
	typ := r.schema.DataSourceSchemas[typeName].ValueType()
	resp, err := r.server.ReadDataSource(r.t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: typeName, Config: dynamic(r.t, config.value(r.t, typ))})
	if err != nil {
		r.t.Fatal(err)
	}
	return r.told(resp.State, typ, nil, resp.Diagnostics)
}

// open opens an ephemeral resource.
func (r terraformRun) open(typeName string, config hcl) told {
	r.t.Helper()
	typ := r.schema.EphemeralResourceSchemas[typeName].ValueType()
	resp, err := r.server.OpenEphemeralResource(r.t.Context(), &tfprotov6.OpenEphemeralResourceRequest{TypeName: typeName, Config: dynamic(r.t, config.value(r.t, typ))})
	if err != nil {
		r.t.Fatal(err)
	}
	return r.told(resp.Result, typ, nil, resp.Diagnostics)
}
