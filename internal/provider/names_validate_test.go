package provider

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// schemaAttribute is an attribute of any kind of schema.
type schemaAttribute interface {
	GetType() attr.Type
	IsOptional() bool
	IsRequired() bool
}

// namesIn are the paths of the attributes that take a name, like directory_table.notification_integration.
func namesIn[A schemaAttribute](attributes map[string]A) []string {
	var paths []string
	for name, attribute := range attributes {
		if attribute.IsOptional() || attribute.IsRequired() {
			paths = append(paths, namesOfType(name, attribute.GetType())...)
		}
	}
	slices.Sort(paths)
	return paths
}

func namesOfType(at string, typ attr.Type) []string {
	if typ.Equal(nameType{}) {
		return []string{at}
	}
	var paths []string
	if object, ok := typ.(types.ObjectType); ok {
		for name, nested := range object.AttrTypes {
			paths = append(paths, namesOfType(at+"."+name, nested)...)
		}
	}
	return paths
}

func TestEveryBadNameIsReportedOnItselfAtValidate(t *testing.T) {
	t.Parallel()
	server := newServer(t)
	schemas := schemaOnTheWire(t)
	check := func(typeName string, schema *tfprotov6.Schema, names, want []string, validate func(*tfprotov6.DynamicValue) ([]*tfprotov6.Diagnostic, error)) {
		if !slices.Equal(names, want) {
			t.Errorf("%s takes the names %q, want %q", typeName, names, want)
		}
		for _, at := range names {
			config := hcl{at: "a b"}
			if parent, child, nested := strings.Cut(at, "."); nested {
				config = hcl{parent: hcl{child: "a b"}}
			}
			diagnostics, err := validate(dynamic(t, config.value(t, schema.ValueType())))
			if err != nil {
				t.Fatal(err)
			}
			if lines := diagnosticLines(diagnostics); !slices.Contains(lines, "error "+at+": Invalid identifier") {
				t.Errorf("%s: a bad %s gives %q", typeName, at, lines)
			}
		}
	}

	check("snowstage_stage", schemas.ResourceSchemas["snowstage_stage"], namesIn(stageSchema(t.Context()).Attributes),
		[]string{"database", "directory_table.notification_integration", "name", "schema", "storage_integration"},
		func(config *tfprotov6.DynamicValue) ([]*tfprotov6.Diagnostic, error) {
			resp, err := server.ValidateResourceConfig(t.Context(), &tfprotov6.ValidateResourceConfigRequest{TypeName: "snowstage_stage", Config: config})
			return resp.Diagnostics, err
		})
	for typeName, source := range map[string]struct {
		made datasource.DataSource
		want []string
	}{
		"snowstage_stage":       {newStageDataSource(), []string{"database", "name", "schema"}},
		"snowstage_stages":      {newStagesDataSource(), []string{"database", "schema"}},
		"snowstage_stage_files": {newStageFilesDataSource(), []string{"database", "schema", "stage"}},
	} {
		var described datasource.SchemaResponse
		source.made.Schema(t.Context(), datasource.SchemaRequest{}, &described)
		check(typeName, schemas.DataSourceSchemas[typeName], namesIn(described.Schema.Attributes), source.want,
			func(config *tfprotov6.DynamicValue) ([]*tfprotov6.Diagnostic, error) {
				resp, err := server.ValidateDataResourceConfig(t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{TypeName: typeName, Config: config})
				return resp.Diagnostics, err
			})
	}
	var described ephemeral.SchemaResponse
	newPresignedURLEphemeral().Schema(t.Context(), ephemeral.SchemaRequest{}, &described)
	check("snowstage_presigned_url", schemas.EphemeralResourceSchemas["snowstage_presigned_url"], namesIn(described.Schema.Attributes),
		[]string{"database", "schema", "stage"},
		func(config *tfprotov6.DynamicValue) ([]*tfprotov6.Diagnostic, error) {
			resp, err := server.ValidateEphemeralResourceConfig(t.Context(), &tfprotov6.ValidateEphemeralResourceConfigRequest{TypeName: "snowstage_presigned_url", Config: config})
			return resp.Diagnostics, err
		})
	var actionSchema action.SchemaResponse
	newRefreshDirectoryAction().Schema(t.Context(), action.SchemaRequest{}, &actionSchema)
	check(refreshDirectory, schemas.ActionSchemas[refreshDirectory].Schema, namesIn(actionSchema.Schema.Attributes),
		[]string{"database", "schema", "stage"},
		func(config *tfprotov6.DynamicValue) ([]*tfprotov6.Diagnostic, error) {
			resp, err := actionsOf(t, server).ValidateActionConfig(t.Context(), &tfprotov6.ValidateActionConfigRequest{ActionType: refreshDirectory, Config: config})
			return resp.Diagnostics, err
		})
}

func TestBadStageIDIsReportedAtValidate(t *testing.T) {
	t.Parallel()
	typ := schemaOnTheWire(t).EphemeralResourceSchemas["snowstage_presigned_url"].ValueType()
	for id, want := range map[any][]string{
		"A.B":                {"error stage_id: Invalid stage id"},
		`A."B.C`:             {"error stage_id: Invalid stage id"},
		`"A"."B"."my stage"`: nil,
		later{}:              nil,
	} {
		config := hcl{"path": "a.csv", "stage_id": id}
		resp, err := newServer(t).ValidateEphemeralResourceConfig(t.Context(), &tfprotov6.ValidateEphemeralResourceConfigRequest{
			TypeName: "snowstage_presigned_url", Config: dynamic(t, config.value(t, typ)),
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := diagnosticLines(resp.Diagnostics); !slices.Equal(got, want) {
			t.Errorf("%v: %q, want %q", id, got, want)
		}
	}
}
