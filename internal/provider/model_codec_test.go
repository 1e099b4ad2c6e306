package provider

import (
	"context"
	"maps"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// wild makes values of Terraform, one in ten of them odd.
type wild struct{ *rand.Rand }

func (w wild) oneIn(n int) bool { return w.IntN(n) == 0 }

func (w wild) value(typ tftypes.Type) tftypes.Value {
	switch w.IntN(8) {
	case 0, 1:
		return tftypes.NewValue(typ, nil)
	case 2:
		return tftypes.NewValue(typ, tftypes.UnknownValue)
	}
	switch typ := typ.(type) {
	case tftypes.Object:
		return w.object(typ)
	default:
		switch {
		case typ.Is(tftypes.Bool):
			return tftypes.NewValue(typ, w.oneIn(2))
		case typ.Is(tftypes.Number):
			if w.oneIn(50) {
				return tftypes.NewValue(typ, 0.5) // which no version is
			}
			return tftypes.NewValue(typ, w.IntN(100))
		}
		texts := []string{"landing", `"Landing"`, "", "1h30m", "LANDING", "s3://bucket/"}
		if w.oneIn(50) {
			return tftypes.NewValue(typ, "no name")
		}
		return tftypes.NewValue(typ, texts[w.IntN(len(texts))])
	}
}

func (w wild) object(typ tftypes.Object) tftypes.Value {
	attributes := map[string]tftypes.Value{}
	for name, attribute := range typ.AttributeTypes {
		attributes[name] = w.value(attribute)
	}
	return tftypes.NewValue(typ, attributes)
}

// stage is an object of the resource. Names are mostly known and right, else no object would be.
func (w wild) stage(typ tftypes.Object) tftypes.Value {
	switch {
	case w.oneIn(20):
		return tftypes.NewValue(typ, nil)
	case w.oneIn(20):
		return tftypes.NewValue(typ, tftypes.UnknownValue)
	case w.oneIn(20): // an object of another schema
		other := tftypes.Object{AttributeTypes: map[string]tftypes.Type{}}
		for name, attribute := range typ.AttributeTypes {
			if w.oneIn(10) {
				attribute = tftypes.Bool
			}
			if !w.oneIn(30) {
				other.AttributeTypes[name] = attribute
			}
		}
		return w.object(other)
	}
	attributes := map[string]tftypes.Value{}
	for name, attribute := range typ.AttributeTypes {
		attributes[name] = w.value(attribute)
	}
	for _, name := range []string{"database", "schema", "name", "storage_integration"} {
		if !w.oneIn(20) {
			attributes[name] = tftypes.NewValue(tftypes.String, "landing")
		}
	}
	return tftypes.NewValue(typ, attributes)
}

// stageData is a state of the resource, for the framework.
func stageData(t *testing.T, raw tftypes.Value) tfsdk.State {
	t.Helper()
	return tfsdk.State{Schema: stageSchema(t.Context()), Raw: raw}
}

const wildObjects = 1500

// TestCodecIsTheFrameworks compares what the codec reads and writes with what the framework does.
func TestCodecIsTheFrameworks(t *testing.T) {
	t.Parallel()
	typ, ok := stageSchema(t.Context()).Type().TerraformType(t.Context()).(tftypes.Object)
	if !ok {
		t.Fatal("the resource's schema is no object")
	}
	w := wild{rand.New(rand.NewPCG(1, 2))}
	decoded, encoded := 0, 0
	for range wildObjects {
		state := stageData(t, w.stage(typ))
		if _, ok := stageCodec().decode(t.Context(), state.Raw); ok {
			decoded++
		}
		var want stageModel
		complaints := state.Get(t.Context(), &want)
		got, gotComplaints := stageCodec().get(t.Context(), state.Raw, state.Get)
		if !sameComplaints(gotComplaints, complaints) || !complaints.HasError() && !reflect.DeepEqual(got, want) {
			t.Fatalf("of %s\ngot  %v %v\nwant %v %v", state.Raw, got, gotComplaints, want, complaints)
		}

		w.spoil(&want)
		if _, ok := stageCodec().encode(t.Context(), want); ok {
			encoded++
		}
		byFramework, byCodec := stageData(t, tftypes.NewValue(typ, nil)), stageData(t, tftypes.NewValue(typ, nil))
		complaints = byFramework.Set(t.Context(), want)
		gotComplaints = stageCodec().set(t.Context(), &byCodec.Raw, want, byCodec.Set)
		if !sameComplaints(gotComplaints, complaints) || !byCodec.Raw.Equal(byFramework.Raw) {
			t.Fatalf("of %v\ngot  %s %v\nwant %s %v", want, byCodec.Raw, gotComplaints, byFramework.Raw, complaints)
		}
	}
	if decoded < wildObjects/3 || decoded > wildObjects*9/10 || encoded < wildObjects/3 || encoded > wildObjects*9/10 {
		t.Errorf("of %d objects the codec has read %d and written %d by itself: either it does nothing, or too little is tried", wildObjects, decoded, encoded)
	}
}

// spoil puts into a model what a provider should not.
func (w wild) spoil(m *stageModel) {
	switch w.IntN(20) {
	case 0:
		*m = stageModel{}
	case 1:
		m.Name = nameOf("no name")
	case 2:
		m.Credentials = types.ObjectNull(encryptionType)
	case 3:
		m.DirectoryTable = types.ObjectUnknown(directoryTableType)
	case 4:
		m.stageFacts = unknownFacts()
	case 5:
		m.Encryption = types.Object{}
	}
}

// sameComplaints does not compare errors in words: of several the framework tells the first, by the order of a map.
func sameComplaints(a, b diag.Diagnostics) bool {
	return a.HasError() == b.HasError() && (a.HasError() || a.Equal(b))
}

// TestNestedIsTheFrameworks compares how the objects within a stage are read.
func TestNestedIsTheFrameworks(t *testing.T) {
	t.Parallel()
	compareNested[credentialsModel](t, credentialsType)
	compareNested[encryptionModel](t, encryptionType)
	compareNested[directoryTableModel](t, directoryTableType)
	compareNested[directoryTableModel](t, encryptionType)
	compareNested[encryptionModel](t, map[string]attr.Type{"type": types.StringType, "kms_key_id": types.BoolType, "master_key_wo": types.StringType})
}

func compareNested[M any](t *testing.T, attributes map[string]attr.Type) {
	t.Helper()
	typ := types.ObjectType{AttrTypes: attributes}
	w := wild{rand.New(rand.NewPCG(3, 4))}
	for range wildObjects / 5 {
		object := w.nested(t.Context(), t, typ)
		var want M
		var complaints diag.Diagnostics
		isKnown := !object.IsNull() && !object.IsUnknown()
		if isKnown {
			complaints = object.As(t.Context(), &want, basetypes.ObjectAsOptions{})
		}
		got, ok, gotComplaints := nested[M](t.Context(), object)
		if ok != (isKnown && !complaints.HasError()) || !sameComplaints(gotComplaints, complaints) || ok && !reflect.DeepEqual(got, want) {
			t.Fatalf("of %s\ngot  %v %t %v\nwant %v %v", object, got, ok, gotComplaints, want, complaints)
		}
	}
}

func (w wild) nested(ctx context.Context, t *testing.T, typ types.ObjectType) types.Object {
	t.Helper()
	value, err := typ.ValueFromTerraform(ctx, w.value(typ.TerraformType(ctx)))
	if err != nil {
		t.Fatal(err)
	}
	object, ok := value.(types.Object)
	if !ok {
		t.Fatalf("%T is no object", value)
	}
	return object
}

func nullsOf(typ tftypes.Object) tftypes.Value {
	attributes := map[string]tftypes.Value{}
	for name, attribute := range typ.AttributeTypes {
		attributes[name] = tftypes.NewValue(attribute, nil)
	}
	return tftypes.NewValue(typ, attributes)
}

// TestCodecLeavesToTheFrameworkWhatDoesNotFit is about models and schemas, and objects of other schemas.
func TestCodecLeavesToTheFrameworkWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	schema := stageSchema(t.Context())
	misfit := newCodec[credentialsModel](t.Context(), schema.Type())
	state := stageData(t, tftypes.NewValue(schema.Type().TerraformType(t.Context()), nil))
	if _, diags := misfit.get(t.Context(), state.Raw, state.Get); !diags.HasError() {
		t.Error("a model without the schema's attributes was read")
	}
	if diags := misfit.set(t.Context(), &state.Raw, credentialsModel{}, state.Set); !diags.HasError() {
		t.Error("a model without the schema's attributes was written")
	}
	typ, ok := schema.Type().TerraformType(t.Context()).(tftypes.Object)
	if _, decoded := stageCodec().decode(t.Context(), nullsOf(typ)); !ok || !decoded {
		t.Fatal("an object of nulls was not read")
	}
	for name, attribute := range typ.AttributeTypes {
		other := tftypes.Object{AttributeTypes: maps.Clone(typ.AttributeTypes)}
		other.AttributeTypes[name] = tftypes.Set{ElementType: attribute}
		if _, decoded := stageCodec().decode(t.Context(), nullsOf(other)); decoded {
			t.Errorf("an object with a set as %s was read", name)
		}
	}
	if codec := newCodec[stageModel](t.Context(), types.StringType); len(codec.fields) > 0 {
		t.Error("a text has fields")
	}
}
