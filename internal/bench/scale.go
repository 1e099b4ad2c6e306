package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// fullSize is the number of stages that the bars speak of. With fewer, times and sizes are those of the process itself.
const fullSize = 1000

// usualStages are the numbers of stages that are measured if none are given.
func usualStages() []int { return []int{100, fullSize, 5000} }

// scale is how much of everything is measured.
type scale struct {
	stages    []int // ascending
	latencies []time.Duration
	rounds    int // of what is judged; the rest is measured once

	created, paced, tokenReads int // stages
	summarized, listed         int // files
	races                      int // runs under the race detector; 0 leaves them to the tests
}

// newScale chooses what is not given.
func newScale(stages []int, latencies []time.Duration, rounds int) scale {
	s := scale{
		stages: slices.Sorted(slices.Values(stages)), latencies: slices.Sorted(slices.Values(latencies)), rounds: rounds,
		created: 500, paced: 500, tokenReads: 500, summarized: 1_000_000, listed: 100_000, races: 200,
	}
	isFull := s.isFull()
	if !isFull {
		few := s.judged()
		s.created, s.paced, s.tokenReads, s.summarized, s.listed, s.races = few, few, few, 20_000, 2_000, 0
	}
	if len(s.latencies) == 0 {
		s.latencies = []time.Duration{0, 50 * time.Millisecond}
		if isFull {
			s.latencies = append(s.latencies, 300*time.Millisecond)
		}
	}
	if s.rounds == 0 {
		s.rounds = 1
		if isFull {
			s.rounds = 5
		}
	}
	return s
}

// judged is the number of stages whose runs are held against the bars.
func (s scale) judged() int {
	if slices.Contains(s.stages, fullSize) {
		return fullSize
	}
	return s.largest()
}

func (s scale) largest() int { return s.stages[len(s.stages)-1] }

// isFull tells that bars of time, memory and size can be judged.
func (s scale) isFull() bool { return s.judged() == fullSize }

// isComplete tells that all is measured that the guide speaks of: what a run measures that is not told how much.
func (s scale) isComplete() bool {
	usual := newScale(usualStages(), nil, 0)
	return holdsAll(s.stages, usual.stages) && holdsAll(s.latencies, usual.latencies) && s.rounds >= usual.rounds
}

func holdsAll[T comparable](values, wanted []T) bool {
	return !slices.ContainsFunc(wanted, func(value T) bool { return !slices.Contains(values, value) })
}

// typicalLatency is the one of the plot.
func (s scale) typicalLatency() time.Duration { return s.latencies[len(s.latencies)/2] }

func (s scale) longestLatency() time.Duration { return s.latencies[len(s.latencies)-1] }

// list is a flag.Value: values separated by commas.
type list[T any] struct {
	values []T
	parse  func(word string) (T, error)
}

func (l *list[T]) String() string {
	words := make([]string, 0, len(l.values))
	for _, value := range l.values {
		words = append(words, fmt.Sprint(value))
	}
	return strings.Join(words, ",")
}

// Set replaces the values.
func (l *list[T]) Set(text string) error {
	var values []T
	for word := range strings.SplitSeq(text, ",") {
		value, err := l.parse(strings.TrimSpace(word))
		if err != nil {
			return err
		}
		values = append(values, value)
	}
	l.values = values
	return nil
}

func parseCount(word string) (int, error) {
	n, err := strconv.Atoi(word)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%q is no number from 1", word)
	}
	return n, nil
}

func parseLatency(word string) (time.Duration, error) {
	if word == "0" {
		return 0, nil
	}
	latency, err := time.ParseDuration(word)
	if err != nil || latency < 0 {
		return 0, fmt.Errorf("%q is no time like 50ms", word)
	}
	return latency, nil
}
