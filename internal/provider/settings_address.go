package provider

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/account"
)

// address returns where requests go and how tokens name the account.
//
// What names the account hides the host of lower levels, because that belongs to another account; and a port or a protocol that stands
// beside such a hidden account or host is hidden with it.
func (s settings) address() (baseURL *url.URL, claim string, problems []problem) {
	named, owner, problems := s.account()
	if len(problems) > 0 {
		return nil, "", problems
	}
	host := s.find("host")
	lowest := owner
	switch {
	case host.level > owner && owner != nowhere:
	case host.given():
		if err := checkHost(host.value); err != nil {
			return nil, "", []problem{invalid(host, err)}
		}
		named = atHost(named, host.value)
		if owner == nowhere {
			lowest = host.level
		}
	case owner == nowhere:
		return nil, "", []problem{missing("account", "Neither the account nor its host is known. organization_name together with account_name tells the account too.")}
	}
	near := s.withoutOtherAddresses(lowest)
	port, bad := near.number("port", 1, 65535)
	problems = append(problems, bad...)
	scheme, bad := near.scheme(named.Host)
	problems = append(problems, bad...)
	return &url.URL{Scheme: scheme, Host: joinPort(named.Host, port)}, named.Claim, problems
}

// withoutOtherAddresses leaves out each lower level that has an address of its own.
func (s settings) withoutOtherAddresses(lowest level) settings {
	for l := lowest + 1; l < nowhere; l++ {
		for _, name := range []string{"account", "organization_name", "account_name", "host"} {
			if s.at(l, name).given() {
				s = s.without(l)
				break
			}
		}
	}
	return s
}

func (s settings) without(l level) settings {
	switch l {
	case fromEnvironment:
		s.getenv = func(string) string { return "" }
	case fromProfile:
		s.profile = nil
	}
	return s
}

// account returns the account of the highest level that tells one, and the lowest level that had a part in it.
// The official provider's rule holds within a level: organization and account win over the one name for both. Among attributes,
// which one author wrote, they must not differ.
func (s settings) account() (account.Account, level, []problem) {
	whole, organization, name := s.find("account"), s.find("organization_name"), s.find("account_name")
	parts := min(organization.level, name.level)
	switch {
	case !whole.given() && parts == nowhere:
		return account.Account{}, nowhere, nil
	case whole.level < parts:
		parsed, err := account.Parse(whole.value)
		if err != nil {
			return account.Account{}, whole.level, []problem{invalid(whole, err)}
		}
		return parsed, whole.level, nil
	}
	combined, problems := combine(organization, name)
	if len(problems) == 0 && whole.level == fromAttribute {
		if parsed, err := account.Parse(whole.value); err != nil || parsed.Host != combined.Host {
			problems = []problem{conflicting(name, whole, "they tell different accounts, so leave one of them out.")}
		}
	}
	return combined, max(organization.level, name.level), problems
}

func combine(organization, name setting) (account.Account, []problem) {
	if !organization.given() {
		return account.Account{}, []problem{missing("organization_name", "The account's name is given, and its organization is not.")}
	}
	if !name.given() {
		return account.Account{}, []problem{missing("account_name", "The organization is given, and the account's name within it is not.")}
	}
	if err := account.CheckOrganization(organization.value); err != nil {
		return account.Account{}, []problem{invalid(organization, err)}
	}
	combined, err := account.Combine(organization.value, name.value)
	if err != nil {
		return account.Account{}, []problem{invalid(name, err)}
	}
	return combined, nil
}

// atHost puts a host in place of the account's usual one. A host of Snowflake's own is spelled as its certificate is.
func atHost(named account.Account, host string) account.Account {
	reached := account.Account{Host: host, Claim: account.ClaimOf(host)}
	if usual, err := account.Parse(host); err == nil && strings.Contains(strings.ToLower(host), ".snowflakecomputing.") {
		reached = usual
	}
	if named.Claim != "" {
		reached.Claim = named.Claim
	}
	return reached
}

// hostName holds labels of 63 characters at most, as DNS has them, which keeps tokens from being looked up.
var hostName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?$`)

func checkHost(host string) error {
	if strings.Contains(host, "://") {
		return errors.New("a host is given without https:// and without a path; a whole URL is read by account")
	}
	if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil || hostName.MatchString(host) {
		return nil
	}
	if name, port, err := net.SplitHostPort(host); err == nil {
		return fmt.Errorf("%q is a host with a port: give the host %s and, as port, %s", host, name, port)
	}
	return fmt.Errorf("%q is not the name of a host", host)
}

func (s settings) scheme(host string) (string, []problem) {
	given := s.find("protocol")
	if !given.given() || strings.EqualFold(given.value, "https") {
		return "https", nil
	}
	if err := checkProtocol(given.value); err != nil {
		return "", []problem{invalid(given, err)}
	}
	if !isLoopback(host) {
		return "", []problem{invalid(given, fmt.Errorf("http would send tokens unencrypted to %s; it is accepted for loopback hosts only", host))}
	}
	return "http", nil
}

func isLoopback(host string) bool {
	address, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return strings.EqualFold(host, "localhost") || err == nil && address.IsLoopback()
}

func joinPort(host string, port int) string {
	host = strings.Trim(host, "[]")
	if port != 0 {
		return net.JoinHostPort(host, strconv.Itoa(port))
	}
	if strings.Contains(host, ":") {
		return "[" + host + "]"
	}
	return host
}
