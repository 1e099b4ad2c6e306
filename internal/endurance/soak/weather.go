package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"net/url"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/Shopify/toxiproxy/v2/stream"
	"github.com/rs/zerolog"
)

// calm is the seed of a network without faults.
const calm = 0

// toxic is what toxiproxy does to a connection, in its own words.
type toxic struct {
	Type       string         `json:"type"`
	Stream     string         `json:"stream"`   // upstream: to the emulator
	Toxicity   float64        `json:"toxicity"` // how probable it is
	Attributes map[string]int `json:"attributes"`
}

// toxics are drawn anew for each connection, with a share of the connections that they are drawn for at all.
var toxics = []struct {
	share float64
	draw  func(*rand.Rand) toxic
}{
	{0.5, func(r *rand.Rand) toxic { // Milliseconds; at most 60.
		latency := 5 + r.IntN(25)
		return toxic{Type: "latency", Attributes: map[string]int{"latency": latency, "jitter": latency}}
	}},
	{0.5, func(r *rand.Rand) toxic { // Bytes; microseconds between two slices.
		size := 20 + r.IntN(200)
		return toxic{Type: "slicer", Attributes: map[string]int{"average_size": size, "size_variation": size / 2, "delay": r.IntN(1000)}}
	}},
	{0.2, func(r *rand.Rand) toxic { // Milliseconds from the first data, which is lost, to the reset.
		return toxic{Type: "reset_peer", Attributes: map[string]int{"timeout": r.IntN(50)}}
	}},
	{1, func(r *rand.Rand) toxic { // Bytes until the connection is closed: from half a header to some six requests.
		return toxic{Type: "limit_data", Stream: "upstream", Attributes: map[string]int{"bytes": 50 + r.IntN(6000)}}
	}},
	{1, func(r *rand.Rand) toxic { // The same of replies. Both have to fail for a connection to last, lest the lasting ones do all the work.
		return toxic{Type: "limit_data", Stream: "downstream", Attributes: map[string]int{"bytes": 50 + r.IntN(6000)}}
	}},
}

// weather is a proxy before the emulator. The toxics of a connection follow the seed and the number of the connection, and stay as
// they are: toxiproxy loses its place in its list when toxics are taken from connections that are closing, and panics.
type weather struct {
	seed     uint64
	listener net.Listener
	upstream string
	server   *toxiproxy.ApiServer

	ended chan struct{}
	hit   map[string]int // connections with a toxic, by its type
	err   error
}

// blow starts the proxy; end it with settle.
func blow(seed uint64, upstream *url.URL) (*weather, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("starting the proxy: %w", err)
	}
	w := &weather{
		seed: seed, listener: listener, upstream: upstream.Host,
		server: toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop()),
		ended:  make(chan struct{}), hit: map[string]int{},
	}
	go w.accept()
	return w, nil
}

// address is where the provider finds the proxy.
func (w *weather) address() *url.URL {
	return &url.URL{Scheme: "http", Host: w.listener.Addr().String()}
}

// settle ends the proxy, and tells how many connections each toxic was on.
func (w *weather) settle() (map[string]int, error) {
	_ = w.listener.Close()
	<-w.ended
	return w.hit, w.err
}

func (w *weather) accept() {
	defer close(w.ended)
	for n := uint64(0); w.err == nil; n++ {
		client, err := w.listener.Accept()
		if err != nil {
			return // It was closed by settle.
		}
		w.err = w.connect(client, rand.New(rand.NewPCG(w.seed, n)))
	}
}

// connect does what a proxy of toxiproxy does for each of its connections.
func (w *weather) connect(client net.Conn, r *rand.Rand) error {
	upstream, err := net.Dial("tcp", w.upstream)
	if err != nil {
		return fmt.Errorf("connecting to the emulator: %w", err)
	}
	name := client.RemoteAddr().String()
	proxy := toxiproxy.NewProxy(w.server, name, w.address().Host, w.upstream)
	for _, kind := range toxics {
		if w.seed == calm || r.Float64() >= kind.share {
			continue
		}
		t := kind.draw(r)
		t.Toxicity = 0.5 + r.Float64()*0.45
		if t.Stream == "" {
			t.Stream = []string{"upstream", "downstream"}[r.IntN(2)]
		}
		text, err := json.Marshal(t)
		if err == nil {
			_, err = proxy.Toxics.AddToxicJson(bytes.NewReader(text))
		}
		if err != nil {
			return fmt.Errorf("adding a toxic: %w", err)
		}
		w.hit[t.Type]++
	}
	proxy.Toxics.StartLink(w.server, name+" upstream", client, upstream, stream.Upstream)
	proxy.Toxics.StartLink(w.server, name+" downstream", upstream, client, stream.Downstream)
	return nil
}
