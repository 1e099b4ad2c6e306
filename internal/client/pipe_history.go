package client

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// mostScans bounds a history that does not end. Each scan tells of up to 10,000 files.
const mostScans = 200

// History yields the files loaded in a range of time, until now if until is zero. Operation: loadHistoryScan, once for each 10,000 files; how
// often it may be asked is limited.
func (p *Pipes) History(ctx context.Context, pipe identifier.Qualified, from, until time.Time) iter.Seq2[LoadedFile, error] {
	return func(yield func(LoadedFile, error) bool) {
		told := map[LoadedFile]bool{} // by the scan before: the next one begins with the moment at which that ended
		for range mostScans {
			scan, err := p.scan(ctx, pipe, from, until)
			if err != nil {
				yield(LoadedFile{}, err)
				return
			}
			now := make(map[LoadedFile]bool, len(scan.Files))
			for _, file := range scan.Files {
				if !told[file] && !yield(file, nil) {
					return
				}
				now[file] = true
			}
			isOver := !until.IsZero() && !scan.end().Before(until)
			if scan.Complete || isOver {
				return
			}
			told, from = now, scan.end()
		}
		yield(LoadedFile{}, fmt.Errorf("reading the load history of %s: %w: more than %d parts; ask for a shorter range", pipe, ErrListTooLarge, mostScans))
	}
}

func (p *Pipes) scan(ctx context.Context, pipe identifier.Qualified, from, until time.Time) (historyScan, error) {
	ask := p.call("loadHistoryScan", http.MethodGet, reads, pipe).with("startTimeInclusive", from.UTC().Format(time.RFC3339Nano))
	if !until.IsZero() {
		ask = ask.with("endTimeExclusive", until.UTC().Format(time.RFC3339Nano))
	}
	return fetch(ctx, p.client, ask, func(scan historyScan) error { return scan.check(from) })
}

type historyScan struct {
	Complete bool         `json:"completeResult"`
	RangeEnd string       `json:"rangeEndTime"` // until when the files are told, RFC 3339
	Files    []LoadedFile `json:"files"`
}

// check refuses a scan that would be continued for nothing.
func (h historyScan) check(from time.Time) error {
	switch {
	case !h.Complete && !h.end().After(from):
		return errors.New("it is not complete, and has no rangeEndTime to go on from")
	case !h.Complete && len(h.Files) == 0:
		return errors.New("it is not complete, and tells of no file")
	}
	return checkLoaded(h.Files)
}

// end is zero if it cannot be read, which matters to a scan that is not complete only.
func (h historyScan) end() time.Time {
	end, _ := time.Parse(time.RFC3339, h.RangeEnd)
	return end
}
