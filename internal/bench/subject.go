package main

import (
	"fmt"
	"net/url"

	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

// program is a provider that is built from this tree, and the resource that it is measured with.
type program struct{ name, source, pkg, resource string }

var (
	snowstage = program{"snowstage", "registry.terraform.io/snowstage/snowstage", ".", "snowstage_stage"}
	idle      = program{"idle", "registry.terraform.io/snowstage/idle", "./internal/bench/idle", "idle_stage"}
)

// subject is a program in one of its configurations.
type subject struct {
	program
	title    string
	settings []string
}

var (
	ours         = subject{snowstage, "snowstage", nil}
	fetching     = subject{snowstage, "a fetch per stage", []string{`read_strategy = "fetch"`}}
	floor        = subject{idle, "the floor", nil}
	sameRequests = subject{idle, "the floor and the same requests", nil}
)

// providerBlock configures the subject for an account at an address. The floor alone knows none.
func (s subject) providerBlock(a *sandbox.Account, address *url.URL) string {
	switch {
	case s.program == snowstage:
		return sandbox.Requirements(s.name, s.source) + a.ProviderBlock(address, s.settings...)
	case s.title == sameRequests.title:
		stages := address.JoinPath("api/v2/databases", sandbox.Database, "schemas", sandbox.Schema, "stages")
		return sandbox.Requirements(s.name, s.source) + fmt.Sprintf("provider %q {\n  stages_url = %q\n  token = %q\n}\n", s.name, stages, sandbox.OthersToken)
	default:
		return sandbox.Requirements(s.name, s.source)
	}
}

// manyStages asks for n stages.
func (s subject) manyStages(n int) string {
	return fmt.Sprintf(`
resource %q "many" {
  count    = %d
  database = %q
  schema   = %q
  name     = "STAGE_${count.index}"
  comment  = "stage ${count.index}"
}
`, s.resource, n, sandbox.Database, sandbox.Schema)
}

func stageName(i int) string    { return fmt.Sprintf("STAGE_%d", i) }
func stageComment(i int) string { return fmt.Sprintf("stage %d", i) }
