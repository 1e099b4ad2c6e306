package main

import (
	"hash/fnv"
	"math/rand/v2"
	"sync"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

// kinds are the ways in which a create that was carried out goes wrong.
var kinds = []struct {
	name  string
	fault emulator.Fault
}{
	{"503", emulator.Fault{AfterWork: true, Status: 503}},
	{"504 HTML", emulator.Fault{AfterWork: true, Status: 504, HTML: true}},
	{"reset", emulator.Fault{AfterWork: true, Reset: true}},
	{"truncated", emulator.Fault{AfterWork: true, Truncate: true}},
}

// storm chooses by the seed, the stage's name and the number of the try, so that the order in which creates arrive does not matter.
type storm struct {
	seed  uint64
	share float64

	mu    sync.Mutex
	tries map[string]uint64
	hits  []int // by kind
}

func newStorm(seed uint64, share float64) *storm {
	return &storm{seed: seed, share: share, tries: map[string]uint64{}, hits: make([]int, len(kinds))}
}

// choose is for Emulator.InjectChosen.
func (s *storm) choose(r emulator.Request) *emulator.Fault {
	if !sandbox.IsCreate(r) {
		return nil
	}
	name := sandbox.CreatedName(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tries[name]++
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(name))
	random := rand.New(rand.NewPCG(s.seed, hash.Sum64()+s.tries[name]))
	if random.Float64() >= s.share {
		return nil
	}
	kind := random.IntN(len(kinds))
	s.hits[kind]++
	return &kinds[kind].fault
}

// counts are the faults so far, by kind.
func (s *storm) counts() []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]int(nil), s.hits...)
}
