// Package profile finds connection profiles in the TOML files of Snowflake's CLI, drivers and official provider.
//
// Sources: https://docs.snowflake.com/en/developer-guide/snowflake-cli/connecting/configure-cli and the official provider's documentation.
package profile

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Search says which profile is wanted and where it may be.
type Search struct {
	Dir         string // holds connections.toml, config.toml and config; not read if empty
	Path        string // one file in any of their shapes; if set, Dir is not read
	Name        string // if empty: DefaultName, else the file's default_connection_name, else "default"
	DefaultName string
}

// lastDefault is the profile that is taken if there is no word of any.
const lastDefault = "default"

// Profile is one table of settings.
type Profile struct {
	Name string
	File string

	values map[string]string // by normal key
}

// Load returns the profile that is wanted. It returns nil, and no error, if none was asked for and there is no default one.
// The files must be private to their owner. Of the values of a file, an error holds no other than default_connection_name.
func Load(search Search) (*Profile, error) {
	files, err := readFiles(search)
	if err != nil {
		return nil, err
	}
	name := cmp.Or(search.Name, search.DefaultName)
	for _, file := range files {
		name = cmp.Or(name, file.defaultName)
	}
	if name != "" && len(files) == 0 {
		return nil, fmt.Errorf("there is no profile %q: no profile file was found in %s", name, cmp.Or(search.Dir, "the home folder, which is not known"))
	}
	if name != "" {
		return find(name, files)
	}
	if profile, err := find(lastDefault, files); err == nil {
		return profile, nil
	}
	return nil, nil
}

// find takes the first of the tables of that name: Snowflake's tools do not merge them.
func find(name string, files []file) (*Profile, error) {
	var searched, names []string
	for _, file := range files {
		if table, ok := file.tables[name]; ok {
			return newProfile(name, file.path, table), nil
		}
		searched = append(searched, file.path)
		names = slices.AppendSeq(names, maps.Keys(file.tables))
	}
	return nil, missing(name, searched, names)
}

// Get returns a setting by the provider's name of it, like private_key_path. Its other names in the files are known;
// case and _ do not matter. ok is false if it is absent or empty.
func (p *Profile) Get(setting string) (value string, ok bool) {
	for _, key := range append([]string{setting}, aliases[setting]...) {
		if value := p.values[normal(key)]; value != "" {
			return value, true
		}
	}
	return "", false
}

// aliases are the names of the CLI, of the drivers and of the official provider.
var aliases = map[string][]string{
	"user":                   {"username", "login_name"},
	"private_key":            {"private_key_raw"},
	"private_key_path":       {"private_key_file"},
	"private_key_passphrase": {"private_key_file_pwd", "private_key_pwd"},
	"token_path":             {"token_file_path"},
	"max_retries":            {"max_retry_count"},
}

func newProfile(name, file string, table map[string]any) *Profile {
	values := make(map[string]string, len(table))
	for _, key := range slices.Sorted(maps.Keys(table)) {
		switch value := table[key].(type) {
		case string:
			values[normal(key)] = value
		case int64:
			values[normal(key)] = strconv.FormatInt(value, 10)
		}
	}
	return &Profile{Name: name, File: file, values: values}
}

func normal(key string) string {
	return strings.ToLower(strings.ReplaceAll(key, "_", ""))
}

// missing says which profiles there are.
func missing(name string, searched, names []string) error {
	slices.Sort(names)
	there := "no profiles"
	if names = slices.Compact(names); len(names) > 0 {
		there = "the profiles " + strings.Join(names, ", ")
	}
	return fmt.Errorf("there is no profile %q: found %s in %s", name, there, strings.Join(searched, ", "))
}
