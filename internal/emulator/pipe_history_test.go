package emulator_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// scan reads the history of the pipe.
func (f *fixture) scan(from, until string) answer {
	f.Helper()
	query := url.Values{"startTimeInclusive": {from}, "requestId": {requestID}}
	if until != "" {
		query.Set("endTimeExclusive", until)
	}
	return f.do("GET", pipePath+"loadHistoryScan?"+query.Encode(), "")
}

func TestTheHistoryIsReadInParts(t *testing.T) {
	t.Parallel()
	f := startPipe(t, emulator.WithLoadLimits(3, 100))
	var paths []string
	for i := range 7 {
		paths = append(paths, fmt.Sprintf("%d.csv", i))
		f.put("landing", paths[i], "1\n")
	}
	f.insert(paths...)
	from, read := "2026-09-05T17:00:00Z", []string{}
	for range 4 {
		var part loads
		f.scan(from, "").want(200).decode(&part)
		if part.EndTimeExclusive != "2026-09-05T17:59:21.123456Z" || part.Pipe != "DB.RAW.ORDERS" || part.NextBeginMark != "" {
			t.Errorf("part %+v", part)
		}
		for _, file := range part.Files {
			if path := fmt.Sprint(file["path"]); !slices.Contains(read, path) {
				read = append(read, path)
			}
		}
		if first, last := part.Files[0], part.Files[len(part.Files)-1]; part.RangeStartTime != first["lastInsertTime"] || part.RangeEndTime != last["lastInsertTime"] {
			t.Errorf("range %s to %s of %v", part.RangeStartTime, part.RangeEndTime, part.Files)
		}
		if len(part.Files) > 3 || *part.CompleteResult != (part.RangeEndTime == "2026-09-05T17:59:21.123462Z") {
			t.Errorf("%d files until %s, complete %t", len(part.Files), part.RangeEndTime, *part.CompleteResult)
		}
		from = part.RangeEndTime
	}
	if !slices.Equal(read, paths) {
		t.Errorf("read %q, want %q", read, paths)
	}
	for _, c := range []struct {
		from, until string
		want        int
	}{
		{"2026-09-05T17:59:21.123456Z", "2026-09-05T17:59:21.123458Z", 2},
		{"2026-09-05T19:59:21.123458+02:00", "2026-09-05T19:59:21.123459+02:00", 1},
		{"2026-09-05T17:59:21.123463Z", "", 0},
		{"2026-09-05T16:00:00Z", "2026-09-05T17:59:21.123456Z", 0},
		{"2026-09-05T16:00:00Z", "2026-09-05T16:00:00Z", 0},
	} {
		var got loads
		answered := f.scan(c.from, c.until).want(200)
		answered.decode(&got)
		if len(got.Files) != c.want || got.Files == nil || !*got.CompleteResult || strings.Contains(answered.body, "rangeStart") != (c.want > 0) {
			t.Errorf("%s to %s: %s", c.from, c.until, answered.body)
		}
	}
	for _, wrong := range [][2]string{
		{"", ""}, {"yesterday", ""}, {"2026-09-05", ""}, {"2026-09-05T17:00:00", ""}, {"1788624000", ""},
		{"2026-09-05T17:00:00Z", "now"}, {"2026-09-05T17:00:00Z", "2026-09-05T16:59:59Z"},
	} {
		f.scan(wrong[0], wrong[1]).wantV1(400, "390400", "Time")
	}
	f.do("GET", pipePath+"loadHistoryScan", "").wantV1(400, "390400", "startTimeInclusive")
	f.do("GET", pipePath+"loadHistoryScan?startTimeInclusive=2026-09-05T17:00:00Z&endTimeExclusive=", "").wantV1(400, "390400", "endTimeExclusive")
	f.do("GET", pipePath+"loadHistoryScan?startTimeInclusive=2026-09-05T17:00:00Z&beginMark=1_0", "").wantV1(400, "390400", "beginMark")
}

func TestTheHistoryIsKeptForTwoWeeks(t *testing.T) {
	t.Parallel()
	f := startPipe(t)
	f.put("landing", "a", "1\n")
	f.insert("a")
	for _, step := range []struct {
		wait time.Duration
		want int
	}{{0, 1}, {14*24*time.Hour - time.Second, 1}, {2 * time.Second, 0}} {
		f.clock.Advance(step.wait)
		var got loads
		f.scan("2026-01-01T00:00:00Z", "").want(200).decode(&got)
		if len(got.Files) != step.want {
			t.Errorf("after %s more: %v", step.wait, got.Files)
		}
	}
}

func TestScansOfTheHistoryAreLimited(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		options     []emulator.Option
		span, every time.Duration
		want        bool // 429 within a day
	}{
		"the last ten minutes every eight": {nil, 10 * time.Minute, 8 * time.Minute, false},
		"the last day every minute":        {nil, 24 * time.Hour, time.Minute, true},
		"the last day every hour":          {nil, 24 * time.Hour, time.Hour, false},
		"the last minute every minute":     {[]emulator.Option{emulator.WithLoadLimits(2, 1)}, time.Minute, time.Minute, true},
	} {
		f := startPipe(t, c.options...)
		isLimited := false
		for range min(int(24*time.Hour/c.every), 100) {
			now := f.clock.Now()
			got := f.scan(now.Add(-c.span).Format(time.RFC3339Nano), "")
			if got.status == 429 {
				isLimited = true
				break
			}
			got.want(200)
			f.clock.Advance(c.every)
		}
		if isLimited != c.want {
			t.Errorf("%s: limited %t", what, isLimited)
		}
	}
}

func TestALimitedScanTellsWhenToComeBack(t *testing.T) {
	t.Parallel()
	f := startPipe(t, emulator.WithLoadLimits(2, 10), emulator.WithPipe("db.raw.other=@landing"))
	narrow, wide := "2026-09-05T17:58:00Z", "2026-09-05T11:00:00Z"
	f.scan("nonsense", "").want(400)
	for range 9 {
		f.scan(narrow, "").want(200)
	}
	f.scan(wide, "").want(200)
	limited := f.scan(narrow, "")
	limited.wantV1(429, "390429", "rate limit")
	// The wide one counted for two, and one a minute is regained.
	if after := limited.header.Get("Retry-After"); after != "120" {
		t.Errorf("Retry-After %q", after)
	}
	f.do("GET", "/v1/data/pipes/DB.RAW.OTHER/loadHistoryScan?startTimeInclusive="+narrow, "").want(200)
	f.clock.Advance(119 * time.Second)
	f.scan(narrow, "").wantV1(429, "390429", "rate limit")
	f.clock.Advance(time.Second)
	f.scan(narrow, "").want(200)
}
