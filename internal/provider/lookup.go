package provider

import (
	"iter"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
)

// lookupAttribute is a name to look something up by.
func lookupAttribute(description string) schema.StringAttribute {
	return schema.StringAttribute{Required: true, CustomType: nameType{}, MarkdownDescription: description}
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
