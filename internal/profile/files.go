package profile

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"syscall"

	"github.com/pelletier/go-toml/v2"

	"github.com/snowstage/terraform-provider-snowstage/internal/privatefile"
)

const (
	connectionsTable = "connections"
	defaultNameKey   = "default_connection_name"
)

// file is one parsed file.
type file struct {
	path        string
	tables      map[string]map[string]any // by name of profile
	defaultName string
}

// shape finds the tables that are profiles.
type shape func(root map[string]any) map[string]map[string]any

// readFiles returns the files that there are, the one whose profiles win first.
func readFiles(search Search) ([]file, error) {
	if search.Path != "" {
		read, err := readFile(search.Path, anyShape)
		return []file{read}, err
	}
	if search.Dir == "" {
		return nil, nil
	}
	var files []file
	for _, known := range []struct {
		name  string
		shape shape
	}{{"connections.toml", topAndConnections}, {"config.toml", connections}, {"config", top}} {
		read, err := readFile(filepath.Join(search.Dir, known.name), known.shape)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
			continue
		}
		if err != nil {
			return nil, err
		}
		files = append(files, read)
	}
	return files, nil
}

func readFile(path string, shape shape) (file, error) {
	content, _, err := privatefile.Read(path)
	if err != nil {
		return file{}, fmt.Errorf("reading the profiles: %w", err)
	}
	root, err := parse(content)
	if err != nil {
		return file{}, fmt.Errorf("reading the profiles of %s: %w", path, err)
	}
	defaultName, _ := root[defaultNameKey].(string)
	return file{path: path, tables: shape(root), defaultName: defaultName}, nil
}

// parse tells where the text is wrong, but not the library's message, because it may quote the text.
func parse(content []byte) (map[string]any, error) {
	var root map[string]any
	err := toml.Unmarshal(content, &root)
	if wrong, ok := errors.AsType[*toml.DecodeError](err); ok {
		row, column := wrong.Position()
		return nil, fmt.Errorf("it is not valid TOML at line %d, column %d", row, column)
	}
	if err != nil {
		return nil, errors.New("it is not valid TOML")
	}
	return root, nil
}

// connections is the shape of config.toml: [connections.<name>].
func connections(root map[string]any) map[string]map[string]any {
	table, _ := root[connectionsTable].(map[string]any)
	return top(table)
}

// top is the shape of the official provider's config: [<name>].
func top(root map[string]any) map[string]map[string]any {
	tables := make(map[string]map[string]any)
	for name, value := range root {
		if table, ok := value.(map[string]any); ok {
			tables[name] = table
		}
	}
	return tables
}

// topAndConnections is the shape of connections.toml: [<name>], or [connections.<name>] as the CLI takes it too.
func topAndConnections(root map[string]any) map[string]map[string]any {
	tables := connections(root)
	maps.Copy(tables, top(root))
	if len(connections(root)) > 0 {
		delete(tables, connectionsTable)
	}
	return tables
}

// anyShape tells config.toml, which has tables that are no profiles, by its table of connections.
func anyShape(root map[string]any) map[string]map[string]any {
	if tables := connections(root); len(tables) > 0 {
		return tables
	}
	return top(root)
}
