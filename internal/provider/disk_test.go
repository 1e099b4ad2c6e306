package provider

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
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
	root, err := workingDirectoryOf(req.Plan.PlannedValues.Outputs)
	if err == nil {
		err = c.search(root, "tfplan")
	}
	resp.Error = err
}

func (c notOnDisk) CheckState(_ context.Context, req statecheck.CheckStateRequest, resp *statecheck.CheckStateResponse) {
	root, err := workingDirectoryOf(req.State.Values.Outputs)
	if err == nil {
		err = c.search(root, "terraform.tfstate")
	}
	resp.Error = err
}

// workingDirectoryOf reads the output of workingDirectory.
func workingDirectoryOf(outputs map[string]*tfjson.StateOutput) (string, error) {
	output, ok := outputs["working_directory"]
	if !ok {
		return "", errors.New("there is no output working_directory")
	}
	root, ok := output.Value.(string)
	if !ok {
		return "", fmt.Errorf("the working directory is a %T", output.Value)
	}
	return root, nil
}

// search wants the named file to be among those it has searched.
func (c notOnDisk) search(root, wanted string) error {
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
		forms := []string{text}
		for before := range 3 {
			forms = append(forms, base64Middle(base64.StdEncoding, before, text))
		}
		for _, form := range forms {
			if bytes.Contains(content, []byte(form)) {
				return fmt.Errorf("%s holds %q", name, form)
			}
		}
	}
	return eachMember(content, func(member string, content []byte) error {
		if filepath.Ext(member) == ".tf" || strings.HasPrefix(member, "tfconfig/") {
			return nil
		}
		return c.searchFile(name+":"+member, content)
	})
}

// eachMember visits the members of an archive. Anything else has none.
func eachMember(content []byte, visit func(name string, content []byte) error) error {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil //nolint:nilerr // Only plans are archives.
	}
	for _, member := range archive.File {
		opened, err := member.Open()
		if err != nil {
			return err
		}
		content, err := io.ReadAll(opened)
		if err != nil {
			return err
		}
		if err := visit(member.Name, content); err != nil {
			return err
		}
	}
	return nil
}
