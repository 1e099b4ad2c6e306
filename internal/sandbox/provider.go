package sandbox

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const module = "github.com/snowstage/terraform-provider-snowstage"

// Root is the folder of this module's source. It is found from every module that requires this one by a replace directive.
func Root(ctx context.Context) (string, error) {
	root, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	if err != nil {
		return "", fmt.Errorf("looking for the source of %s: %w", module, err)
	}
	return strings.TrimSpace(string(root)), nil
}

// Build builds a package of this module, like ".", as name in folder, and returns the path of the program.
func Build(ctx context.Context, pkg, folder, name string) (string, error) {
	root, err := Root(ctx)
	if err != nil {
		return "", err
	}
	program := filepath.Join(folder, name)
	build := exec.CommandContext(ctx, "go", "build", "-o", program, pkg)
	build.Dir = root
	build.Env = append(os.Environ(), "GOWORK=off")
	if said, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building %s: %w\n%s", pkg, err, said)
	}
	return program, nil
}

// BuildProvider builds the provider in folder under the name that Terraform looks for in a folder of dev_overrides.
func BuildProvider(ctx context.Context, folder string) (string, error) {
	return Build(ctx, ".", folder, "terraform-provider-snowstage")
}
