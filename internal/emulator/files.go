package emulator

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// fileReply is a row of listFiles.
type fileReply struct {
	Name         string  `json:"name"`
	Size         string  `json:"size"`
	MD5          *string `json:"md5"`
	LastModified string  `json:"last_modified"`
}

// lastModifiedLayout is not quite HTTP's: the day is not padded.
const lastModifiedLayout = "Mon, 2 Jan 2006 15:04:05 GMT"

func (e *Emulator) listFiles(c *call) (reply, *refusal) {
	s, refused := e.find(c)
	if refused != nil {
		return reply{}, refused
	}
	matches, refused := pathPattern(c.query.Get("pattern"))
	if refused != nil {
		return reply{}, refused
	}
	fits := func(o *object) bool { return matches(s.listedName(o)) }
	if many := e.store.manyOn(s); many > 0 {
		return reply{rows: many.among(s, e.store.objectsUnder(s.root()), fits)}, nil
	}
	rows := []any{}
	for _, o := range e.store.objectsUnder(s.root()) {
		if fits(o) {
			rows = append(rows, s.listed(o))
		}
	}
	return reply{rows: ready(rows)}, nil
}

func (s *stage) listed(o *object) fileReply {
	return fileReply{
		Name:         s.listedName(o),
		Size:         strconv.FormatInt(o.Size, 10),
		MD5:          s.listedMD5(o),
		LastModified: o.Modified.UTC().Format(lastModifiedLayout),
	}
}

// listedName is how LIST names a file: behind the stage's name in lower case, or by its full url.
func (s *stage) listedName(o *object) string {
	if s.isInternal() {
		return strings.ToLower(string(s.Name)) + "/" + o.Key
	}
	scheme, bucket, _ := strings.Cut(o.Container, "/")
	return scheme + "://" + bucket + "/" + o.Key
}

// listedMD5 is null where Google Cloud Storage knows none: for files under a customer's key.
func (s *stage) listedMD5(o *object) *string {
	if s.location().cloud == google && s.HasEncryptionKey {
		return nil
	}
	return &o.MD5
}

// pathPattern returns a matcher of whole listed names; an empty pattern is no filter. Snowflake's
// patterns are Java's: look-around and back-references, which Go's lack, are refused here.
func pathPattern(pattern string) (func(string) bool, *refusal) {
	if pattern == "" {
		return func(string) bool { return true }, nil
	}
	if _, err := regexp.Compile(pattern); err != nil {
		return nil, badRequest("Invalid regular expression '%s' for pattern: %v", pattern, err)
	}
	whole, err := regexp.Compile(`\A(?:` + pattern + `)\z`)
	if err != nil {
		return nil, badRequest("Invalid regular expression '%s' for pattern: %v", pattern, err)
	}
	return whole.MatchString, nil
}

const longestPath = 1024 // bytes of a key in an object store

// cleanPath checks the path of a file and removes the slash that some callers put in front.
func cleanPath(path string) (string, *refusal) {
	path = strings.TrimPrefix(path, "/")
	return path, checkPath(path)
}

func checkPath(path string) *refusal {
	segments := strings.Split(path, "/")
	switch {
	case path == "" || strings.HasSuffix(path, "/"):
		return badRequest("Invalid file path: it names no file")
	case len(path) > longestPath:
		return badRequest("Invalid file path: %d bytes, at most %d are allowed", len(path), longestPath)
	case !utf8.ValidString(path):
		return badRequest("Invalid file path: it is not UTF-8")
	case slices.Contains(segments, "") || slices.Contains(segments, ".") || slices.Contains(segments, ".."):
		return badRequest("Invalid file path: %s has a segment that is empty, . or ..", path)
	}
	return nil
}
