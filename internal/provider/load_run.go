package provider

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

const (
	firstLoadPause   = 2 * time.Second
	longestLoadPause = 20 * time.Second

	// A report keeps an event for ten minutes; and of the load history of the last ten minutes Snowflake lets one ask every eight:
	// https://docs.snowflake.com/en/user-guide/data-load-snowpipe-rest-apis.
	loadReportKeeps = 10 * time.Minute

	// By this much the clocks of Snowflake's own servers may differ.
	loadClockSlack = time.Minute
)

// pipeCalls is what client.Pipes does.
type pipeCalls interface {
	Insert(ctx context.Context, pipe identifier.Qualified, paths []string) (client.Receipt, error)
	Report(ctx context.Context, pipe identifier.Qualified, beginMark string) (client.LoadReport, error)
	History(ctx context.Context, pipe identifier.Qualified, from, until time.Time) iter.Seq2[client.LoadedFile, error]
}

// loadRun sends files to a pipe and follows what becomes of them.
type loadRun struct {
	pipes       pipeCalls
	accountTime func() time.Time
	pause       func(ctx context.Context, d time.Duration) error
	tell        func(message string)
	pipe        identifier.Qualified
}

// send queues files and does not wait for them.
func (r loadRun) send(ctx context.Context, paths []string) diag.Diagnostics {
	ledger := newLoadLedger(paths, nil)
	if err := r.insert(ctx, ledger); err != nil {
		return diag.Diagnostics{pipeFailure(ctx, sendingFiles, r.pipe, err)}
	}
	r.tell(filesWords(len(ledger.outstanding())) + " queued")
	return ledger.complaints(r.pipe)
}

// load queues files and follows them until it is known of each what became of it.
func (r loadRun) load(ctx context.Context, paths []string) diag.Diagnostics {
	before, err := r.pipes.Report(ctx, r.pipe, "")
	if err != nil {
		return diag.Diagnostics{pipeFailure(ctx, sendingFiles, r.pipe, err)}
	}
	ledger := newLoadLedger(paths, before.Files)
	since := r.accountTime().Add(-loadClockSlack)
	if err := r.insert(ctx, ledger); err != nil {
		return diag.Diagnostics{pipeFailure(ctx, sendingFiles, r.pipe, err)}
	}
	err = r.follow(ctx, ledger, before.NextBeginMark, since)
	diags := ledger.complaints(r.pipe)
	if err != nil {
		diags.Append(r.unfinished(ctx, ledger, err))
	}
	return diags
}

// insert sends all files, also those that were loaded before: what is not loaded again is Snowpipe's to say.
func (r loadRun) insert(ctx context.Context, ledger *loadLedger) error {
	r.tell("Sending " + filesWords(len(ledger.sent)) + " to " + pipeWords(r.pipe))
	receipt, err := r.pipes.Insert(ctx, r.pipe, ledger.sent)
	if err != nil {
		return err
	}
	ledger.receipt(receipt)
	return nil
}

// follow asks for reports; and for the load history once they have missed an event, and whenever they have kept anything out for as long as
// they keep it.
func (r loadRun) follow(ctx context.Context, ledger *loadLedger, mark string, since time.Time) error {
	var waited time.Duration // since files were sent, or the history was asked
	var missed, asked bool
	said := ""
	for pause := firstLoadPause; ; pause = min(pause*3/2, longestLoadPause) {
		report, err := r.pipes.Report(ctx, r.pipe, mark)
		if err != nil {
			return err
		}
		mark = report.NextBeginMark
		for _, file := range report.Files {
			ledger.take(file)
		}
		missed = missed || !report.Complete
		isLost := missed && !asked || waited >= loadReportKeeps
		if isLost && len(ledger.outstanding()) > 0 {
			if err := r.askHistory(ctx, ledger, since); err != nil {
				return err
			}
			if waited >= loadReportKeeps {
				ledger.settleDoubts()
			}
			waited, asked = 0, true
		}
		if now := ledger.String(); now != said {
			r.tell(now)
			said = now
		}
		if len(ledger.outstanding()) == 0 {
			return nil
		}
		if err := r.pause(ctx, pause); err != nil {
			return err
		}
		waited += pause
	}
}

// askHistory goes by the time of reception too, because the history tells of earlier runs of which the first report no longer did.
// A history that is not to be asked now can be asked later.
func (r loadRun) askHistory(ctx context.Context, ledger *loadLedger, since time.Time) error {
	for file, err := range r.pipes.History(ctx, r.pipe, since, time.Time{}) {
		if refused, ok := errors.AsType[*client.Error](err); ok && refused.Status == http.StatusTooManyRequests {
			r.tell("Snowflake does not want its load history to be asked so often; it is asked again later")
			return nil
		}
		if err != nil {
			return err
		}
		received, err := time.Parse(time.RFC3339, file.TimeReceived)
		if isOurs := err == nil && !received.Before(since); isOurs || ledger.awaits(file) {
			ledger.take(file)
		}
	}
	return nil
}

// pauseFor waits unless the context ends before.
func pauseFor(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
