package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// bar is a limit that the provider has to keep, and what was measured.
type bar struct {
	what, measured, limit string
	verdict               verdict
	remark                string // on the verdict; may be empty
}

type verdict string

const (
	met       verdict = "met"
	missed    verdict = "missed"
	notJudged verdict = "not judged"
)

// unit writes a quantity.
type unit func(value float64) string

var (
	count  unit = func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	times  unit = func(v float64) string { return fmt.Sprintf("%.2f x", v) }
	rate   unit = func(v float64) string { return fmt.Sprintf("%.2f", v) }
	share  unit = func(v float64) string { return fmt.Sprintf("%.1f %%", 100*v) }
	milli  unit = func(v float64) string { return fmt.Sprintf("%.2f ms", 1000*v) }
	mib    unit = func(v float64) string { return fmt.Sprintf("%.0f MiB", v) }
	octets unit = func(v float64) string { return fmt.Sprintf("%.0f bytes", v) }
)

func atMost(what string, measured, limit float64, in unit) bar {
	b := bar{what: what, measured: in(measured), limit: "<= " + in(limit), verdict: met}
	if !(measured <= limit) { // nor is it met by what is no number
		b.verdict = missed
	}
	return b
}

func exactly(what string, measured, want float64, in unit) bar {
	b := bar{what: what, measured: in(measured), limit: in(want), verdict: met}
	if measured != want {
		b.verdict = missed
	}
	return b
}

// onlyIf leaves a bar unjudged that says nothing in this run.
func (b bar) onlyIf(counts bool, why string) bar {
	if !counts {
		b.verdict, b.remark = notJudged, why
	}
	return b
}

// failed is the bar of a scenario that did not come to its end. The rest of what was said is in the error itself.
func failed(scenario string, err error) bar {
	why, _, _ := strings.Cut(strings.TrimSpace(err.Error()), "\n\n")
	return bar{what: scenario, measured: "-", limit: "works", verdict: missed, remark: strings.Join(strings.Fields(why), " ")}
}

// tooFew weigh less than the process itself.
const tooFew = "too few stages or files"

// verdict is an error if a bar is missed.
func (r *report) verdict() error {
	var all []error
	for _, b := range r.bars {
		if b.verdict == missed {
			all = append(all, errors.New(strings.TrimSuffix(fmt.Sprintf("%s: %s, not %s; %s", b.what, b.measured, b.limit, b.remark), "; ")))
		}
	}
	if len(all) == 0 {
		return nil
	}
	return fmt.Errorf("%d of %d bars are missed\n%w", len(all), len(r.bars), errors.Join(all...))
}

func ratio[T time.Duration | int64](a, b T) float64 { return float64(a) / float64(b) }

func mebibytes(bytes int64) float64 { return float64(bytes) / (1 << 20) }
