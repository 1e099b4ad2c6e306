package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

// playTokens counts the tokens of one run, which is far shorter than the life of a token.
func playTokens(ctx context.Context, b *bench) error {
	if b.state == nil {
		return errors.New("there is no account with stages to read")
	}
	w, err := b.state.expect(fetching, sandbox.HTTP1, b.tokenReads)
	if err != nil {
		return err
	}
	b.state.ResetJournal()
	measured, err := b.measure(ctx, w, snowstage, b.state.Account, b.parallelism, "plan", "-detailed-exitcode")
	if err != nil {
		return err
	}
	b.note(fmt.Sprintf("plan of %d stages without changes, %s", b.tokenReads, fetching.title), measured)
	tokens := map[string]bool{}
	for _, request := range b.state.Journal() {
		tokens[request.Header.Get("Authorization")] = true
	}
	b.report.bars = append(b.report.bars, exactly(fmt.Sprintf("tokens made for %d reads at parallelism %d", b.tokenReads, b.parallelism), float64(len(tokens)), 1, count))
	return nil
}
