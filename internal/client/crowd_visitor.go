package client

import (
	"context"
	"net/http/httptrace"
	"time"
)

// visitor is one request under way.
type visitor struct {
	crowd  *crowd
	now    func() time.Time
	served chan struct{} // closed once the request has a connection, looks for another one or has ended
	sentAt time.Time     // when it was first given a connection; zero if it never was
	over   bool
}

type visitorKey struct{}

// enter counts a request until leave, and notes in the visitor when it was given a connection.
func (c *crowd) enter(ctx context.Context, now func() time.Time) (context.Context, *visitor) {
	v := &visitor{crowd: c, now: now}
	c.adjust(func() { c.visitors++ })
	ctx = context.WithValue(ctx, visitorKey{}, v)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GetConn: v.looks, GotConn: v.gets}), v
}

// looks comes again when net/http repeats the request on another connection.
func (v *visitor) looks(string) {
	v.crowd.mu.Lock()
	defer v.crowd.mu.Unlock()
	v.stopWaiting()
	v.served = make(chan struct{})
}

func (v *visitor) gets(info httptrace.GotConnInfo) {
	now, connection, speaks := v.now(), memberOf(info.Conn), protocolOf(info.Conn)
	v.crowd.adjust(func() {
		v.stopWaiting()
		if v.sentAt.IsZero() && !v.over {
			v.sentAt = now
		}
		if connection != nil {
			connection.arrive(speaks)
		}
	})
}

func (v *visitor) stopWaiting() {
	if v.served != nil {
		close(v.served)
		v.served = nil
	}
}

func (v *visitor) leave() {
	v.sent()
	v.crowd.adjust(func() { v.crowd.visitors-- })
}

// sent is when the first byte of the request may have left; zero if none has. To be asked once the round trip is over.
func (v *visitor) sent() time.Time {
	v.crowd.mu.Lock()
	defer v.crowd.mu.Unlock()
	v.over = true
	v.stopWaiting()
	return v.sentAt
}
