package provider

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/snowstage/terraform-provider-snowstage/internal/account"
	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
	"github.com/snowstage/terraform-provider-snowstage/internal/token"
)

// validateSettings says what is wrong with the attributes, whatever the environment and the profile say.
func validateSettings(attributes map[string]string) []problem {
	s := settings{attributes: attributes}
	var problems []problem
	for _, f := range providerFields {
		given := s.at(fromAttribute, f.name)
		if f.check == nil || !given.given() {
			continue
		}
		if err := f.check(given.value); err != nil {
			problems = append(problems, invalid(given, err))
		}
	}
	for _, kind := range []secretKind{keySecret, tokenSecret} {
		one, other := s.at(fromAttribute, secretFields[kind][0]), s.at(fromAttribute, secretFields[kind][1])
		if one.given() && other.given() {
			problems = append(problems, conflicting(one, other, "leave one of them out."))
		}
	}
	return problems
}

func checkAccount(spelling string) error {
	_, err := account.Parse(spelling)
	return err
}

// checkHeaderName is of names that are sent as a header, where quotes do not make every character possible.
func checkHeaderName(spelling string) error {
	if strings.ContainsFunc(spelling, unicode.IsControl) {
		return fmt.Errorf("%q holds a control character, like a line break, which no header of a request can carry", spelling)
	}
	_, err := identifier.Parse(spelling)
	return err
}

func checkAuthenticator(name string) error {
	_, err := methodsOf(name)
	return err
}

func checkProtocol(name string) error {
	if strings.EqualFold(name, "https") || strings.EqualFold(name, "http") {
		return nil
	}
	return fmt.Errorf("%q is neither https nor http", name)
}

func checkSQLAPI(use string) error {
	if strings.EqualFold(use, sqlAPIAuto) || strings.EqualFold(use, sqlAPIOff) {
		return nil
	}
	return fmt.Errorf("%q is neither %s nor %s", use, sqlAPIAuto, sqlAPIOff)
}

func checkPlatform(name string) error {
	if slices.Contains(workloadPlatforms, strings.ToUpper(name)) {
		return nil
	}
	return fmt.Errorf("%q is none of %s", name, strings.Join(workloadPlatforms, ", "))
}

func checkEndpoint(address string) error {
	parsed, err := url.Parse(address)
	if err != nil {
		return errors.New("it is no URL") // The library's error quotes the text.
	}
	return token.CheckEndpoint(parsed)
}

func checkReadStrategy(name string) error {
	_, err := client.ParseReadStrategy(name)
	return err
}
