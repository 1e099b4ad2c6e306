package main

import (
	"context"
	"errors"
	"slices"
	"testing"
)

// TestGuideIsOfRunsInWhichEveryScenarioCameToItsEnd has the others go on nevertheless.
func TestGuideIsOfRunsInWhichEveryScenarioCameToItsEnd(t *testing.T) {
	t.Parallel()
	works := func(_ context.Context, b *bench) error {
		b.report.bars = append(b.report.bars, atMost("requests", 6, 5, count)) // missed
		return nil
	}
	breaks := func(context.Context, *bench) error { return errors.New("no luck") }
	for name, test := range map[string]struct {
		stages        []int
		plays         []func(context.Context, *bench) error
		isPublishable bool
	}{
		"all work":        {usualStages(), []func(context.Context, *bench) error{works, works}, true},
		"the first fails": {usualStages(), []func(context.Context, *bench) error{breaks, works}, false},
		"the last fails":  {usualStages(), []func(context.Context, *bench) error{works, breaks}, false},
		"few stages":      {[]int{50}, []func(context.Context, *bench) error{works, works}, false},
	} {
		b := &bench{report: report{scale: newScale(test.stages, nil, 0)}, progress: func(string) {}}
		var all []scenario
		for _, play := range test.plays {
			all = append(all, scenario{"a scenario", play})
		}
		err := b.play(t.Context(), all)
		if err != nil || len(b.report.bars) != len(all) || b.report.isPublishable() != test.isPublishable {
			t.Errorf("%s: a guide is written: %t, %v, bars %+v", name, b.report.isPublishable(), err, b.report.bars)
		}
		if hasFailed := slices.Contains(b.report.bars, failed("a scenario", errors.New("no luck"))); hasFailed != b.report.isBroken {
			t.Errorf("%s: the failure is a bar: %t, bars %+v", name, hasFailed, b.report.bars)
		}
	}
}

func TestRunThatEndsTooEarlyIsNoReport(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	b := &bench{progress: func(string) {}}
	err := b.play(ctx, []scenario{
		{"the first", func(ctx context.Context, _ *bench) error { cancel(); return ctx.Err() }},
		{"the second", func(context.Context, *bench) error { t.Error("it goes on"); return nil }},
	})
	if !errors.Is(err, context.Canceled) || len(b.report.bars) != 0 {
		t.Errorf("%v, bars %+v", err, b.report.bars)
	}
}
