package main

import (
	"reflect"
	"testing"
	"time"
)

func TestScale(t *testing.T) {
	t.Parallel()
	const ms = time.Millisecond
	full := newScale([]int{5000, 100, 1000}, nil, 0)
	want := scale{
		stages: []int{100, 1000, 5000}, latencies: []time.Duration{0, 50 * ms, 300 * ms}, rounds: 5,
		created: 500, paced: 500, tokenReads: 500, summarized: 1_000_000, listed: 100_000, races: 200,
	}
	if !reflect.DeepEqual(full, want) || full.judged() != 1000 || full.typicalLatency() != 50*ms || full.longestLatency() != 300*ms || !full.isFull() || !full.isComplete() {
		t.Errorf("the full scale is %+v", full)
	}
	small := newScale([]int{50}, nil, 0)
	want = scale{
		stages: []int{50}, latencies: []time.Duration{0, 50 * ms}, rounds: 1,
		created: 50, paced: 50, tokenReads: 50, summarized: 20_000, listed: 2_000,
	}
	if !reflect.DeepEqual(small, want) || small.judged() != 50 || small.typicalLatency() != 50*ms || small.isFull() || small.isComplete() {
		t.Errorf("a small scale is %+v", small)
	}
	for name, partial := range map[string]scale{
		"without 5,000":   newScale([]int{100, 1000}, nil, 0),
		"without 1,000":   newScale([]int{100, 5000}, nil, 0),
		"without 100":     newScale([]int{1000, 5000}, nil, 0),
		"without 300 ms":  newScale(usualStages(), []time.Duration{0, 50 * ms}, 5),
		"without 50 ms":   newScale(usualStages(), []time.Duration{0, 300 * ms}, 0),
		"without 0 ms":    newScale(usualStages(), []time.Duration{50 * ms, 300 * ms}, 0),
		"of fewer rounds": newScale(usualStages(), nil, 4),
	} {
		if partial.isComplete() {
			t.Errorf("the guide is written of a run %s", name)
		}
	}
	if more := newScale([]int{100, 1000, 5000, 10_000}, []time.Duration{0, 50 * ms, 300 * ms, 1000 * ms}, 5); !more.isComplete() {
		t.Errorf("no guide is written of a run that measures more: %+v", more)
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	stages := list[int]{parse: parseCount}
	if err := stages.Set("100, 5"); err != nil || stages.String() != "100,5" {
		t.Errorf("%s, %v", &stages, err)
	}
	latencies := list[time.Duration]{parse: parseLatency}
	if err := latencies.Set("0,50ms"); err != nil || latencies.String() != "0s,50ms" {
		t.Errorf("%s, %v", &latencies, err)
	}
	for _, wrong := range []string{"", "0", "x", "5,,6", "-1"} {
		if stages.Set(wrong) == nil || stages.String() != "100,5" {
			t.Errorf("%q is taken for numbers of stages: %s", wrong, &stages)
		}
	}
	for _, wrong := range []string{"", "5", "-1s"} {
		if latencies.Set(wrong) == nil {
			t.Errorf("%q is taken for latencies", wrong)
		}
	}
}
