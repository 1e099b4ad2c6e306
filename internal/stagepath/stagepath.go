// Package stagepath says which paths name a file on a stage.
package stagepath

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxLength is the greatest number of bytes in UTF-8 that a path may have: Snowpipe takes no more,
// https://docs.snowflake.com/en/user-guide/data-load-snowpipe-rest-apis, and neither do object stores.
const MaxLength = 1024

// Check refuses what proxies and stores rewrite, and what they cannot hold, so that exactly the file is meant that was named. Whatever else
// there is in a path, relative to the stage, is the name of the file byte for byte.
func Check(path string) error {
	switch {
	case path == "":
		return errors.New("it is empty")
	case len(path) > MaxLength:
		return fmt.Errorf("it has %d bytes, but may have %d at most", len(path), MaxLength)
	case !utf8.ValidString(path):
		return errors.New("it is not valid UTF-8 text")
	case strings.ContainsFunc(path, unicode.IsControl):
		return errors.New("it has a control character, like a tab or a line break")
	case strings.HasPrefix(path, "/"):
		return errors.New("it starts with /, but is relative to the stage")
	case strings.HasSuffix(path, "/"):
		return errors.New("it ends in /, which names a folder")
	}
	for segment := range strings.SplitSeq(path, "/") {
		switch segment {
		case "":
			return errors.New("it has an empty segment, //")
		case ".", "..":
			return fmt.Errorf("it has the segment %q", segment)
		}
	}
	return nil
}
