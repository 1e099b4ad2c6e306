package client

import (
	"context"
	"errors"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// way is a script that sends a caller to a target.
type way func(target string) []step

// ways are those that do it at once, and those that do a step on their own host first.
func ways() (direct, chained map[string]way) {
	const home = "/api/v2/results/1"
	redirect := func(status int) func(string) step {
		return func(target string) step { return respond(status, "", "", "Location", target) }
	}
	link := func(target string) step { return page("A", "<"+target+`>; rel="next"`) }
	last := map[string]func(target string) step{
		"301": redirect(301), "302": redirect(302), "303": redirect(303), "307": redirect(307), "308": redirect(308),
		"location": accepts,
		"link":     link,
		"index":    func(target string) step { return index("<" + target + `>; rel="last"`) },
	}
	first := map[string]step{
		"redirect":      redirect(307)(home),
		"acceptance":    accepts(home),
		"page":          link(home + "?page=1"),
		"index":         index("<" + home + `?page=3>; rel="last"`),
		"refused token": fails(http.StatusUnauthorized, "390144", "no"),
	}
	direct, chained = map[string]way{}, map[string]way{}
	for lastName, last := range last {
		direct[lastName] = func(target string) []step { return []step{last(target)} }
		for firstName, first := range first {
			if lastName == "index" && firstName != "redirect" && firstName != "acceptance" && firstName != "refused token" || lastName == "link" && firstName == "index" {
				continue // A list does not change its form on the way.
			}
			chained[firstName+", then "+lastName] = func(target string) []step { return []step{first, last(target)} }
		}
	}
	return direct, chained
}

// trap is a listener that must not be connected to.
type trap struct {
	net.Listener
	connections atomic.Int32
}

// setTrap returns nil if this machine has no such address.
func setTrap(t *testing.T, address string) *trap {
	t.Helper()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Logf("%s cannot be listened on: %v", address, err)
		return nil
	}
	t.Cleanup(func() { _ = listener.Close() })
	set := &trap{Listener: listener}
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			set.connections.Add(1)
			_ = connection.Close()
		}
	}()
	return set
}

