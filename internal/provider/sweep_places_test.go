package provider

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// place is where Terraform and the provider leave something behind.
type place string

const (
	logs           place = "log"
	stdout         place = "stdout"
	stderr         place = "stderr"
	providerStderr place = "stderr of the provider"
	states         place = "state"
	backups        place = "backup"
	plans          place = "member of a saved plan"
	crashLog       place = "crash.log"
	dataFolder     place = ".terraform"
	otherFiles     place = "other file"
)

// fileNames are an example of each place that is a file of its own.
var fileNames = map[place]string{
	logs: "terraform.log", stdout: "stdout", stderr: "stderr", providerStderr: "provider.stderr", states: "terraform.tfstate",
	backups: "terraform.tfstate.backup", crashLog: "crash.log", dataFolder: ".terraform/terraform.tfstate", otherFiles: "generated.tf",
}

func placeOf(path string) place {
	name := filepath.Base(path)
	if strings.Contains(filepath.ToSlash(path), "/.terraform/") {
		return dataFolder
	}
	for where, example := range fileNames {
		if name == example {
			return where
		}
	}
	if strings.HasSuffix(name, ".backup") {
		return backups
	}
	return otherFiles
}

// variableFile holds the secrets that a user gives to Terraform by a file; it alone is not searched.
const variableFile = "secrets.auto.tfvars"

// sweep searches all files below a folder, and the members of those that are archives.
type sweep struct {
	*sieve
	skip  func(path string) bool // nil: nothing
	hits  []string
	bytes map[place]int
}

func (s *sweep) folder(root string) error {
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || entry.Name() == variableFile || s.skip != nil && s.skip(path) {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return s.file(path, content)
	})
}

func (s *sweep) file(path string, content []byte) error {
	s.text(placeOf(path), path, content)
	return eachMember(content, func(member string, content []byte) error {
		if member = path + ":" + member; s.skip == nil || !s.skip(member) {
			s.text(plans, member, content)
		}
		return nil
	})
}

func (s *sweep) text(where place, path string, content []byte) {
	s.bytes[where] += len(content)
	if found, of := s.find(content); of != "" {
		s.hits = append(s.hits, fmt.Sprintf("%s: %s holds a fragment of %s: …%q…", where, path, of, found))
	}
}
