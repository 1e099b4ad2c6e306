package client

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// errElsewhere is an address that the API gave and that is not on the account's host; the token never goes there.
var errElsewhere = errors.New("the address does not lead to the account's host")

// resolve makes the target of a reply's Location, Link or redirect absolute. It refuses whatever is not on the account's scheme, host and
// port, and forms whose host depends on who reads them.
func (c *Client) resolve(from *reply, reference string) (*url.URL, error) {
	refuse := func(reason string) (*url.URL, error) {
		return nil, fmt.Errorf("%w: %s", errElsewhere, reason)
	}
	if strings.ContainsFunc(reference, func(r rune) bool { return r == '\\' || r <= ' ' || r == 0x7f }) {
		return refuse("it holds a backslash, a space or a control character")
	}
	parsed, err := url.Parse(reference)
	if err != nil || parsed.Opaque != "" {
		return refuse("it is no URL")
	}
	if parsed.Scheme == "" && !strings.HasPrefix(reference, "/") && !strings.HasPrefix(reference, "?") {
		return refuse("it is neither absolute nor starts with a slash")
	}
	target := from.url.ResolveReference(parsed)
	target.Fragment, target.RawFragment = "", ""
	switch {
	case target.User != nil:
		return refuse("it holds a user name")
	case !strings.EqualFold(target.Scheme, c.base.Scheme):
		return refuse("its scheme is another")
	case !sameHost(target, c.base):
		return refuse("its host or port is another: " + printable(from.call.scrub(target.Host)))
	}
	target.Scheme, target.Host = c.base.Scheme, c.base.Host
	return target, nil
}

func sameHost(a, b *url.URL) bool {
	return strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case strings.EqualFold(u.Scheme, "http"):
		return "80"
	}
	return "443"
}
