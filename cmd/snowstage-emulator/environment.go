package main

import (
	"fmt"
	"net"
	"regexp"
	"strings"
)

// variable is one of the environment that a client of the emulator needs.
type variable struct{ name, value string }

// environment is how the official provider and ours are told of an account.
func (s *settings) environment(address net.Addr, keyFile string) ([]variable, error) {
	organization, name, err := s.accountParts()
	if err != nil {
		return nil, err
	}
	host, port, err := net.SplitHostPort(address.String())
	if err != nil {
		return nil, fmt.Errorf("reading the address %s: %w", address, err)
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1" // clients refuse http elsewhere
	}
	variables := []variable{
		{"SNOWFLAKE_ORGANIZATION_NAME", organization},
		{"SNOWFLAKE_ACCOUNT_NAME", name},
		{"SNOWFLAKE_USER", s.user},
		{"SNOWFLAKE_AUTHENTICATOR", "SNOWFLAKE_JWT"},
		{"SNOWFLAKE_PRIVATE_KEY_PATH", keyFile},
		{"SNOWFLAKE_HOST", host},
		{"SNOWFLAKE_PORT", port},
		{"SNOWFLAKE_PROTOCOL", "http"},
	}
	if len(s.oauthClientFiles) > 0 {
		variables = append(variables, variable{"SNOWFLAKE_OAUTH_TOKEN_REQUEST_URL", "http://" + net.JoinHostPort(host, port) + "/oauth/token-request"})
	}
	return variables, nil
}

// exports is a shell script that sets variables.
func exports(variables []variable) string {
	var script strings.Builder
	for _, v := range variables {
		fmt.Fprintf(&script, "export %s=%s\n", v.name, shellWord(v.value))
	}
	return script.String()
}

var plainWord = regexp.MustCompile(`^[A-Za-z0-9_./:@%+,-]+$`)

// shellWord quotes a value for a POSIX shell where it must be.
func shellWord(value string) string {
	if plainWord.MatchString(value) {
		return value
	}
	return "'" + strings.ReplaceAll(value, "'", `'\''`) + "'"
}

// childEnvironment is the parent's, but what it says of Snowflake is the emulator's alone.
func childEnvironment(parent []string, own []variable) []string {
	var child []string
	for _, entry := range parent {
		name, _, _ := strings.Cut(entry, "=")
		// Windows does not tell upper from lower case.
		name = strings.ToUpper(name)
		if !strings.HasPrefix(name, "SNOWFLAKE_") && name != "PRIVATE_KEY_PASSPHRASE" {
			child = append(child, entry)
		}
	}
	for _, v := range own {
		child = append(child, v.name+"="+v.value)
	}
	return child
}
