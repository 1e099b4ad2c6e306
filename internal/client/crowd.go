package client

import (
	"context"
	"net"
	"net/http/httptrace"
	"sync"
	"time"
)

// crowd keeps the number of connections at the number of requests under way.
//
// net/http starts a dial for each request that finds no idle connection, and goes on dialing when another one has become free
// meanwhile, so that a burst of short requests opens more connections than it has requests at a time. MaxConnsPerHost would
// need Terraform's -parallelism, which a provider is not told.
type crowd struct {
	mu          sync.Mutex
	visitors    int
	connections int
	changed     chan struct{} // closed when a connection may have become allowed
}

func newCrowd() *crowd { return &crowd{changed: make(chan struct{})} }

// visitor is one request under way.
type visitor struct {
	crowd  *crowd
	served chan struct{} // closed once the request has a connection or has ended
	once   sync.Once
	sentAt time.Time // when it was given a connection; zero if it never was
}

type visitorKey struct{}

// enter counts a request until leave, and notes in the visitor when it was given a connection.
func (c *crowd) enter(ctx context.Context, now func() time.Time) (context.Context, *visitor) {
	v := &visitor{crowd: c, served: make(chan struct{})}
	c.adjust(func() { c.visitors++ })
	ctx = context.WithValue(ctx, visitorKey{}, v)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) {
			v.once.Do(func() {
				v.sentAt = now()
				close(v.served)
			})
		},
	}), v
}

func (v *visitor) leave() {
	v.once.Do(func() { close(v.served) })
	v.crowd.adjust(func() { v.crowd.visitors-- })
}

// sent is when the first byte of the request may have left; zero if none has. To be asked once the round trip is over.
func (v *visitor) sent() time.Time {
	v.once.Do(func() { close(v.served) })
	return v.sentAt
}

func (c *crowd) adjust(change func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change()
	close(c.changed)
	c.changed = make(chan struct{})
}

type dial func(ctx context.Context, network, address string) (net.Conn, error)

// limit holds a dial back while there are as many connections as requests, until its request has been served otherwise.
func (c *crowd) limit(dial dial) dial {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if err := c.await(ctx); err != nil {
			return nil, err
		}
		connection, err := dial(ctx, network, address)
		if err != nil {
			c.adjust(func() { c.connections-- })
			return nil, err
		}
		return &member{Conn: connection, crowd: c}, nil
	}
}

func (c *crowd) await(ctx context.Context) error {
	var served chan struct{}
	if v, ok := ctx.Value(visitorKey{}).(*visitor); ok {
		served = v.served
	}
	for {
		changed, admitted := c.admit()
		if admitted {
			return nil
		}
		select {
		case <-changed:
		case <-served:
			return context.Canceled
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (c *crowd) admit() (changed <-chan struct{}, admitted bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.connections < c.visitors {
		c.connections++
		return nil, true
	}
	return c.changed, false
}

// member is a counted connection.
type member struct {
	net.Conn
	crowd *crowd
	once  sync.Once
}

func (m *member) Close() error {
	m.once.Do(func() { m.crowd.adjust(func() { m.crowd.connections-- }) })
	return m.Conn.Close()
}
