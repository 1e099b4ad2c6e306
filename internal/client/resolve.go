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
// port.
func (c *Client) resolve(from *reply, reference string) (*url.URL, error) {
	target, err := from.absolute(reference)
	switch {
	case err != nil:
	case target.User != nil:
		err = errors.New("it holds a user name")
	case !strings.EqualFold(target.Scheme, c.base.Scheme):
		err = errors.New("its scheme is another")
	case !sameHost(target, c.base):
		err = errors.New("its host or port is another: " + printable(from.call.scrub(target.Host)))
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errElsewhere, err)
	}
	target.Scheme, target.Host = c.base.Scheme, c.base.Host
	return target, nil
}

// absolute refuses forms whose host depends on who reads them. Its error does not repeat the reference.
func (r *reply) absolute(reference string) (*url.URL, error) {
	if strings.ContainsFunc(reference, func(r rune) bool { return r == '\\' || r <= ' ' || r == 0x7f }) {
		return nil, errors.New("it holds a backslash, a space or a control character")
	}
	parsed, err := url.Parse(reference)
	if err != nil || parsed.Opaque != "" {
		return nil, errors.New("it is no URL")
	}
	if parsed.Scheme == "" && !strings.HasPrefix(reference, "/") && !strings.HasPrefix(reference, "?") {
		return nil, errors.New("it is neither absolute nor starts with a slash")
	}
	target := r.url.ResolveReference(parsed)
	target.Fragment, target.RawFragment = "", ""
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
