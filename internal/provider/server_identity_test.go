package provider

import (
	"maps"
	"slices"
	"strconv"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// wire is the provider as a Terraform that knows identities talks to it.
type wire struct {
	terraformRun
	identityType tftypes.Type
}

// remembered is what such a Terraform keeps of a resource.
type remembered struct {
	state    tftypes.Value
	identity *tfprotov6.ResourceIdentityData
	private  []byte
}

// connect configures a provider for the emulated account.
func (h *harness) connect(t *testing.T) wire {
	t.Helper()
	return h.connectWith(t, nil)
}

// connectWith configures it with more settings.
func (h *harness) connectWith(t *testing.T, more hcl) wire {
	t.Helper()
	port, err := strconv.Atoi(h.port)
	if err != nil {
		t.Fatal(err)
	}
	w := unconnected(t)
	settings := hcl{"account": testAccount, "user": testUser, "host": h.host, "port": port, "protocol": "http", "private_key": testKeyPEM()}
	maps.Copy(settings, h.settings())
	maps.Copy(settings, more)
	complaints := configure(t, w.server, settings)
	if len(complaints) > 0 {
		t.Fatal(complaints)
	}
	return w
}

// unconnected is a provider whose configuration is not known yet.
func unconnected(t *testing.T) wire {
	t.Helper()
	server := unconfiguredServer(t)
	return wire{terraformRun{t: t, server: server, schema: schemaOnTheWire(t)}, nil}.of("snowstage_stage")
}

// of speaks of another type of resource from now on.
func (w wire) of(typeName string) wire {
	w.managed, w.identityType = typeName, identitiesOnTheWire(w.t)[typeName].ValueType()
	return w
}

func (w wire) nothing() remembered { return remembered{state: tftypes.NewValue(w.stageType(), nil)} }

func (w wire) remember(state *tfprotov6.DynamicValue, identity *tfprotov6.ResourceIdentityData, private []byte) remembered {
	w.t.Helper()
	value, err := state.Unmarshal(w.stageType())
	if err != nil {
		w.t.Fatal(err)
	}
	return remembered{value, identity, private}
}

// apply plans and applies, and wants no other complaints of the plan than these.
func (w wire) apply(prior remembered, config hcl, complaints ...string) remembered {
	w.t.Helper()
	planned := w.change(prior, config)
	w.want(nil, planned.Diagnostics, complaints...)
	if len(planned.RequiresReplace) > 0 {
		w.t.Fatalf("planned as a replacement because of %s", planned.RequiresReplace)
	}
	applied, err := w.server.ApplyResourceChange(w.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: w.resourceType(), PriorState: dynamic(w.t, prior.state), Config: dynamic(w.t, config.value(w.t, w.stageType())),
		PlannedState: planned.PlannedState, PlannedIdentity: planned.PlannedIdentity, PlannedPrivate: planned.PlannedPrivate,
	})
	w.want(err, applied.Diagnostics)
	return w.remember(applied.NewState, applied.NewIdentity, applied.Private)
}

// change plans.
func (w wire) change(prior remembered, config hcl) *tfprotov6.PlanResourceChangeResponse {
	w.t.Helper()
	wanted := config.value(w.t, w.stageType())
	planned, err := w.server.PlanResourceChange(w.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: w.resourceType(), PriorState: dynamic(w.t, prior.state), PriorIdentity: prior.identity, PriorPrivate: prior.private,
		Config: dynamic(w.t, wanted), ProposedNewState: dynamic(w.t, w.proposed(wanted, prior.state)),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return planned
}

// read refreshes, and wants no other complaints than these.
func (w wire) read(prior remembered, complaints ...string) remembered {
	w.t.Helper()
	read, err := w.server.ReadResource(w.t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: w.resourceType(), CurrentState: dynamic(w.t, prior.state), CurrentIdentity: prior.identity, Private: prior.private,
	})
	w.want(err, read.Diagnostics, complaints...)
	return w.remember(read.NewState, read.NewIdentity, read.Private)
}

// imported imports by a string or by an identity, and wants no other complaints than these.
func (w wire) imported(id string, identity map[string]string, complaints ...string) remembered {
	w.t.Helper()
	request := &tfprotov6.ImportResourceStateRequest{TypeName: w.resourceType(), ID: id}
	if identity != nil {
		request.Identity = w.identity(identity)
	}
	resp, err := w.server.ImportResourceState(w.t.Context(), request)
	w.want(err, resp.Diagnostics, complaints...)
	if len(resp.ImportedResources) == 0 {
		return w.nothing()
	}
	return w.remember(resp.ImportedResources[0].State, resp.ImportedResources[0].Identity, resp.ImportedResources[0].Private)
}

func (w wire) want(err error, diagnostics []*tfprotov6.Diagnostic, complaints ...string) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	if got := diagnosticLines(diagnostics); !slices.Equal(got, complaints) {
		w.t.Fatalf("diagnostics %q, want %q", got, complaints)
	}
}

func (w wire) identity(names map[string]string) *tfprotov6.ResourceIdentityData {
	w.t.Helper()
	values := map[string]tftypes.Value{}
	for attribute, name := range names {
		values[attribute] = tftypes.NewValue(tftypes.String, name)
	}
	return &tfprotov6.ResourceIdentityData{IdentityData: dynamic(w.t, tftypes.NewValue(w.identityType, values))}
}

// wantIdentity compares an identity with the three names.
func (w wire) wantIdentity(got *tfprotov6.ResourceIdentityData, database, schema, name string) {
	w.t.Helper()
	want := map[string]string{"database": database, "schema": schema, "name": name}
	if found := w.names(got); !maps.Equal(found, want) {
		w.t.Errorf("the identity is %q, want %q", found, want)
	}
}

// names is what an identity says; nil if there is none.
func (w wire) names(identity *tfprotov6.ResourceIdentityData) map[string]string {
	w.t.Helper()
	if identity == nil {
		return nil
	}
	value, err := identity.IdentityData.Unmarshal(w.identityType)
	if err != nil {
		w.t.Fatal(err)
	}
	return texts(w.t, value)
}

// texts are the attributes of an object that are known texts.
func texts(t *testing.T, object tftypes.Value) map[string]string {
	t.Helper()
	var values map[string]tftypes.Value
	if err := object.As(&values); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for name, value := range values {
		var text string
		if value.Type().Is(tftypes.String) && value.IsKnown() && !value.IsNull() {
			if err := value.As(&text); err != nil {
				t.Fatal(err)
			}
			all[name] = text
		}
	}
	return all
}
