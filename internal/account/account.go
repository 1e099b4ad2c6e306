// Package account reads the many spellings of a Snowflake account.
//
// Source: https://docs.snowflake.com/en/user-guide/admin-account-identifier.
package account

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// Account is where an account is reached and what it is called.
type Account struct {
	Host  string // like acme-marketing.snowflakecomputing.com, in lower case and without a port
	Claim string // as key-pair tokens name it, in upper case: ORG-ACCOUNT or the locator
}

// Forms lists what Parse reads, for messages and documentation.
const Forms = "ORG-ACCOUNT, ORG.ACCOUNT, a locator like xy12345 or xy12345.us-east-2.aws, or the account's URL"

// Parse reads an account as users paste it: ORG-ACCOUNT, ORG.ACCOUNT, a locator with its region and cloud if need be,
// a host name, or a URL, also one of Snowsight. A URL's scheme, port and path are dropped.
//
// Of two parts joined by a dot the second is a region if it is spelled like one (us-east-1, europe-west2, west-us-2): then the
// first is a locator. Otherwise the parts are organization and account.
func Parse(spelling string) (Account, error) {
	account, err := parse(strings.TrimSpace(spelling))
	if err != nil {
		shown := strconv.Quote(spelling)
		if strings.Contains(spelling, "@") {
			shown = "with an @" // What stands before it in a URL may be a password.
		}
		return Account{}, fmt.Errorf("reading the account %s: %w; accepted are %s", shown, err, Forms)
	}
	return account, nil
}

func parse(text string) (Account, error) {
	if scheme, address, ok := strings.Cut(text, "://"); ok && (strings.EqualFold(scheme, "https") || strings.EqualFold(scheme, "http")) {
		return fromURL(address)
	}
	if strings.Contains(text, "/") {
		return fromURL(text)
	}
	if prefix, domain, ok := cutDomain(text); ok {
		return fromHost(prefix, domain)
	}
	return fromParts(strings.Split(text, "."))
}

// Combine returns the account of an organization.
func Combine(organization, name string) (Account, error) {
	if err := CheckOrganization(organization); err != nil {
		return Account{}, err
	}
	if err := CheckName(name); err != nil {
		return Account{}, err
	}
	account, err := fromParts([]string{organization + "-" + name})
	if err != nil {
		return Account{}, fmt.Errorf("combining the organization %s and the account %s: %w", organization, name, err)
	}
	return account, nil
}

// CheckOrganization reports whether an organization can have that name: ASCII letters and digits.
func CheckOrganization(name string) error {
	if name == "" || strings.ContainsFunc(name, func(c rune) bool { return !isAlphanumeric(c) }) {
		return fmt.Errorf("an organization's name consists of letters and digits only, and %q does not", name)
	}
	return nil
}

// CheckName reports whether an account can have that name within its organization: ASCII letters, digits and _, or - in place of _.
func CheckName(name string) error {
	if name == "" || strings.ContainsFunc(name, func(c rune) bool { return !isAlphanumeric(c) && c != '_' && c != '-' }) {
		return fmt.Errorf("an account's name consists of letters, digits and _ only, and %q does not", name)
	}
	return nil
}

// ClaimOf returns what tokens call the account behind a host: its first label. It is empty for an address or a bare name like
// localhost, which tell nothing of an account.
func ClaimOf(host string) string {
	label, rest, dotted := strings.Cut(host, ".")
	if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil || !dotted {
		return ""
	}
	return claim(label, strings.Split(rest, "."))
}

// claim cuts the suffix that a global host carries, because it is no part of the account.
func claim(label string, rest []string) string {
	if len(rest) > 0 && strings.EqualFold(rest[0], "global") {
		if i := strings.LastIndexByte(label, '-'); i > 0 {
			label = label[:i]
		}
	}
	return strings.ToUpper(label)
}

func fromURL(address string) (Account, error) {
	parsed, err := url.Parse("https://" + address)
	if err != nil || parsed.User != nil || parsed.Opaque != "" {
		return Account{}, errors.New("it is no URL of an account")
	}
	if strings.EqualFold(parsed.Hostname(), "app.snowflake.com") {
		return fromSnowsight(strings.Split(strings.Trim(parsed.Path, "/"), "/"))
	}
	prefix, domain, ok := cutDomain(parsed.Hostname())
	if !ok {
		return Account{}, fmt.Errorf("its host %s does not end with snowflakecomputing.com; a host of your own is given as host", parsed.Hostname())
	}
	return fromHost(prefix, domain)
}

// fromSnowsight reads app.snowflake.com/ORG/ACCOUNT/… and app.snowflake.com/REGION[.CLOUD]/LOCATOR/….
func fromSnowsight(path []string) (Account, error) {
	if len(path) < 2 {
		return Account{}, errors.New("the Snowsight URL lacks the organization and the account")
	}
	region := strings.Split(path[0], ".")
	if isRegion(region[0]) {
		return fromParts(append([]string{path[1]}, region...))
	}
	return Combine(path[0], path[1])
}

func isAlphanumeric(c rune) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
