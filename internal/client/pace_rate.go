package client

import (
	"math"
	"time"
)

// pace is how many requests may go in a second, since a hold. After the first refusal it grows steadily, for what was measured until then
// may be too little. After another one it comes back to a little less than the pace that was refused, stays near that, and leaves it the
// faster the longer nothing is refused: the cubic of RFC 9438, which seldom asks a limit that stays where it is.
type pace struct {
	start float64 // requests in a second; 0 is no limit
	top   float64 // what it comes back to; 0 after the first refusal
	since time.Time
}

const (
	growth   = 0.06             // in a second, of a first pace
	cut      = 0.05             // at a refusal
	deepest  = 0.20             // where the pace starts again, if what was measured says so
	comeback = 20 * time.Second // until the top is reached; a twentieth more at twice the time
	slowest  = 1.0              // a second; who allows less says so by what it makes wait
	enough   = 8                // times the start is no limit any more
)

// at is 0 if there is no limit.
func (p pace) at(now time.Time) float64 {
	if p.start == 0 {
		return 0
	}
	since := max(now.Sub(p.since), 0)
	x := float64(since)/float64(comeback) - 1
	is := p.top * (1 + cut*x*x*x)
	switch {
	case p.top == 0:
		is = p.start * math.Exp(growth*since.Seconds())
	case x < 0:
		is = p.top + (p.top-p.start)*x*x*x
	}
	if is > enough*p.start {
		return 0
	}
	return is
}

// slower is the pace from a time on, after a refusal at a pace, or at 0 if there was no limit.
func slower(before, measured float64, from time.Time) pace {
	if before == 0 {
		return pace{start: max(measured, slowest), since: from}
	}
	top := max(before*(1-cut), slowest)
	return pace{start: min(max(measured, before*(1-deepest), slowest), top), top: top, since: from}
}
