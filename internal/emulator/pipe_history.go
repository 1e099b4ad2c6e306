package emulator

import (
	"cmp"
	"math"
	"time"
)

// loadHistory is the answer to a loadHistoryScan.
type loadHistory struct {
	Pipe               string     `json:"pipe"`
	CompleteResult     bool       `json:"completeResult"`
	StartTimeInclusive string     `json:"startTimeInclusive"`
	EndTimeExclusive   string     `json:"endTimeExclusive"`
	RangeStartTime     string     `json:"rangeStartTime,omitempty"`
	RangeEndTime       string     `json:"rangeEndTime,omitempty"`
	Files              []fileLoad `json:"files"`
}

func (e *Emulator) loadHistoryScan(p *pipe, c *call, now time.Time) (reply, *refusal) {
	query, refused := c.parameters("requestId", "startTimeInclusive", "endTimeExclusive")
	if refused != nil {
		return reply{}, refused
	}
	from, err := time.Parse(time.RFC3339Nano, query.Get("startTimeInclusive"))
	if err != nil {
		return reply{}, badRequest("Invalid startTimeInclusive: want a time in ISO 8601, got '%s'", query.Get("startTimeInclusive"))
	}
	until, events := now, p.events[p.firstSince(from):]
	if query.Has("endTimeExclusive") {
		if until, err = time.Parse(time.RFC3339Nano, query.Get("endTimeExclusive")); err != nil {
			return reply{}, badRequest("Invalid endTimeExclusive: want a time in ISO 8601, got '%s'", query.Get("endTimeExclusive"))
		}
		if until.Before(from) {
			return reply{}, badRequest("Invalid endTimeExclusive: it is before startTimeInclusive")
		}
		events = events[:p.firstSince(until)-p.firstSince(from)]
	}
	most := cmp.Or(e.pipes.mostScans, mostScans)
	if wait := p.scans.wait(now, most); wait > 0 {
		return reply{}, tooMany(wait, "Request rate limit exceeded: read narrower ranges, or less often.")
	}
	out := loadHistory{
		Pipe:               p.name.spelled(),
		CompleteResult:     len(events) <= e.pipes.filesOfAnswer(),
		StartTimeInclusive: isoTime(from),
		EndTimeExclusive:   isoTime(until),
		Files:              []fileLoad{},
	}
	read := until
	if !out.CompleteResult {
		events = events[:e.pipes.filesOfAnswer()]
		read = events[len(events)-1].at
	}
	p.scans.spend(read.Sub(from), most)
	for _, f := range events {
		out.Files = append(out.Files, p.show(f))
	}
	if len(events) > 0 {
		out.RangeStartTime, out.RangeEndTime = isoTime(events[0].at), isoTime(events[len(events)-1].at)
	}
	return reply{body: out}, nil
}

const (
	mostScans     = 120
	scansRegained = 10 * time.Minute // all of them
)

// allowance limits how much history is read. The documents say only that a range of ten minutes every eight minutes is fine, that
// the last day every minute is not, and that each record may be read a handful of times.
type allowance struct {
	spent float64 // hours
	at    time.Time
}

// wait returns for how many seconds no scan is allowed; the one that takes the last hour of the allowance may be longer.
func (a *allowance) wait(now time.Time, most int) (seconds int) {
	if regained := now.Sub(a.at).Seconds() / scansRegained.Seconds() * float64(most); regained > 0 {
		a.spent, a.at = max(a.spent-regained, 0), now
	}
	over := a.spent - float64(most-1)
	return max(int(math.Ceil(over/float64(most)*scansRegained.Seconds())), 0)
}

// spend takes no more than a fifth for one scan, so that all there is can be read a handful of times.
func (a *allowance) spend(span time.Duration, most int) {
	a.spent += max(min(math.Ceil(span.Hours()), float64(most/5)), 1)
}