func portOf(t *testing.T, address string) string {
	t.Helper()
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// TestTokenStaysHome shows that no Location, Link or redirect, nor a chain of them, makes a client connect to another server.
func TestTokenStaysHome(t *testing.T) {
	t.Parallel()
	account := newHostile(t)
	home := portOf(t, account.Listener.Addr().String())
	otherPort := setTrap(t, "127.0.0.1:0")
	traps := []*trap{otherPort, setTrap(t, "127.0.0.2:"+home), setTrap(t, "[::1]:"+home)}
	other := portOf(t, otherPort.Addr().String())
	at := "127.0.0.1:" + other
	targets := []string{
		"http://" + at + "/x?page=1", "HTTP://" + at + "/x?page=1", "//" + at + "/x?page=1", "https://" + at + "/x?page=1", "https://127.0.0.1:" + home + "/x?page=1",
		"http://127.0.0.2:" + home + "/x?page=1", "http://[::1]:" + home + "/x?page=1", "http://[::ffff:127.0.0.1]:" + other + "/x?page=1",
		"http://2130706433:" + other + "/x?page=1", "http://0x7f000001:" + other + "/x?page=1", "http://0177.0.0.1:" + other + "/x?page=1", "http://127.1:" + other + "/x?page=1",
		"http://localhost:" + other + "/x?page=1", "http://LOCALHOST.:" + other + "/x?page=1",
		"http://127.0.0.1:" + home + "@" + at + "/x?page=1", "http://user:password@" + at + "/x?page=1", "@" + at + "/x", ":" + other + "/x",
		`\\` + at + `\x`, `/\` + at + "/x", `http:\\` + at + `\x`, "http:" + at + "/x", "http:///" + at + "/x", "http://127.0.0.1:" + home + `\@` + at + "/x",
	}
	targets = slices.DeleteFunc(targets, func(target string) bool { // What has no trap proves nothing.
		return traps[1] == nil && strings.Contains(target, "127.0.0.2") || traps[2] == nil && strings.Contains(target, "[::1]")
	})
	c := account.client(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // A target on the account's host would be asked for ever.
	defer cancel()
	tried := eachJourney(targets, func(op operation, way, target string, script []step) {
		account.play(script)
		if err := op.call(ctx, t, c); op.name == "list" && !errors.Is(err, errElsewhere) {
			t.Errorf("%s to %s: %v", way, target, err)
		}
	})
	t.Logf("%d journeys", tried)
	for _, trap := range traps {
		if trap == nil {
			continue
		}
		if n := trap.connections.Load(); n != 0 {
			t.Errorf("%d connections were made to %s", n, trap.Addr())
		}
		connection, err := net.Dial("tcp", trap.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		_ = connection.Close()
		waitFor(t, func() bool { return trap.connections.Load() == 1 }) // The trap works.
	}
}

func waitFor(t *testing.T, done func() bool) {
	t.Helper()
	for range 5000 {
		if done() {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Error("waited in vain")
}

// TestTokenStaysHomeByName looks at other names too: a proxy, to which every request goes, sees whose name each is for.
func TestTokenStaysHomeByName(t *testing.T) {
	t.Parallel()
	proxy := newHostile(t)
	address, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	const base = "localhost:8080"
	c := proxy.client(t, func(config *Config) {
		config.BaseURL = &url.URL{Scheme: "http", Host: base}
		config.Proxy = http.ProxyURL(address)
	})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	targets := []string{
		"http://evil.example/x?page=1", "//evil.example/x?page=1", "http://evil.localhost:8080/x?page=1", "http://localhost.evil.example:8080/x?page=1", "http://localhost:8081/x?page=1",
		"http://localhost/x?page=1", "http://localhost.:8080/x?page=1", "http://127.0.0.1:8080/x?page=1", "http://localhost:8080@evil.example/x?page=1", "http://localhost%2eevil.example:8080/x",
		"http://localhost:8080.evil.example/x", "http://ⓛocalhost:8080/x?page=1", "http://xn--localhost:8080/x?page=1", "http://localhost:08080/x?page=1",
	}
	tried := eachJourney(targets, func(op operation, way, target string, script []step) {
		proxy.play(script)
		_ = op.call(ctx, t, c) // Where it went is all that counts.
		for _, asked := range proxy.wasAsked() {
			if !strings.HasPrefix(asked, base+"/api/") {
				t.Errorf("%s, %s to %s: asked for %s", op.name, way, target, asked)
			}
		}
	})
	t.Logf("%d journeys", tried)
}

// eachJourney combines operations, ways and targets: each target with each direct way, and with the chained ones in turn.
func eachJourney(targets []string, try func(op operation, way, target string, script []step)) (tried int) {
	direct, chained := ways()
	for _, op := range operations() {
		for way, script := range direct {
			for _, target := range targets {
				try(op, way, target, script(target))
				tried++
			}
		}
		for way, script := range chained {
			for range 4 {
				target := targets[tried%len(targets)]
				try(op, way, target, script(target))
				tried++
			}
		}
	}
	return tried
}

// TestWaysLeadHome shows that each way is one that a client does go, as long as it stays on the account's host.
func TestWaysLeadHome(t *testing.T) {
	t.Parallel()
	account := newHostile(t)
	c := account.client(t)
	direct, chained := ways()
	maps.Copy(direct, chained)
	for way, script := range direct {
		account.play(append(script(account.URL+"/x?page=1"), fails(403, "003001", "no")))
		_, err := collect(c.Stages.List(t.Context(), landing(t).In(), ""))
		if asked := account.wasAsked(); !errors.Is(err, ErrForbidden) || !strings.HasSuffix(asked[len(asked)-1], "/x") {
			t.Errorf("%s led to %q: %v", way, asked, err)
		}
	}
}
