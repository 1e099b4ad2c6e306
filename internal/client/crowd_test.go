package client

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// counted is a server over TLS that counts its connections.
type counted struct {
	*httptest.Server
	opened   atomic.Int32
	answered atomic.Int32
}

func newCounted(t *testing.T, http2 bool, latency time.Duration, adjust func(*httptest.Server)) (*counted, *Client) {
	t.Helper()
	s := &counted{}
	s.Server = quietServer(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(latency)
		s.answered.Add(1)
		answerJSON(200, `{"name":"LANDING"}`)(w, r)
	})
	s.EnableHTTP2 = http2
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			s.opened.Add(1)
		}
	}
	if adjust != nil {
		adjust(s.Server)
	}
	return s, startedClient(t, s.Server, true)
}

// wave sends requests, all at once.
func wave(t *testing.T, c *Client, requests int) {
	t.Helper()
	stage := landing(t)
	var wait sync.WaitGroup
	for range requests {
		wait.Go(func() {
			if _, err := c.Stages.Fetch(t.Context(), stage); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
}

func TestConnections(t *testing.T) {
	t.Parallel()
	for _, http2 := range []bool{false, true} {
		for _, parallelism := range []int{10, 50} {
			for _, latency := range []time.Duration{0, 5 * time.Millisecond} {
				t.Run(fmt.Sprintf("HTTP/2 %v, %d at once, %v", http2, parallelism, latency), func(t *testing.T) {
					t.Parallel()
					server, c := newCounted(t, http2, latency, nil)
					for range 5 {
						wave(t, c, parallelism)
					}
					most := int32(parallelism + 1)
					if http2 {
						most = 2
					}
					if opened := server.opened.Load(); opened > most || opened == 0 {
						t.Errorf("%d connections", opened)
					}
				})
			}
		}
	}
}

// TestConnectionsThroughAProxy counts what a proxy is asked to connect.
func TestConnectionsThroughAProxy(t *testing.T) {
	t.Parallel()
	for _, secure := range []bool{false, true} {
		t.Run(fmt.Sprintf("TLS %v", secure), func(t *testing.T) {
			t.Parallel()
			heard := &tunnel{}
			proxy := httptest.NewUnstartedServer(heard)
			if secure {
				proxy.StartTLS()
			} else {
				proxy.Start()
			}
			t.Cleanup(proxy.Close)
			address, err := url.Parse(proxy.URL)
			if err != nil {
				t.Fatal(err)
			}
			server, c := newCounted(t, true, 0, nil)
			transport, ok := c.transport.(*http.Transport)
			if !ok {
				t.Fatal("not net/http's")
			}
			transport.Proxy = http.ProxyURL(address) // its certificate is the server's
			for range 3 {
				wave(t, c, 10)
			}
			connects := strings.Count(heard.report(), "CONNECT ")
			if opened := server.opened.Load(); opened != int32(connects) || opened > 2 || opened == 0 {
				t.Errorf("%d connections, %d through the proxy", opened, connects)
			}
		})
	}
}

func TestFewStreamsAConnection(t *testing.T) {
	t.Parallel()
	const streams, requests = 3, 50
	server, c := newCounted(t, true, 10*time.Millisecond, func(s *httptest.Server) {
		s.Config.HTTP2 = &http.HTTP2Config{MaxConcurrentStreams: streams}
	})
	for range 3 {
		wave(t, c, requests)
	}
	if server.answered.Load() != 3*requests || server.opened.Load() > requests {
		t.Errorf("%d requests on %d connections", server.answered.Load(), server.opened.Load())
	}
}

// TestConnectionsThatGo has the server say goodbye to idle connections, and cut those in use.
func TestConnectionsThatGo(t *testing.T) {
	t.Parallel()
	for _, http2 := range []bool{false, true} {
		t.Run(fmt.Sprintf("idle ones, HTTP/2 %v", http2), func(t *testing.T) {
			t.Parallel()
			const waves = 4
			server, c := newCounted(t, http2, 0, func(s *httptest.Server) { s.Config.IdleTimeout = 20 * time.Millisecond })
			c.config.MaxRetries = 3 // a request may meet a connection that is being closed
			for range waves {
				wave(t, c, 10)
				time.Sleep(50 * time.Millisecond)
			}
			most := int32(waves * 11)
			if http2 {
				most = waves * 2
			}
			if opened := server.opened.Load(); opened > most || opened < 2 {
				t.Errorf("%d connections", opened)
			}
		})
		t.Run(fmt.Sprintf("those in use, HTTP/2 %v", http2), func(t *testing.T) {
			t.Parallel()
			var cut atomic.Bool
			var server *counted
			server, c := newCounted(t, http2, 5*time.Millisecond, func(s *httptest.Server) {
				inner := s.Config.Handler
				s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if server.answered.Load() > 10 && cut.CompareAndSwap(false, true) {
						go server.CloseClientConnections()
					}
					inner.ServeHTTP(w, r)
				})
			})
			c.config.MaxRetries = 7
			c.config.Sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
			for range 4 {
				wave(t, c, 10)
			}
			if !cut.Load() {
				t.Error("nothing was cut")
			}
		})
	}
}

// TestFirstDialFails has the others try at once.
func TestFirstDialFails(t *testing.T) {
	t.Parallel()
	for _, http2 := range []bool{false, true} {
		t.Run(fmt.Sprintf("HTTP/2 %v", http2), func(t *testing.T) {
			t.Parallel()
			server, c := newCounted(t, http2, 0, func(s *httptest.Server) { s.Listener = &hangsUpOnFirst{Listener: s.Listener} })
			c.config.MaxRetries = 2
			c.config.Sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
			wave(t, c, 10)
			if server.answered.Load() != 10 {
				t.Errorf("%d requests", server.answered.Load())
			}
		})
	}
}

type hangsUpOnFirst struct {
	net.Listener
	done atomic.Bool
}

func (l *hangsUpOnFirst) Accept() (net.Conn, error) {
	connection, err := l.Listener.Accept()
	if err == nil && l.done.CompareAndSwap(false, true) {
		_ = connection.Close()
	}
	return connection, err
}

// visit is one request that wants a connection.
func visit(t *testing.T, c *crowd) (context.Context, *visitor) {
	t.Helper()
	ctx, v := c.enter(t.Context(), time.Now)
	v.looks("")
	return ctx, v
}

var errUnreachable = errors.New("unreachable")

// TestFirstDialHangs has it hang for the time of a dial; nobody waits that long for it.
func TestFirstDialHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd("https")
		var begun atomic.Int32
		dial := c.limit(func(context.Context, string, string) (net.Conn, error) {
			if begun.Add(1) > 1 {
				one, other := net.Pipe()
				t.Cleanup(func() { _ = other.Close() })
				return one, nil
			}
			time.Sleep(dialTimeout)
			return nil, errUnreachable
		})
		var wait sync.WaitGroup
		for i := range 10 {
			wait.Go(func() {
				ctx, v := visit(t, c)
				defer v.leave()
				start := time.Now()
				connection, err := dial(ctx, "tcp", "acme.invalid:443")
				switch waited := time.Since(start); {
				case i > 0 && begun.Load() == 1:
					t.Error("dialed by nobody else")
				case errors.Is(err, errUnreachable) && waited != dialTimeout, err == nil && waited != longestHold:
					t.Errorf("%v after %v", err, waited)
				case err == nil:
					_ = connection.Close()
				}
			})
		}
		wait.Wait()
		if begun.Load() != 10 || !c.isEmpty() || c.scouts != 0 {
			t.Errorf("%d dials, %d connections, %d scouts", begun.Load(), c.connections, c.scouts)
		}
	})
}

