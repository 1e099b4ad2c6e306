package provider

import (
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

var docsSchema = flag.String("docs-schema", "", "write the schema from which the documentation is generated to this file")

// TestSchemaForTheDocs writes what terraform providers schema -json would say, since a CLI leaves out what it does not know
// itself: identities before 1.12, list resources and actions before 1.14.
func TestSchemaForTheDocs(t *testing.T) {
	t.Parallel()
	written, err := json.MarshalIndent(schemaForDocs(t), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if *docsSchema != "" {
		if err := os.WriteFile(*docsSchema, written, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var read tfjson.ProviderSchemas
	if err := json.Unmarshal(written, &read); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(&read, schemaForDocs(t)) {
		t.Error("the schema is read as another one than was written")
	}
	ours := read.Schemas["snowstage"]
	for kind, count := range map[string]int{
		"resources": len(ours.ResourceSchemas), "identities": len(ours.ResourceIdentitySchemas), "list resources": len(ours.ListResourceSchemas),
		"data sources": len(ours.DataSourceSchemas), "ephemeral resources": len(ours.EphemeralResourceSchemas), "actions": len(ours.ActionSchemas),
		"functions": len(ours.Functions),
	} {
		if count == 0 {
			t.Errorf("there are no %s", kind)
		}
	}
}

// A CLI that knows everything the provider has says the same.
func TestSchemaForTheDocsIsTheOneOfTheCLI(t *testing.T) {
	t.Parallel()
	cli := newCommandLine(t)
	cli.needsQueriesAndActions()
	cli.configure("")
	var said tfjson.ProviderSchemas
	if err := json.Unmarshal(cli.printed("providers", "schema", "-json"), &said); err != nil {
		t.Fatal(err)
	}
	want, err := json.Marshal(said.Schemas[stageSource])
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(schemaForDocs(t).Schemas["snowstage"])
	if err != nil {
		t.Fatal(err)
	}
	if !sameJSON(t, string(got), string(want)) {
		t.Errorf("the schemas differ:\n got %s\nwant %s", got, want)
	}
}

func schemaForDocs(t *testing.T) *tfjson.ProviderSchemas {
	t.Helper()
	schema := schemaOnTheWire(t)
	return &tfjson.ProviderSchemas{FormatVersion: "1.0", Schemas: map[string]*tfjson.ProviderSchema{"snowstage": {
		ConfigSchema:             docsOf(t, schema.Provider),
		ResourceSchemas:          eachDocs(t, schema.ResourceSchemas, docsOf),
		DataSourceSchemas:        eachDocs(t, schema.DataSourceSchemas, docsOf),
		EphemeralResourceSchemas: eachDocs(t, schema.EphemeralResourceSchemas, docsOf),
		ListResourceSchemas:      eachDocs(t, schema.ListResourceSchemas, docsOf),
		ActionSchemas:            eachDocs(t, schema.ActionSchemas, docsOfAction),
		ResourceIdentitySchemas:  eachDocs(t, identitiesOnTheWire(t), docsOfIdentity),
		Functions:                eachDocs(t, schema.Functions, docsOfFunction),
	}}}
}

func eachDocs[From, To any](t *testing.T, all map[string]From, docs func(*testing.T, From) To) map[string]To {
	t.Helper()
	made := map[string]To{}
	for name, one := range all {
		made[name] = docs(t, one)
	}
	return made
}

func docsOf(t *testing.T, schema *tfprotov6.Schema) *tfjson.Schema {
	t.Helper()
	if len(schema.Block.BlockTypes) > 0 {
		t.Fatal("a schema has blocks, which are not written for the documentation")
	}
	return &tfjson.Schema{Version: uint64(schema.Version), Block: &tfjson.SchemaBlock{
		Attributes: docsOfAttributes(t, schema.Block.Attributes), Description: schema.Block.Description, DescriptionKind: docsOfKind(schema.Block.DescriptionKind),
		Deprecated: schema.Block.Deprecated,
	}}
}

func docsOfAction(t *testing.T, action *tfprotov6.ActionSchema) *tfjson.ActionSchema {
	t.Helper()
	return &tfjson.ActionSchema{Block: docsOf(t, action.Schema).Block}
}

func docsOfAttributes(t *testing.T, attributes []*tfprotov6.SchemaAttribute) map[string]*tfjson.SchemaAttribute {
	t.Helper()
	all := map[string]*tfjson.SchemaAttribute{}
	for _, a := range attributes {
		all[a.Name] = &tfjson.SchemaAttribute{
			Description: a.Description, DescriptionKind: docsOfKind(a.DescriptionKind), Deprecated: a.Deprecated,
			Required: a.Required, Optional: a.Optional, Computed: a.Computed, Sensitive: a.Sensitive, WriteOnly: a.WriteOnly,
		}
		if a.NestedType == nil {
			all[a.Name].AttributeType = docsOfType(t, a.Type)
			continue
		}
		all[a.Name].AttributeNestedType = &tfjson.SchemaNestedAttributeType{
			Attributes: docsOfAttributes(t, a.NestedType.Attributes), NestingMode: docsOfNesting(t, a.NestedType.Nesting),
		}
	}
	return all
}

func docsOfIdentity(t *testing.T, schema *tfprotov6.ResourceIdentitySchema) *tfjson.IdentitySchema {
	t.Helper()
	attributes := map[string]*tfjson.IdentityAttribute{}
	for _, a := range schema.IdentityAttributes {
		attributes[a.Name] = &tfjson.IdentityAttribute{
			IdentityType: docsOfType(t, a.Type), Description: a.Description,
			RequiredForImport: a.RequiredForImport, OptionalForImport: a.OptionalForImport,
		}
	}
	return &tfjson.IdentitySchema{Version: uint64(schema.Version), Attributes: attributes}
}

func docsOfFunction(t *testing.T, function *tfprotov6.Function) *tfjson.FunctionSignature {
	t.Helper()
	signature := &tfjson.FunctionSignature{
		Summary: function.Summary, Description: function.Description, DeprecationMessage: function.DeprecationMessage,
		ReturnType: docsOfType(t, function.Return.Type),
	}
	for _, p := range function.Parameters {
		signature.Parameters = append(signature.Parameters, &tfjson.FunctionParameter{
			Name: p.Name, Description: p.Description, IsNullable: p.AllowNullValue, Type: docsOfType(t, p.Type),
		})
	}
	return signature
}

func docsOfKind(kind tfprotov6.StringKind) tfjson.SchemaDescriptionKind {
	if kind == tfprotov6.StringKindMarkdown {
		return tfjson.SchemaDescriptionKindMarkdown
	}
	return tfjson.SchemaDescriptionKindPlain
}

func docsOfNesting(t *testing.T, nesting tfprotov6.SchemaObjectNestingMode) tfjson.SchemaNestingMode {
	t.Helper()
	mode, ok := map[tfprotov6.SchemaObjectNestingMode]tfjson.SchemaNestingMode{
		tfprotov6.SchemaObjectNestingModeSingle: tfjson.SchemaNestingModeSingle,
		tfprotov6.SchemaObjectNestingModeList:   tfjson.SchemaNestingModeList,
		tfprotov6.SchemaObjectNestingModeSet:    tfjson.SchemaNestingModeSet,
		tfprotov6.SchemaObjectNestingModeMap:    tfjson.SchemaNestingModeMap,
	}[nesting]
	if !ok {
		t.Fatalf("the nesting %s is unknown", nesting)
	}
	return mode
}

func docsOfType(t *testing.T, typ tftypes.Type) cty.Type {
	t.Helper()
	written, err := json.Marshal(typ)
	if err != nil {
		t.Fatal(err)
	}
	read, err := ctyjson.UnmarshalType(written)
	if err != nil {
		t.Fatal(err)
	}
	return read
}
