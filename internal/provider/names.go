package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

const (
	databaseDescription = "Name of the database, as in SQL: `analytics`, `ANALYTICS` and `\"\\\"ANALYTICS\\\"\"` are one name; a name in double quotes keeps its case and " +
		"may hold any character; at most 255 characters."
	schemaDescription = "Name of the schema, spelled by the same rules as `database`."
	stageDescription  = "Name of the stage, spelled by the same rules as `database`."
)

// schemaNamed reads the two names of a schema, each complaint on its attribute.
func schemaNamed(database, schema nameValue) (identifier.Schema, diag.Diagnostics) {
	var diags diag.Diagnostics
	return identifier.Schema{
		Database: database.read(path.Root("database"), &diags),
		Name:     schema.read(path.Root("schema"), &diags),
	}, diags
}

// stageNamed reads the three names of a stage, of which the last comes from the attribute at the given path.
func stageNamed(database, schema nameValue, at path.Path, name nameValue) (identifier.Qualified, diag.Diagnostics) {
	in, diags := schemaNamed(database, schema)
	return identifier.Qualified{Database: in.Database, Schema: in.Name, Name: name.read(at, &diags)}, diags
}
