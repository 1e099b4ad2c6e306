package client

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestHistoryGoesOnWhereItWasCutOff(t *testing.T) {
	t.Parallel()
	file := func(path string) string { return fmt.Sprintf(`{"path":%q,"status":"LOADED"}`, path) }
	account := newAccount(t,
		answerJSON(200, `{"completeResult":false,"rangeEndTime":"2026-11-22T10:30:00.000Z","files":[`+file("a")+`,`+file("b")+`]}`),
		answerJSON(200, `{"completeResult":true,"rangeEndTime":"2026-11-22T11:00:00.000Z","files":[`+file("b")+`,`+file("c")+`]}`))
	c, _ := account.client()
	from := time.Date(2026, 11, 22, 11, 0, 0, 0, time.FixedZone("", 3600))
	files, err := collect(c.Pipes.History(t.Context(), landing(t), from, from.Add(time.Hour)))
	var paths []string
	for _, file := range files {
		paths = append(paths, file.Path)
	}
	if err != nil || strings.Join(paths, "") != "abc" {
		t.Errorf("%v, %v", paths, err)
	}
	for i, start := range []string{"2026-11-22T10:00:00Z", "2026-11-22T10:30:00Z"} {
		if asked := query(t, account.requests()[i]); asked.Get("startTimeInclusive") != start || asked.Get("endTimeExclusive") != "2026-11-22T11:00:00Z" {
			t.Errorf("asked %v", asked)
		}
	}
}

func TestHistoryThatStandsStillIsAnError(t *testing.T) {
	t.Parallel()
	from := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	for _, end := range []string{`"2026-11-22T10:00:00.000Z"`, "null"} {
		account := newAccount(t, answerJSON(200, `{"completeResult":false,"rangeEndTime":`+end+`,"files":[]}`))
		c, _ := account.client()
		if _, err := collect(c.Pipes.History(t.Context(), landing(t), from, time.Time{})); err == nil || !strings.Contains(err.Error(), "rangeEndTime") {
			t.Errorf("%s: %v", end, err)
		}
		if query(t, account.requests()[0]).Has("endTimeExclusive") {
			t.Errorf("asked %v", account.uris())
		}
	}
}

func TestHistoryThatNeverEndsIsGivenUp(t *testing.T) {
	t.Parallel()
	from := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	scans := 0
	next := func(w http.ResponseWriter, r *http.Request) {
		scans++
		end := from.Add(time.Duration(scans) * time.Nanosecond).Format(time.RFC3339Nano)
		answerJSON(200, fmt.Sprintf(`{"completeResult":false,"rangeEndTime":%q,"files":[{"path":"%d","status":"LOADED"}]}`, end, scans))(w, r)
	}
	c, _ := newAccount(t, repeat(next, mostScans)...).client()
	files, err := collect(c.Pipes.History(t.Context(), landing(t), from, time.Time{}))
	if !errors.Is(err, ErrListTooLarge) || len(files) != mostScans {
		t.Errorf("%d files, %v", len(files), err)
	}
}

func TestHistoryEndsWithItsRange(t *testing.T) {
	t.Parallel()
	from := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	c, _ := newAccount(t, answerJSON(200, `{"completeResult":false,"rangeEndTime":"2026-11-22T11:00:00Z","files":[{"path":"a","status":"LOADED"}]}`)).client()
	if files, err := collect(c.Pipes.History(t.Context(), landing(t), from, from.Add(time.Hour))); err != nil || len(files) != 1 {
		t.Errorf("%v, %v", files, err)
	}
}
