package main

import (
	"fmt"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// secretOptions reads secrets from files: arguments are seen by everybody on the machine.
func (s *settings) secretOptions() ([]emulator.Option, error) {
	var options []emulator.Option
	for _, secrets := range []struct {
		given list
		read  func(string) (emulator.Option, error)
	}{{s.tokenFiles, tokenOption}, {s.oauthClientFiles, oauthClientOption}} {
		for _, given := range secrets.given {
			option, err := secrets.read(given)
			if err != nil {
				return nil, err
			}
			options = append(options, option)
		}
	}
	return options, nil
}

func tokenOption(given string) (emulator.Option, error) {
	tokenType, path, ok := strings.Cut(given, "=")
	if !ok {
		return nil, fmt.Errorf("reading --token-file %q: want TYPE=FILE", given)
	}
	token, err := readPrivate(path)
	if err != nil {
		return nil, fmt.Errorf("reading token file: %w", err)
	}
	return emulator.WithToken(tokenType, strings.TrimSpace(string(token))), nil
}

func oauthClientOption(path string) (emulator.Option, error) {
	text, err := readPrivate(path)
	if err != nil {
		return nil, fmt.Errorf("reading OAuth client file: %w", err)
	}
	var lines [3]string
	rest := strings.TrimSpace(string(text))
	for i := range lines {
		lines[i], rest, _ = strings.Cut(rest, "\n")
		lines[i] = strings.TrimSpace(lines[i])
	}
	id, secret, refreshToken := lines[0], lines[1], lines[2]
	if secret == "" || rest != "" {
		return nil, fmt.Errorf("reading OAuth client file %s: want an id, a secret and perhaps a refresh token, each on a line", path)
	}
	const lifetime = 0 // as on a real account
	return emulator.WithOAuthClient(id, secret, refreshToken, lifetime), nil
}
