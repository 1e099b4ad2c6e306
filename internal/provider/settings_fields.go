package provider

import (
	"fmt"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/profile"
)

// level is where a setting was given. A lower number wins.
type level int

const (
	fromAttribute level = iota
	fromEnvironment
	fromProfile
	nowhere
)

// setting is one value and where it was given.
type setting struct {
	name   string // of the attribute
	value  string
	level  level
	source string // for messages, like: the environment variable SNOWFLAKE_USER
}

func (s setting) given() bool { return s.value != "" }

// settings looks values up in all levels. An empty value counts as absent everywhere, because a variable's default often is "".
type settings struct {
	attributes map[string]string
	getenv     func(string) string
	profile    *profile.Profile // nil if there is none
}

// find returns the value of the highest level that gives one.
func (s settings) find(name string) setting {
	for l := fromAttribute; l < nowhere; l++ {
		if found := s.at(l, name); found.given() {
			return found
		}
	}
	return setting{name: name, level: nowhere}
}

// at returns the value that one level gives.
func (s settings) at(l level, name string) setting {
	found := setting{name: name, level: l}
	switch l {
	case fromAttribute:
		found.value, found.source = s.attributes[name], "the provider's attribute "+name
	case fromEnvironment:
		for _, variable := range fieldNamed(name).env {
			if value := s.getenv(variable); value != "" {
				found.value, found.source = value, "the environment variable "+variable
				break
			}
		}
	case fromProfile:
		if s.profile != nil {
			found.value, _ = s.profile.Get(name)
			found.source = fmt.Sprintf("the profile %s of %s", s.profile.Name, s.profile.File)
		}
	}
	return found
}

// problem is what is wrong with the provider's configuration, and the attribute that would mend it.
type problem struct{ attribute, summary, detail string }

func invalid(s setting, err error) problem {
	return problem{s.name, "Invalid " + s.name, fmt.Sprintf("%s\n\nIt was given by %s.", sentence(s.complaint(err)), s.source)}
}

// missing says the three ways to give a setting.
func missing(name, why string) problem {
	return problem{name, "Missing " + name, fmt.Sprintf("%s\n\nSet the provider's attribute %s, or the environment variable %s, or %s in a profile "+
		"(connections.toml, config.toml or config in ~/.snowflake).", why, name, strings.Join(fieldNamed(name).env, " or "), name)}
}

func conflicting(one, other setting, why string) problem {
	return problem{other.name, "Conflicting settings", fmt.Sprintf("%s and %s exclude each other: %s\n\nThey were given by %s and by %s.",
		one.name, other.name, why, one.source, other.source)}
}

func sentence(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}
