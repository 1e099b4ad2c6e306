package provider

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

var update = flag.Bool("update", false, "write the golden files anew")

// goldenSchema is what users can write and read, as a review should see it change.
type goldenSchema struct {
	Provider           goldenBlock               `json:"provider"`
	Resources          map[string]goldenBlock    `json:"resources"`
	DataSources        map[string]goldenBlock    `json:"data_sources"`
	EphemeralResources map[string]goldenBlock    `json:"ephemeral_resources"`
	ListResources      map[string]goldenBlock    `json:"list_resources"`
	Actions            map[string]goldenBlock    `json:"actions"`
	Identities         map[string]goldenBlock    `json:"identities"`
	Functions          map[string]goldenFunction `json:"functions"`
}

type goldenFunction struct {
	Summary     string            `json:"summary"`
	Description string            `json:"description"`
	Parameters  []goldenParameter `json:"parameters"`
	Returns     string            `json:"returns"`
}

type goldenParameter struct {
	Name        string `json:"name"`
	Type        string `json:"type"`
	Description string `json:"description"`
}

type goldenBlock struct {
	Version     int64                      `json:"version,omitempty"`
	Description string                     `json:"description,omitempty"`
	Attributes  map[string]goldenAttribute `json:"attributes,omitempty"`
	Blocks      map[string]any             `json:"blocks,omitempty"`
}

type goldenAttribute struct {
	Type        string                     `json:"type,omitempty"`
	Nesting     string                     `json:"nesting,omitempty"`
	Attributes  map[string]goldenAttribute `json:"attributes,omitempty"`
	Required    bool                       `json:"required,omitempty"`
	Optional    bool                       `json:"optional,omitempty"`
	Computed    bool                       `json:"computed,omitempty"`
	Sensitive   bool                       `json:"sensitive,omitempty"`
	WriteOnly   bool                       `json:"write_only,omitempty"`
	Deprecated  bool                       `json:"deprecated,omitempty"`
	Description string                     `json:"description"`
}

func goldenOf(schema *tfprotov6.Schema) goldenBlock {
	block := goldenBlock{Version: schema.Version, Description: schema.Block.Description, Attributes: goldenAttributes(schema.Block.Attributes)}
	for _, nested := range schema.Block.BlockTypes {
		if block.Blocks == nil {
			block.Blocks = map[string]any{}
		}
		block.Blocks[nested.TypeName] = nested
	}
	return block
}

func goldenAttributes(attributes []*tfprotov6.SchemaAttribute) map[string]goldenAttribute {
	all := map[string]goldenAttribute{}
	for _, a := range attributes {
		golden := goldenAttribute{
			Required: a.Required, Optional: a.Optional, Computed: a.Computed, Sensitive: a.Sensitive, WriteOnly: a.WriteOnly,
			Deprecated: a.Deprecated, Description: a.Description,
		}
		if a.NestedType != nil {
			golden.Nesting = a.NestedType.Nesting.String()
			golden.Attributes = goldenAttributes(a.NestedType.Attributes)
		} else {
			golden.Type = a.Type.String()
		}
		all[a.Name] = golden
	}
	return all
}

func goldenBlocks(schemas map[string]*tfprotov6.Schema) map[string]goldenBlock {
	all := map[string]goldenBlock{}
	for name, schema := range schemas {
		all[name] = goldenOf(schema)
	}
	return all
}

func goldenFunctions(functions map[string]*tfprotov6.Function) map[string]goldenFunction {
	all := map[string]goldenFunction{}
	for name, f := range functions {
		golden := goldenFunction{Summary: f.Summary, Description: f.Description, Returns: f.Return.Type.String()}
		for _, p := range f.Parameters {
			golden.Parameters = append(golden.Parameters, goldenParameter{Name: p.Name, Type: p.Type.String(), Description: p.Description})
		}
		all[name] = golden
	}
	return all
}

func actionSchemas(schema *tfprotov6.GetProviderSchemaResponse) map[string]*tfprotov6.Schema {
	all := map[string]*tfprotov6.Schema{}
	for name, action := range schema.ActionSchemas {
		all[name] = action.Schema
	}
	return all
}

func goldenIdentities(schemas map[string]*tfprotov6.ResourceIdentitySchema) map[string]goldenBlock {
	all := map[string]goldenBlock{}
	for name, schema := range schemas {
		block := goldenBlock{Version: schema.Version, Attributes: map[string]goldenAttribute{}}
		for _, a := range schema.IdentityAttributes {
			block.Attributes[a.Name] = goldenAttribute{Type: a.Type.String(), Required: a.RequiredForImport, Optional: a.OptionalForImport, Description: a.Description}
		}
		all[name] = block
	}
	return all
}

func identitiesOnTheWire(t *testing.T) map[string]*tfprotov6.ResourceIdentitySchema {
	t.Helper()
	identities, err := newServer(t).GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if len(identities.Diagnostics) > 0 {
		t.Fatal(diagnosticLines(identities.Diagnostics))
	}
	return identities.IdentitySchemas
}

func schemaOnTheWire(t *testing.T) *tfprotov6.GetProviderSchemaResponse {
	t.Helper()
	schema, err := newServer(t).GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if len(schema.Diagnostics) > 0 {
		t.Fatal(schema.Diagnostics)
	}
	return schema
}

func TestSchemaIsTheGoldenOne(t *testing.T) {
	t.Parallel()
	schema := schemaOnTheWire(t)
	golden := goldenSchema{
		Provider:           goldenOf(schema.Provider),
		Resources:          goldenBlocks(schema.ResourceSchemas),
		DataSources:        goldenBlocks(schema.DataSourceSchemas),
		EphemeralResources: goldenBlocks(schema.EphemeralResourceSchemas),
		ListResources:      goldenBlocks(schema.ListResourceSchemas),
		Actions:            goldenBlocks(actionSchemas(schema)),
		Identities:         goldenIdentities(identitiesOnTheWire(t)),
		Functions:          goldenFunctions(schema.Functions),
	}
	var got bytes.Buffer
	encoder := json.NewEncoder(&got)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(golden); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", "schema.json")
	if *update {
		if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("the schema is not that of %s. If the change is wanted, run: make generate", file)
	}
}

func TestEverythingIsDescribed(t *testing.T) {
	t.Parallel()
	schema := schemaOnTheWire(t)
	var check func(where, description string, attributes map[string]goldenAttribute)
	check = func(where, description string, attributes map[string]goldenAttribute) {
		if description == "" {
			t.Errorf("%s has no description", where)
		}
		for name, attribute := range attributes {
			check(where+"."+name, attribute.Description, attribute.Attributes)
		}
	}
	provider := goldenOf(schema.Provider)
	check("provider", provider.Description, provider.Attributes)
	for _, kind := range []map[string]*tfprotov6.Schema{schema.ResourceSchemas, schema.DataSourceSchemas, schema.EphemeralResourceSchemas, schema.ListResourceSchemas, actionSchemas(schema)} {
		if len(kind) == 0 {
			t.Error("a kind has no schemas")
		}
		for name, block := range goldenBlocks(kind) {
			check(name, block.Description, block.Attributes)
		}
	}
	if len(schema.Functions) == 0 {
		t.Error("there are no functions")
	}
	for name, function := range goldenFunctions(schema.Functions) {
		if function.Summary == "" || function.Description == "" {
			t.Errorf("the function %s has no summary, or no description", name)
		}
		for _, parameter := range function.Parameters {
			check(name+"."+parameter.Name, parameter.Description, nil)
		}
	}
}
