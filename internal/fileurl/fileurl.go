// Package fileurl reads and writes the two kinds of URL that GET /api/files/ takes: file URLs, which name a stage and a path, and scoped URLs,
// which only Snowflake can make.
package fileurl

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
	"github.com/snowstage/terraform-provider-snowstage/internal/stagepath"
)

// https://docs.snowflake.com/en/sql-reference/functions/build_stage_file_url and build_scoped_file_url.
const prefix = "/api/files/"

// File is a file URL. It never expires, and is no secret: who uses it signs in.
type File struct {
	Host  string // host[:port]
	Stage identifier.Qualified
	Path  string // relative to the stage, not encoded
}

// Parse reads a file URL, whatever of it is percent-encoded. Names in it are spelled as in SQL.
func Parse(text string) (File, error) {
	host, encoded, err := split(text)
	if err != nil {
		return File{}, err
	}
	elements := strings.SplitN(encoded, "/", 4)
	switch {
	case queryID.MatchString(elements[0]):
		return File{}, errors.New("it is a scoped URL, which names no stage")
	case len(elements) < 4:
		return File{}, fmt.Errorf("it lacks a part of %s<database>/<schema>/<stage>/<path>", prefix)
	}
	file := File{Host: host}
	for i, part := range []struct {
		label string
		name  *identifier.Name
	}{{"database", &file.Stage.Database}, {"schema", &file.Stage.Schema}, {"stage", &file.Stage.Name}} {
		spelling, err := url.PathUnescape(elements[i])
		if err == nil {
			*part.name, err = identifier.Parse(spelling)
		}
		if err != nil {
			return File{}, fmt.Errorf("reading the name of the %s: %w", part.label, err)
		}
	}
	file.Path, err = url.PathUnescape(elements[3])
	if err == nil {
		err = stagepath.Check(file.Path)
	}
	if err != nil {
		return File{}, fmt.Errorf("reading the path: %w", err)
	}
	return file, nil
}

// String is the URL, percent-encoded as Snowflake does it.
func (f File) String() string { return "https://" + f.Host + f.EncodedPath() }

// EncodedPath is what follows the host. Names are spelled as in SQL.
func (f File) EncodedPath() string {
	elements := []string{f.Stage.Database.String(), f.Stage.Schema.String(), f.Stage.Name.String()}
	elements = append(elements, strings.Split(f.Path, "/")...)
	for i, element := range elements {
		elements[i] = encode(element)
	}
	return prefix + strings.Join(elements, "/")
}

// encode leaves what Snowflake has been seen to leave; a dot becomes %2e.
func encode(text string) string {
	var encoded strings.Builder
	for _, b := range []byte(text) {
		switch {
		case 'a' <= b && b <= 'z', 'A' <= b && b <= 'Z', '0' <= b && b <= '9', b == '-', b == '_':
			encoded.WriteByte(b)
		default:
			fmt.Fprintf(&encoded, "%%%02x", b)
		}
	}
	return encoded.String()
}

// Scoped is a scoped URL: it is good for 24 hours, and for the user for whom it was made.
type Scoped struct {
	Host        string // host[:port]
	EncodedPath string // what follows the host
}

var (
	// queryID is that of the query that made a scoped URL.
	queryID = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12,}$`)
	// element is a segment of a path as RFC 3986, section 3.3, has it.
	element = regexp.MustCompile(`^([A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9a-fA-F]{2})+$`)
	dots    = regexp.MustCompile(`^(\.|%2[eE]){1,2}$`)
)

// ParseScoped reads a scoped URL. Its error does not repeat it.
func ParseScoped(text string) (Scoped, error) {
	host, encoded, err := split(text)
	if err != nil {
		return Scoped{}, err
	}
	id, rest, _ := strings.Cut(encoded, "/")
	if !queryID.MatchString(id) {
		return Scoped{}, errors.New("it does not name the query that made it")
	}
	for segment := range strings.SplitSeq(rest, "/") {
		if !element.MatchString(segment) || dots.MatchString(segment) {
			return Scoped{}, errors.New("what follows the query id is not percent-encoded as Snowflake does it")
		}
	}
	return Scoped{Host: host, EncodedPath: prefix + encoded}, nil
}

// split checks what both kinds have in common, and returns the host and what follows the prefix. It does not use net/url, which takes an
// empty fragment for none and forgets which slashes were encoded if anything else is not.
func split(text string) (host, encoded string, err error) {
	scheme, rest, found := strings.Cut(text, "://")
	host, path, _ := strings.Cut(rest, "/")
	path, ofFiles := strings.CutPrefix("/"+path, prefix)
	switch {
	case !found, !strings.EqualFold(scheme, "https") && !strings.EqualFold(scheme, "http"):
		return "", "", errors.New("it does not start with https:// and a host")
	case strings.ContainsAny(rest, "?#"):
		return "", "", errors.New("it has a query or a fragment; in the name of a file, ? is written %3f and # is written %23")
	case CheckHost(host) != nil:
		return "", "", errors.New("what follows https:// is neither a host nor a host with a port")
	case !ofFiles:
		return "", "", fmt.Errorf("its path does not start with %s", prefix)
	}
	return host, path, nil
}

var hostForm = regexp.MustCompile(`^([A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?$`)

// CheckHost accepts a host, or a host with a port, like acme-analytics.snowflakecomputing.com.
func CheckHost(text string) error {
	if !hostForm.MatchString(text) {
		return errors.New("it is not a host, like acme-analytics.snowflakecomputing.com, without scheme and path")
	}
	return nil
}
