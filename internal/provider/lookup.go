package provider

import (
	"errors"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

const (
	databaseDescription = "Name of the database, as in SQL: `analytics` is `ANALYTICS`; `\"Analytics\"`, with its quotes, is exactly that."
	schemaDescription   = "Name of the schema, spelled by the same rules as `database`."
	stageDescription    = "Name of the stage, spelled by the same rules as `database`."
)

// lookupAttribute is a name to look something up by.
func lookupAttribute(description string) schema.StringAttribute {
	return schema.StringAttribute{Required: true, CustomType: nameType{}, MarkdownDescription: description}
}

// ready complains if there is no client. Terraform reads during a plan even if the provider's configuration is not known yet.
func (c *configured) ready() diag.Diagnostics {
	if c.client != nil {
		return nil
	}
	return diag.Diagnostics{diag.NewErrorDiagnostic("Provider not configured yet",
		"Nothing can be read from Snowflake while the provider's configuration depends on values that are known only after apply. "+
			"Apply the resources that give these values first, for example with -target.")}
}

// schemaNamed reads the two names of a schema, each complaint on its attribute.
func schemaNamed(database, schema nameValue) (identifier.Schema, diag.Diagnostics) {
	var diags diag.Diagnostics
	named := identifier.Schema{
		Database: nameAt(path.Root("database"), database, &diags),
		Name:     nameAt(path.Root("schema"), schema, &diags),
	}
	return named, diags
}

// stageNamed reads the three names of a stage, of which the last comes from the attribute at the given path.
func stageNamed(database, schema nameValue, at path.Path, name nameValue) (identifier.Qualified, diag.Diagnostics) {
	in, diags := schemaNamed(database, schema)
	return identifier.Qualified{Database: in.Database, Schema: in.Name, Name: nameAt(at, name, &diags)}, diags
}

func nameAt(at path.Path, value nameValue, diags *diag.Diagnostics) identifier.Name {
	name, err := value.identifier()
	if err != nil {
		diags.AddAttributeError(at, "Invalid identifier", brokenRule(value.ValueString(), err))
	}
	return name
}

// blameIfMissing puts a complaint on the attribute that names what Snowflake did not find.
func blameIfMissing(at path.Path, err error, complaint diag.Diagnostic) diag.Diagnostic {
	if errors.Is(err, client.ErrNotFound) {
		return diag.WithPath(at, complaint)
	}
	return complaint
}

// collect takes all rows of a listing, or the error that ended it.
func collect[T any](rows iter.Seq2[T, error]) ([]T, error) {
	var all []T
	for row, err := range rows {
		if err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, nil
}
