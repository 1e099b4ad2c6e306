package conformance

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/snowstage/terraform-provider-snowstage"

// listedPackage is what go list tells of a package.
type listedPackage struct {
	Dir, ImportPath                    string
	GoFiles                            []string
	Imports, TestImports, XTestImports []string
	Deps                               []string
}

// name is the path within the module; empty for main.go.
func (p listedPackage) name() string {
	return strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
}

func (p listedPackage) allImports() []string {
	return slices.Concat(p.Imports, p.TestImports, p.XTestImports)
}

// is reports whether the package is one of those named, or below one whose name ends in a slash.
func (p listedPackage) is(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		return p.name() == name || strings.HasSuffix(name, "/") && strings.HasPrefix(p.name()+"/", name)
	})
}

// TestWhoMayImportWhom holds the rules that keep Terraform's words, Snowflake's and HTTP's apart, and the emulator a reading
// of the documents of its own.
func TestWhoMayImportWhom(t *testing.T) {
	t.Parallel()
	packages := listPackages(t)
	for _, expected := range []string{
		"", "internal/provider", "internal/client", "internal/emulator", "internal/emulator/grammar", "internal/keypair", "internal/identifier", "internal/statement",
		"internal/fileurl", "internal/stagepath", "internal/process",
	} {
		if !slices.ContainsFunc(packages, func(p listedPackage) bool { return p.name() == expected }) {
			t.Errorf("go list does not know %q, so nothing is proved of it", expected)
		}
	}
	for _, p := range packages {
		// internal/bench/idle is no part of the provider: it is the provider that does nothing, to measure against.
		if !p.is("", "internal/provider", "internal/process", "internal/bench/idle") {
			forbid(t, p, "imports a library for Terraform plugins, directly or not,", p.Deps, isPluginLibrary)
		}
		if !p.is("internal/provider", "internal/process", "internal/bench/idle") {
			forbid(t, p, "imports a library for Terraform plugins, also counting its tests,", p.allImports(), isPluginLibrary)
		}
		switch {
		case p.is("internal/emulator"):
			forbid(t, p, "must use the standard library only, but imports", p.Deps, func(path string) bool {
				return !isStandard(path) && !strings.HasPrefix(path, "golang.org/x/net/") && !isEmulator(path)
			})
			forbid(t, p, "must read the documents by itself, but its tests import", p.allImports(), func(path string) bool {
				return isOurs(path) && !isEmulator(path)
			})
		case p.is("internal/emulator/grammar"):
			forbid(t, p, "must use the standard library only, but imports", slices.Concat(p.Deps, p.allImports()), func(path string) bool {
				return !isStandard(path)
			})
		case p.is("cmd/snowstage-emulator"):
			forbid(t, p, "must use the emulator and the standard library only, but imports", p.Imports, func(path string) bool {
				return !isStandard(path) && path != module+"/internal/emulator"
			})
		case p.is("internal/statement"):
			forbid(t, p, "must write from names and texts alone, but imports", slices.Concat(p.Deps, p.allImports()), func(path string) bool {
				return isOurs(path) && path != module+"/internal/identifier" && path != module+"/internal/redact"
			})
		case p.is("internal/fileurl", "internal/stagepath"):
			forbid(t, p, "must read names and paths alone, but imports", slices.Concat(p.Deps, p.allImports()), func(path string) bool {
				return isOurs(path) && !slices.Contains([]string{module + "/internal/identifier", module + "/internal/stagepath", module + "/internal/fileurl"}, path)
			})
		case p.is("internal/client", "internal/keypair", "internal/token", "internal/profile", "internal/account", "internal/identifier", "internal/privatefile", "internal/redact"):
			forbid(t, p, "must not know the emulator, but imports", slices.Concat(p.Deps, p.allImports()), isEmulator)
		case p.is("", "internal/provider", "internal/process"):
			forbid(t, p, "may know the emulator in tests only, but imports", p.Deps, isEmulator)
		}
	}
}

func forbid(t *testing.T, p listedPackage, complaint string, imports []string, forbidden func(string) bool) {
	t.Helper()
	for _, path := range imports {
		if forbidden(path) && path != p.ImportPath {
			t.Errorf("%s %s %s", p.ImportPath, complaint, path)
		}
	}
}

func isPluginLibrary(path string) bool {
	return strings.HasPrefix(path, "github.com/hashicorp/terraform-plugin-")
}

// isEmulator is true of its grammar too.
func isEmulator(path string) bool {
	return strings.HasPrefix(path+"/", module+"/internal/emulator/")
}

func isOurs(path string) bool { return strings.HasPrefix(path, module+"/") }

func isStandard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".")
}

// environment are the functions that read it, by package.
var environment = map[string][]string{
	"os":        {"Getenv", "LookupEnv", "Environ", "ExpandEnv", "UserHomeDir", "UserConfigDir", "UserCacheDir"},
	"syscall":   {"Getenv", "Environ"},
	"http":      {"ProxyFromEnvironment"},
	"httpproxy": {"FromEnvironment"},
}

// readers are the files that may read it: what users set about Snowflake, and about the process.
var readers = []string{"internal/provider/settings.go", "internal/process/serve.go"}

// TestOnlySettingsReadTheEnvironment leaves out the commands, whose caller's environment is meant: the emulator's, the bench,
// what it shares with the endurance tests, and the examples.
func TestOnlySettingsReadTheEnvironment(t *testing.T) {
	t.Parallel()
	found := map[string]bool{}
	for _, p := range listPackages(t) {
		if p.is("cmd/", "internal/bench/", "internal/sandbox", "examples/") {
			continue
		}
		for _, file := range p.GoFiles {
			for _, call := range readsEnvironment(t, filepath.Join(p.Dir, file)) {
				found[p.name()+"/"+file] = true
				if !slices.Contains(readers, p.name()+"/"+file) {
					t.Errorf("%s/%s uses %s; the environment is read in %q", p.name(), file, call, readers)
				}
			}
		}
	}
	for _, reader := range readers {
		if !found[reader] {
			t.Errorf("%s does not read the environment, so the search proves nothing", reader)
		}
	}
}

func readsEnvironment(t *testing.T, path string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	ast.Inspect(file, func(node ast.Node) bool {
		if selector, ok := node.(*ast.SelectorExpr); ok {
			if from, ok := selector.X.(*ast.Ident); ok && slices.Contains(environment[from.Name], selector.Sel.Name) {
				found = append(found, from.Name+"."+selector.Sel.Name)
			}
		}
		return true
	})
	return found
}

func listPackages(t *testing.T) []listedPackage {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", "list", "-json=Dir,ImportPath,GoFiles,Imports,TestImports,XTestImports,Deps", module+"/...")
	output, err := command.Output()
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		t.Fatalf("go list: %v\n%s", err, failed.Stderr)
	}
	if err != nil {
		t.Fatal(err)
	}
	var packages []listedPackage
	for decoder := json.NewDecoder(strings.NewReader(string(output))); ; {
		var p listedPackage
		switch err := decoder.Decode(&p); {
		case errors.Is(err, io.EOF):
			return packages
		case err != nil:
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}
