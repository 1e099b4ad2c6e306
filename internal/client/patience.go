package client

import (
	"context"
	"fmt"
	"io"
	"time"
)

// patience ends a request that takes too long as a whole, or, while a transfer is watched, one in which no byte has moved for that time:
// that may take as long as the caller's context allows.
type patience struct {
	limit time.Duration
	timer *time.Timer
	stop  context.CancelCauseFunc
	ctx   context.Context
	outer context.Context
}

// newPatience begins the time. complaint is what it gives as the reason, with the limit in place of %s.
func newPatience(outer context.Context, limit time.Duration, complaint string) (context.Context, *patience) {
	ctx, stop := context.WithCancelCause(outer)
	p := &patience{limit: limit, stop: stop, ctx: ctx, outer: outer}
	p.timer = time.AfterFunc(limit, func() { stop(fmt.Errorf(complaint, limit)) })
	return ctx, p
}

const (
	noByte  = "no byte was sent or received for %s"
	noReply = "no complete reply within %s"
	noRows  = noReply + " of the last byte"
)

func (p *patience) end() {
	p.timer.Stop()
	p.stop(nil)
}

// explain names the reason for which a request was given up.
func (p *patience) explain(err error) error {
	switch {
	case err == nil:
		return nil
	case p.outer.Err() != nil:
		return p.outer.Err()
	case p.ctx.Err() != nil:
		return context.Cause(p.ctx)
	}
	return err
}

// watch begins the time anew with every read.
func (p *patience) watch(r io.Reader) io.Reader { return watched{r, p} }

type watched struct {
	io.Reader
	patience *patience
}

func (w watched) Read(b []byte) (int, error) {
	w.patience.timer.Reset(w.patience.limit)
	n, err := w.Reader.Read(b)
	w.patience.timer.Reset(w.patience.limit)
	return n, err
}
