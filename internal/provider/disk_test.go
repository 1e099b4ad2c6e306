package provider

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
)

// workingDirectory is put in a configuration whose files are to be searched; the output tells where Terraform runs.
const workingDirectory = `
output "working_directory" { value = abspath(path.root) }
`

// notOnDisk fails if Terraform wrote one of the texts, or the base64 of one, to a file of its working directory: the saved
// plan while it is there, the state, and whatever else there is. The configuration itself is not searched.
type notOnDisk []string

func (c notOnDisk) CheckPlan(_ context.Context, req plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse) {
	output, ok := req.Plan.PlannedValues.Outputs["working_directory"]
	if !ok {
		resp.Error = fmt.Errorf("the plan has no output working_directory")
		return
	}
	resp.Error = c.search(output.Value, "tfplan")
}

func (c notOnDisk) CheckState(_ context.Context, req statecheck.CheckStateRequest, resp *statecheck.CheckStateResponse) {
	output, ok := req.State.Values.Outputs["working_directory"]
	if !ok {
		resp.Error = fmt.Errorf("the state has no output working_directory")
		return
	}
	resp.Error = c.search(output.Value, "terraform.tfstate")
}

// search wants the named file to be among those it has searched.
func (c notOnDisk) search(directory any, wanted string) error {
	root, ok := directory.(string)
	if !ok {
		return fmt.Errorf("the working directory is a %T", directory)
	}
	found := false
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || filepath.Ext(path) == ".tf" {
			return err
		}
		found = found || entry.Name() == wanted
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return c.searchFile(path, content)
	})
	if err == nil && !found {
		return fmt.Errorf("%s was not among the files of %s", wanted, root)
	}
	return err
}

func (c notOnDisk) searchFile(name string, content []byte) error {
	for _, text := range c {
		for _, form := range append(base64Forms(text), text) {
			if bytes.Contains(content, []byte(form)) {
				return fmt.Errorf("%s holds %q", name, form)
			}
		}
	}
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil //nolint:nilerr // Only plans are archives.
	}
	for _, member := range archive.File {
		if filepath.Ext(member.Name) == ".tf" || strings.HasPrefix(member.Name, "tfconfig/") {
			continue
		}
		opened, err := member.Open()
		if err != nil {
			return err
		}
		content, err := io.ReadAll(opened)
		if err != nil {
			return err
		}
		if err := c.searchFile(name+":"+member.Name, content); err != nil {
			return err
		}
	}
	return nil
}

// base64Forms are what the text looks like within base64, at each of the three places it can begin.
func base64Forms(text string) []string {
	var forms []string
	for skip := range min(3, len(text)) {
		whole := (len(text) - skip) / 3 * 3
		if whole > 0 {
			forms = append(forms, base64.StdEncoding.EncodeToString([]byte(text[skip:skip+whole])))
		}
	}
	return forms
}
