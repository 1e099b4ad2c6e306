package provider

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/profile"
)

// environment is all that settings take from the process. No other file of the provider reads it.
type environment struct {
	getenv func(string) string
	home   string // empty if it is not known
	proxy  func(*http.Request) (*url.URL, error)
}

func processEnvironment() environment {
	home, err := os.UserHomeDir()
	if err != nil {
		home = "" // Then profiles have no usual place, and ~ has no meaning.
	}
	return environment{getenv: os.Getenv, home: home, proxy: http.ProxyFromEnvironment}
}

// connection is everything that the settings say, with each value's source kept for messages.
type connection struct {
	baseURL   *url.URL
	account   string // as key-pair tokens name it; empty if only a host is known
	role      string
	warehouse string
	signIn    signIn

	requestTimeout time.Duration // 0: not given
	maxRetries     int           // 0: not given; negative: none
	sqlOff         bool          // the SQL API is not to be used
	readStrategy   client.ReadStrategy
	requestRate    int // of requests in a second, at most; 0: not given
}

// resolve looks every setting up: attribute, else environment, else profile. Attributes hold what is given and known.
// It reads no file but through load.
func resolve(attributes map[string]string, env environment, load func(profile.Search) (*profile.Profile, error)) (connection, []problem) {
	s := settings{attributes: attributes, getenv: env.getenv}
	found, bad := s.findProfile(env, load)
	if len(bad) > 0 {
		return connection{}, bad
	}
	s.profile = found

	var c connection
	var problems []problem
	c.baseURL, c.account, bad = s.address()
	problems = append(problems, bad...)
	c.signIn, bad = s.signIn(env.home)
	problems = append(problems, bad...)
	if c.signIn.method == keyPair && c.account == "" && c.baseURL != nil {
		problems = append(problems, missing("account", "A key pair's token names the account, and the host tells nothing of it."))
	}
	timeout, bad := s.number("request_timeout", 1, maxRequestTimeout)
	problems = append(problems, bad...)
	c.requestTimeout = time.Duration(timeout) * time.Second
	c.maxRetries, bad = s.number("max_retries", 0, maxRetriesLimit)
	problems = append(problems, bad...)
	if len(bad) == 0 && c.maxRetries == 0 && s.find("max_retries").given() {
		c.maxRetries = -1
	}
	c.sqlOff, bad = s.sqlOff()
	problems = append(problems, bad...)
	c.readStrategy, bad = s.readStrategy()
	problems = append(problems, bad...)
	c.requestRate, bad = s.number("max_requests_per_second", 1, maxRequestRate)
	problems = append(problems, bad...)
	c.role, bad = s.sqlName("role")
	problems = append(problems, bad...)
	c.warehouse, bad = s.sqlName("warehouse")
	return c, append(problems, bad...)
}

func (s settings) findProfile(env environment, load func(profile.Search) (*profile.Profile, error)) (*profile.Profile, []problem) {
	name, file := s.find("profile"), s.find("config_path")
	search := profile.Search{
		Path:        expandHome(file.value, env.home),
		Name:        name.value,
		DefaultName: env.getenv("SNOWFLAKE_DEFAULT_CONNECTION_NAME"),
		Dir:         expandHome(env.getenv("SNOWFLAKE_HOME"), env.home),
	}
	if search.Dir == "" && env.home != "" {
		search.Dir = filepath.Join(env.home, ".snowflake")
	}
	found, err := load(search)
	if err == nil {
		return found, nil
	}
	to := blame(name, file)
	return nil, []problem{{to.name, "Unable to read the profile", sentence(to.complaint(err))}}
}

// blame prefers the name of the profile, unless only a file was given.
func blame(name, file setting) setting {
	if !name.given() && file.given() {
		return file
	}
	return name
}

// number returns 0 if the setting is absent.
func (s settings) number(name string, least, most int) (int, []problem) {
	given := s.find(name)
	if !given.given() {
		return 0, nil
	}
	value, err := strconv.Atoi(given.value)
	if err != nil || value < least || value > most {
		return 0, []problem{invalid(given, fmt.Errorf("%q is not a whole number from %d to %d", given.value, least, most))}
	}
	return value, nil
}

// sqlName returns a name as the setting spells it.
func (s settings) sqlName(setting string) (string, []problem) {
	given := s.find(setting)
	if !given.given() {
		return "", nil
	}
	if err := checkHeaderName(given.value); err != nil {
		return "", []problem{invalid(given, err)}
	}
	return given.value, nil
}

func (s settings) sqlOff() (bool, []problem) {
	given := s.find("sql_api")
	if !given.given() {
		return false, nil
	}
	if err := checkSQLAPI(given.value); err != nil {
		return false, []problem{invalid(given, err)}
	}
	return strings.EqualFold(given.value, sqlAPIOff), nil
}

func expandHome(file, home string) string {
	if rest, ok := strings.CutPrefix(file, "~/"); ok && home != "" {
		return filepath.Join(home, rest)
	}
	return file
}

func (s settings) readStrategy() (client.ReadStrategy, []problem) {
	given := s.find("read_strategy")
	strategy, err := client.ParseReadStrategy(given.value)
	if err != nil {
		return strategy, []problem{invalid(given, err)}
	}
	return strategy, nil
}
