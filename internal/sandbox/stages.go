package sandbox

import (
	"fmt"
	"strings"
)

// Stage is a stage as a configuration asks for it.
type Stage struct {
	Name, Comment string
	CreateMode    string // empty: the provider's default
}

// Address is where the configuration has it: the label is the name in lower case.
func (s Stage) Address() string { return "snowstage_stage." + strings.ToLower(s.Name) }

func (s Stage) resource() string {
	mode := ""
	if s.CreateMode != "" {
		mode = fmt.Sprintf("  create_mode = %q\n", s.CreateMode)
	}
	return fmt.Sprintf("\nresource \"snowstage_stage\" %q {\n  database = %q\n  schema   = %q\n  name     = %q\n  comment  = %q\n%s}\n",
		strings.ToLower(s.Name), Database, Schema, s.Name, s.Comment, mode)
}

// Configuration asks for stages, each by a resource of its own.
func Configuration(stages []Stage) string {
	var hcl strings.Builder
	for _, s := range stages {
		hcl.WriteString(s.resource())
	}
	return hcl.String()
}

// Requirements say which provider a configuration means.
func Requirements(name, source string) string {
	return fmt.Sprintf("\nterraform {\n  required_providers {\n    %s = { source = %q }\n  }\n}\n", name, source)
}
