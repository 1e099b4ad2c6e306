package account

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

const (
	globalDomain = ".snowflakecomputing.com"
	chinaDomain  = ".snowflakecomputing.cn"
	maxLabel     = 63 // characters, RFC 1035 section 2.3.4
)

var (
	errNoLocator = errors.New("what follows the first dot is neither an account of an organization nor a region, optionally with its cloud")

	clouds = []string{"aws", "gcp", "azure"}
	// compliance names the government programs that stand before the region.
	compliance = []string{"fhplus", "dod", "gov"}
	// bareRegions are the AWS regions whose hosts do not name the cloud.
	bareRegions = []string{"us-east-1", "eu-west-1", "eu-central-1", "ap-southeast-1", "ap-southeast-2"}
)

// defaultRegion is the AWS region whose hosts name neither the region nor the cloud.
const defaultRegion = "us-west-2"

func cutDomain(host string) (prefix, domain string, ok bool) {
	for _, domain := range []string{globalDomain, chinaDomain} {
		if at := len(host) - len(domain); at >= 0 && strings.EqualFold(host[at:], domain) {
			return host[:at], domain, true
		}
	}
	return "", "", false
}

// fromHost keeps a host as it was given.
func fromHost(prefix, domain string) (Account, error) {
	labels := strings.Split(prefix, ".")
	return build(labels[0], labels[1:], domain)
}

// fromParts reads an identifier that is not yet a host.
func fromParts(parts []string) (Account, error) {
	name, rest := parts[0], lower(parts[1:])
	private := len(rest) > 0 && rest[len(rest)-1] == "privatelink"
	if private {
		rest = rest[:len(rest)-1]
	}
	switch {
	case len(rest) == 0, len(rest) == 1 && rest[0] == "global":
	case len(rest) == 1 && !isRegion(rest[0]):
		if err := errors.Join(CheckOrganization(name), CheckName(parts[1])); err != nil {
			return Account{}, err
		}
		name, rest = name+"-"+parts[1], nil
	default:
		var err error
		if rest, err = location(rest); err != nil {
			return Account{}, err
		}
	}
	domain := globalDomain
	if slices.ContainsFunc(rest, func(label string) bool { return strings.HasPrefix(label, "cn-") }) {
		domain = chinaDomain
	}
	if private {
		rest = append(rest, "privatelink")
	}
	return build(name, rest, domain)
}

// location reads [compliance.]region[.cloud] and leaves out what Snowflake's hosts leave out.
func location(labels []string) ([]string, error) {
	rest := labels
	if slices.Contains(compliance, rest[0]) {
		rest = rest[1:]
	}
	if len(rest) == 0 || len(rest) > 2 || !isRegion(rest[0]) || len(rest) == 2 && !slices.Contains(clouds, rest[1]) {
		return nil, errNoLocator
	}
	onAWS := len(rest) == 1 || rest[1] == "aws"
	switch plain := len(rest) == len(labels); {
	case plain && onAWS && rest[0] == defaultRegion:
		return nil, nil
	case plain && onAWS && slices.Contains(bareRegions, rest[0]):
		return rest[:1], nil
	}
	return slices.Clone(labels), nil
}

// build writes _ as - in the host only: names of hosts have no underscore, names of accounts have.
func build(name string, rest []string, domain string) (Account, error) {
	host := strings.Join(append([]string{name}, rest...), ".")
	host = strings.ToLower(strings.ReplaceAll(host, "_", "-"))
	for label := range strings.SplitSeq(host, ".") {
		if err := checkLabel(label); err != nil {
			return Account{}, err
		}
	}
	return Account{Host: host + domain, Claim: claim(name, rest)}, nil
}

func checkLabel(label string) error {
	switch {
	case label == "":
		return errors.New("it is empty, or has an empty part")
	case len(label) > maxLabel:
		return fmt.Errorf("its part %q has more than %d characters", label, maxLabel)
	case label[0] == '-' || label[len(label)-1] == '-':
		return fmt.Errorf("its part %q starts or ends with a hyphen or an underscore", label)
	case strings.ContainsFunc(label, func(c rune) bool { return !isAlphanumeric(c) && c != '-' }):
		return fmt.Errorf("its part %q has characters other than letters, digits, - and _", label)
	}
	return nil
}

func lower(labels []string) []string {
	lowered := make([]string, len(labels))
	for i, label := range labels {
		lowered[i] = strings.ToLower(label)
	}
	return lowered
}
