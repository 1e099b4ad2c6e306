package client

import "time"

// meter remembers how many requests were sent when, of those that were not refused, for some seconds.
type meter struct {
	counts [memory]int32 // by tick, in a ring
	newest int64         // tick
}

const (
	tick   = 10 * time.Millisecond
	memory = 1000 // ticks
)

func (m *meter) at(tick int64) *int32 { return &m.counts[(tick%memory+memory)%memory] }

func tickOf(t time.Time) int64 { return t.UnixNano() / int64(tick) }

func (m *meter) add(at time.Time) {
	now := tickOf(at)
	for m.newest = max(m.newest, now-memory); m.newest < now; {
		m.newest++
		*m.at(m.newest) = 0
	}
	if m.newest-now < memory {
		*m.at(now)++
	}
}

func (m *meter) remove(at time.Time) {
	if when := tickOf(at); m.newest-when < memory {
		*m.at(when)--
	}
}

// rate is in requests a second, over the time up to end that shows the highest one. The time of a refusal's hold belongs to it: what a
// server allows at once after a rest is no more than it allows by and by until the hold is over.
func (m *meter) rate(end time.Time) float64 {
	highest, sum := 0.0, int32(0)
	last := tickOf(end)
	for when := m.newest; when > m.newest-memory; when-- {
		count := *m.at(when)
		if sum += count; count > 0 && last > when {
			window := max(time.Duration(last-when)*tick, usualHold) // in less, a few requests look like many
			highest = max(highest, float64(sum)/window.Seconds())
		}
	}
	return highest
}
