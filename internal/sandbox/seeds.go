package sandbox

import (
	"fmt"
	"strconv"
	"strings"
)

// Seeds is a flag.Value: numbers from 1, separated by commas.
type Seeds []uint64

func (s *Seeds) String() string {
	words := make([]string, 0, len(*s))
	for _, seed := range *s {
		words = append(words, strconv.FormatUint(seed, 10))
	}
	return strings.Join(words, ",")
}

// Set replaces the seeds.
func (s *Seeds) Set(text string) error {
	var seeds Seeds
	for word := range strings.SplitSeq(text, ",") {
		seed, err := strconv.ParseUint(strings.TrimSpace(word), 10, 64)
		if err != nil || seed == 0 {
			return fmt.Errorf("%q is no number from 1", word)
		}
		seeds = append(seeds, seed)
	}
	*s = seeds
	return nil
}
