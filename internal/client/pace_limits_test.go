package client

import (
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"testing"
	"time"
)

// limit is how an account limits requests.
type limit interface {
	// allow reports whether a request is taken, and else how long it takes until one is.
	allow() (bool, time.Duration)
}

// bucket allows what has gathered, a second's worth at most.
type bucket struct {
	perSecond float64
	level     float64
	filled    time.Time
}

func newBucket(perSecond int) limit {
	return &bucket{perSecond: float64(perSecond), level: float64(perSecond), filled: time.Now()}
}

func (b *bucket) allow() (bool, time.Duration) {
	now := time.Now()
	b.level = min(b.perSecond, b.level+now.Sub(b.filled).Seconds()*b.perSecond)
	b.filled = now
	const rounding = 1e-9
	if b.level+rounding < 1 {
		return false, time.Duration((1 - b.level) / b.perSecond * float64(time.Second))
	}
	b.level--
	return true, 0
}

// windows allow so many requests in each second.
type windows struct {
	perSecond int
	taken     int
	end       time.Time
}

// newWindows starts within a window, of which some time is left.
func newWindows(perSecond int, left time.Duration) limit {
	return &windows{perSecond: perSecond, end: time.Now().Add(left)}
}

func (w *windows) allow() (bool, time.Duration) {
	now := time.Now()
	for !now.Before(w.end) {
		w.end, w.taken = w.end.Add(time.Second), 0
	}
	if w.taken == w.perSecond {
		return false, w.end.Sub(now)
	}
	w.taken++
	return true, 0
}

// limited is an account at some distance, for tests whose time stands still.
type limited struct {
	limit   limit
	latency time.Duration
	silent  bool // names no time with a 429

	mu      sync.Mutex
	taken   []time.Time
	refused []time.Time
}

func (l *limited) RoundTrip(request *http.Request) (*http.Response, error) {
	time.Sleep(l.latency / 2)
	l.mu.Lock()
	ok, wait := l.limit.allow()
	if ok {
		l.taken = append(l.taken, time.Now())
	} else {
		l.refused = append(l.refused, time.Now())
	}
	l.mu.Unlock()
	time.Sleep(l.latency / 2)
	answer := answerJSON(http.StatusOK, `{"name":"LANDING"}`)
	if !ok {
		var headers []string
		if !l.silent {
			headers = []string{"Retry-After", strconv.Itoa(int((wait + time.Second - 1) / time.Second))}
		}
		answer = fails(http.StatusTooManyRequests, "390429", "too many requests", headers...)
	}
	return roundTrip(answer).RoundTrip(request)
}

func (l *limited) client(t *testing.T, adjust ...func(*Config)) *Client {
	t.Helper()
	config := Config{BaseURL: &url.URL{Scheme: "https", Host: "acme.invalid"}, Credential: &fixedCredential{token: "t"}, UserAgent: "test/1"}
	for _, adjust := range adjust {
		adjust(&config)
	}
	c, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	c.transport = l
	return c
}

// limits are those that count by the second; windows begin with some part of one left.
func limits() map[string]func(perSecond int) limit {
	in := func(left time.Duration) func(int) limit {
		return func(perSecond int) limit { return newWindows(perSecond, left) }
	}
	return map[string]func(int) limit{
		"a bucket": newBucket, "windows": in(time.Second), "windows, from the middle": in(400 * time.Millisecond), "windows, from the end": in(100 * time.Millisecond),
	}
}

// none limits nothing.
type none struct{}

func (none) allow() (bool, time.Duration) { return true, 0 }

// shut takes nothing, and always names the same time.
type shut time.Duration

func (s shut) allow() (bool, time.Duration) { return false, time.Duration(s) }
