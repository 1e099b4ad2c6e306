package provider

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// newServer is the provider as Terraform talks to it, before it is configured.
func newServer(t *testing.T) tfprotov6.ProviderServer {
	t.Helper()
	server, err := providerserver.NewProtocol6WithError(New("test")())()
	if err != nil {
		t.Fatal(err)
	}
	return server
}

func dynamic(t *testing.T, value tftypes.Value) *tfprotov6.DynamicValue {
	t.Helper()
	dynamic, err := tfprotov6.NewDynamicValue(value.Type(), value)
	if err != nil {
		t.Fatal(err)
	}
	return &dynamic
}

// hcl is a configuration as the tests write it: what is not given is null, and later is a value that is not known yet.
type hcl map[string]any

type later struct{}

// value is the configuration as Terraform sends it.
func (h hcl) value(t *testing.T, typ tftypes.Type) tftypes.Value {
	t.Helper()
	object, ok := typ.(tftypes.Object)
	if !ok {
		t.Fatalf("%s is no object", typ)
	}
	for name := range h {
		if object.AttributeTypes[name] == nil {
			t.Fatalf("there is no attribute %s", name)
		}
	}
	values := map[string]tftypes.Value{}
	for name, attribute := range object.AttributeTypes {
		switch given := h[name].(type) {
		case hcl:
			values[name] = given.value(t, attribute)
		case later:
			values[name] = tftypes.NewValue(attribute, tftypes.UnknownValue)
		default:
			values[name] = tftypes.NewValue(attribute, given)
		}
	}
	return tftypes.NewValue(object, values)
}

func attributePath(at *tftypes.AttributePath) string {
	var names []string
	for _, step := range at.Steps() {
		if name, ok := step.(tftypes.AttributeName); ok {
			names = append(names, string(name))
		}
	}
	return strings.Join(names, ".")
}

// diagnosticLines are "severity attribute: summary" of each diagnostic, sorted.
func diagnosticLines(diagnostics []*tfprotov6.Diagnostic) []string {
	var all []string
	for _, d := range diagnostics {
		all = append(all, strings.ToLower(d.Severity.String())+" "+attributePath(d.Attribute)+": "+d.Summary)
	}
	slices.Sort(all)
	return all
}