// TestServedElsewhereDialsNot has a request find what it needs, or end, while it waits for its own dial.
func TestServedElsewhereDialsNot(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(v *visitor, other net.Conn){
		"got another one's connection":       func(v *visitor, other net.Conn) { v.gets(httptrace.GotConnInfo{Conn: other}) },
		"found that one full, and asks anew": func(v *visitor, _ net.Conn) { v.looks("") },
		"has ended":                          func(v *visitor, _ net.Conn) { v.leave() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := newCrowd("https")
				dials := 0
				dial := c.limit(func(context.Context, string, string) (net.Conn, error) {
					dials++
					one, other := net.Pipe()
					t.Cleanup(func() { _, _ = one.Close(), other.Close() })
					return one, nil
				})
				first, _ := visit(t, c)
				connection, err := dial(first, "tcp", "acme.invalid:443")
				if err != nil {
					t.Fatal(err)
				}
				ctx, waiting := visit(t, c)
				result := make(chan error, 1)
				go func() {
					_, err := dial(ctx, "tcp", "acme.invalid:443")
					result <- err
				}()
				synctest.Wait()
				end(waiting, connection)
				if err := <-result; !errors.Is(err, context.Canceled) || dials != 1 {
					t.Errorf("%v after %d dials", err, dials)
				}
			})
		})
	}
}
