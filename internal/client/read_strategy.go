package client

import (
	"fmt"
	"strings"
)

// ReadStrategy is how Stages.Read reads the stages of a schema.
type ReadStrategy int

// The strategies, named as ParseReadStrategy reads them.
const (
	ReadAuto  ReadStrategy = iota // auto: the first by a fetch and the others by one list, if the two tell the same
	ReadFetch                     // fetch: each by a fetch of its own
	ReadList                      // list: all by one list, whether or not fetches would tell more
)

var readStrategies = map[string]ReadStrategy{"": ReadAuto, "auto": ReadAuto, "fetch": ReadFetch, "list": ReadList}

// ParseReadStrategy reads a name in any case; an empty one is ReadAuto.
func ParseReadStrategy(name string) (ReadStrategy, error) {
	strategy, ok := readStrategies[strings.ToLower(name)]
	if !ok {
		return ReadAuto, fmt.Errorf("%q is not auto, fetch or list", name)
	}
	return strategy, nil
}
