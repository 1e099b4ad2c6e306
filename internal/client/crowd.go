package client

import (
	"context"
	"crypto/tls"
	"net"
	"sync"
	"time"
)

// crowd keeps the number of connections at the number of requests under way, and at one where they can share it.
//
// net/http starts a dial for each request that finds no idle connection, and goes on dialing when another one has become free
// meanwhile, so that a burst of short requests opens more connections than it has requests at a time. MaxConnsPerHost would
// need Terraform's -parallelism, which a provider is not told. Nor does it know before the first connection that HTTP/2 makes the
// others needless, and then hands that one to all who wait.
type crowd struct {
	mu          sync.Mutex
	visitors    int
	connections int
	protocol    protocol
	scouts      int           // dials on their way whose connection may do for all
	arrivals    int           // connections that have come into use
	changed     chan struct{} // closed when a connection may have become allowed; nil if nobody waits
}

// protocol is what the newest connection speaks.
type protocol int

const (
	unknown   protocol = iota
	exclusive          // HTTP/1.1: a request at a time
	shared             // HTTP/2
)

// longestHold is how long a request waits for another one's dial before it dials itself. A handshake through a proxy takes less.
const longestHold = 3 * time.Second

func newCrowd(scheme string) *crowd {
	if scheme == "http" {
		return &crowd{protocol: exclusive}
	}
	return &crowd{}
}

func (c *crowd) adjust(change func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change()
	if c.changed != nil {
		close(c.changed)
		c.changed = nil
	}
}

type dial func(ctx context.Context, network, address string) (net.Conn, error)

// limit holds a dial back while its request may be served otherwise: by one of as many connections as there are requests, or by one that
// another request is dialing and that they may share.
func (c *crowd) limit(dial dial) dial {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		m, err := c.await(ctx)
		if err != nil {
			return nil, err
		}
		m.Conn, err = dial(ctx, network, address)
		if err != nil {
			m.leave()
			return nil, err
		}
		return m, nil
	}
}

func (c *crowd) await(ctx context.Context) (*member, error) {
	served, arrivals := c.ask(ctx)
	if served == nil {
		return nil, context.Canceled // net/http is about to find out that it need not dial
	}
	isLate := false
	late := time.NewTimer(longestHold)
	defer late.Stop()
	for {
		admitted, changed := c.admit(arrivals, isLate)
		if admitted != nil {
			return admitted, nil
		}
		select {
		case <-changed:
		case <-late.C:
			isLate = true
		case <-served:
			return nil, context.Canceled
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// ask returns what tells that the request has been served, nil if it has been, and how many connections it has not been served by.
func (c *crowd) ask(ctx context.Context) (served <-chan struct{}, arrivals int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if v, ok := ctx.Value(visitorKey{}).(*visitor); ok {
		served = v.served
	}
	return served, c.arrivals
}

// admit counts another connection if it is allowed. Where they are shared net/http asks for one more only when the others are full or gone,
// and all who ask at a time get the next one, unless it does not take that many: then they ask anew.
func (c *crowd) admit(arrivals int, isLate bool) (admitted *member, changed <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	isScout := c.protocol != exclusive
	allowed := c.connections < c.visitors
	if isScout {
		allowed = isLate || c.scouts == 0 && c.arrivals == arrivals
	}
	if !allowed {
		if c.changed == nil {
			c.changed = make(chan struct{})
		}
		return nil, c.changed
	}
	c.connections++
	if isScout {
		c.scouts++
	}
	return &member{crowd: c, isScout: isScout}, nil
}

// member is a counted connection.
type member struct {
	net.Conn
	crowd   *crowd
	isScout bool
	arrived bool
	gone    bool
}

// memberOf finds what net/http has put TLS around, twice if the proxy speaks it.
func memberOf(connection net.Conn) *member {
	for {
		switch c := connection.(type) {
		case *member:
			return c
		case *tls.Conn:
			connection = c.NetConn()
		default:
			return nil
		}
	}
}

func protocolOf(connection net.Conn) protocol {
	if secure, ok := connection.(*tls.Conn); ok && secure.ConnectionState().NegotiatedProtocol == "h2" {
		return shared
	}
	return exclusive
}

// arrive notes the first use of the connection. The crowd is locked.
func (m *member) arrive(speaks protocol) {
	if m.arrived {
		return
	}
	m.arrived = true
	m.crowd.arrivals++
	m.crowd.protocol = speaks
	m.endScouting()
}

func (m *member) endScouting() {
	if m.isScout {
		m.isScout = false
		m.crowd.scouts--
	}
}

func (m *member) leave() {
	m.crowd.adjust(func() {
		if !m.gone {
			m.gone = true
			m.crowd.connections--
			m.endScouting()
		}
	})
}

// Close closes the connection and counts it no more.
func (m *member) Close() error {
	m.leave()
	return m.Conn.Close()
}
