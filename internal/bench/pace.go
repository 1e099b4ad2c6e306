package main

import (
	"context"
	"fmt"
	"net/http"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// What the account allows: see emulator.WithRequestRate.
const (
	allowedRate  = 20 // requests in a second
	allowedBurst = 20 // requests at once
)

// playPace creates stages in an account that answers 429 to more requests in a second than it allows. The plan reads nothing, so that
// all requests are those of the apply.
func playPace(ctx context.Context, b *bench) error {
	p, err := b.newPlace(emulator.WithRequestRate(allowedRate))
	if err != nil {
		return err
	}
	defer p.Close()
	made, err := b.create(ctx, p, "pace", ours, b.paced)
	if err != nil {
		return err
	}
	refused, answered := 0, 0
	for _, request := range p.Journal() {
		if request.Status == http.StatusTooManyRequests {
			refused++
		} else {
			answered++
		}
	}
	ideal := float64(answered-allowedBurst) / allowedRate
	what := fmt.Sprintf("%d stages applied in an account that allows %d requests in a second", b.paced, allowedRate)
	b.note(what, made.sample)
	b.report.bars = append(b.report.bars,
		exactly(what+": created", float64(made.created), float64(b.paced), count),
		atMost("their wall time against the ideal", made.wall.Seconds()/ideal, 1.1, times).onlyIf(b.isFull(), tooFew),
		atMost("replies of 429 among theirs", float64(refused)/float64(refused+answered), 0.05, share).onlyIf(b.isFull(), tooFew),
	)
	return nil
}
