package statement

import (
	"regexp"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// RemoveFile removes one file of a stage, whose listed name ends in its path: https://docs.snowflake.com/en/sql-reference/sql/remove.
//
// A location stands for all files that begin with it, so the pattern holds the whole name. It fits the name as listed as well as the path
// within the stage, because no document says which of them REMOVE compares.
func RemoveFile(stage identifier.Qualified, path, listed string) Statement {
	pattern := "^(" + regexp.QuoteMeta(strings.TrimSuffix(listed, path)) + ")?" + regexp.QuoteMeta(path) + "$"
	var w writer
	w.add("REMOVE", literal("@"+stage.String()+"/"+path), "PATTERN =", literal(pattern))
	return w.statement()
}
