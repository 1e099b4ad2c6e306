package provider

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

// commandLine is the real CLI in a folder of its own, for what the test library has no option for. As for users, each command
// starts the provider anew.
type commandLine struct {
	*sandbox.Workspace
	t *testing.T
}

const stageSource = "registry.terraform.io/snowstage/snowstage"

const requiredProviders = `
terraform {
  required_providers {
    snowstage = {
      source = "registry.terraform.io/snowstage/snowstage"
    }
  }
}
`

// builtProvider is the folder of the provider, below the one that TestMain removes.
var builtProvider = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp(os.Getenv("SNOWFLAKE_HOME"), "provider-")
	if err != nil {
		return "", err
	}
	_, err = sandbox.BuildProvider(context.Background(), folder)
	return folder, err
})

func newCommandLine(t *testing.T) commandLine {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("acceptance tests run with TF_ACC=1")
	}
	provider, err := builtProvider()
	if err != nil {
		t.Fatal(err)
	}
	w, err := sandbox.NewWorkspace(t.TempDir(), sandbox.DefaultTerraform(), map[string]string{stageSource: provider})
	if err != nil {
		t.Fatal(err)
	}
	return commandLine{w, t}
}

func (c commandLine) configure(hcl string) {
	c.t.Helper()
	if err := c.Write("main.tf", requiredProviders+hcl); err != nil {
		c.t.Fatal(err)
	}
}

// run wants a command to work.
func (c commandLine) run(arguments ...string) {
	c.t.Helper()
	if _, err := c.Must(c.t.Context(), withDefaults(arguments)...); err != nil {
		c.t.Fatal(err)
	}
}

// fails wants a command to fail with the parts of a message, in this order.
func (c commandLine) fails(arguments []string, parts ...string) {
	c.t.Helper()
	outcome, err := c.Run(c.t.Context(), withDefaults(arguments)...)
	switch {
	case err != nil:
		c.t.Fatal(err)
	case outcome.Code == 0 || !says(parts...).MatchString(withoutBars.Replace(outcome.Said)):
		c.t.Fatalf("terraform %q ended with %d, want an error that says %q:\n%s", arguments, outcome.Code, parts, outcome.Said)
	}
}

// withoutBars undoes the frame that Terraform draws around an error.
var withoutBars = strings.NewReplacer("│", " ", "╷", " ", "╵", " ")

func withDefaults(arguments []string) []string {
	return slices.Insert(slices.Clone(arguments), 1, "-no-color")
}

type stateFile map[string]any

func (c commandLine) state() stateFile {
	c.t.Helper()
	content, err := os.ReadFile(filepath.Join(c.Folder, "terraform.tfstate"))
	if err != nil {
		c.t.Fatal(err)
	}
	var state stateFile
	if err := json.Unmarshal(content, &state); err != nil {
		c.t.Fatal(err)
	}
	return state
}

// only is the one resource of the state.
func (s stateFile) only(t *testing.T) map[string]any {
	t.Helper()
	resources, _ := s["resources"].([]any)
	if len(resources) != 1 {
		t.Fatalf("the state has %d resources", len(resources))
	}
	resource, _ := resources[0].(map[string]any)
	return resource
}

// instances are the objects of the one resource in the state.
func (c commandLine) instances() []map[string]any {
	c.t.Helper()
	var instances []map[string]any
	listed, _ := c.state().only(c.t)["instances"].([]any)
	for _, instance := range listed {
		object, ok := instance.(map[string]any)
		if !ok {
			c.t.Fatalf("an instance is a %T", instance)
		}
		instances = append(instances, object)
	}
	return instances
}

func (c commandLine) setInstances(instances []map[string]any) {
	c.t.Helper()
	state := c.state()
	state.only(c.t)["instances"] = instances
	content, err := json.Marshal(state)
	if err == nil {
		err = c.Write("terraform.tfstate", string(content))
	}
	if err != nil {
		c.t.Fatal(err)
	}
}
