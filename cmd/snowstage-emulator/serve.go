package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

const (
	longestHeaderRead = 10 * time.Second
	longestShutdown   = 5 * time.Second
)

// serve serves until a signal ends it.
func (p process) serve(arguments []string) error {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	var s settings
	listen := flags.String("listen", "127.0.0.1:8085", "`HOST:PORT` to listen on; port 0 takes a free one (default 127.0.0.1:8085)")
	keyFile := flags.String("key-pair", "", "`FILE` with the user's private key (PKCS #8 PEM, mode 0600); written if absent")
	s.register(flags)
	if err := p.parse(flags, arguments, serveUsage); err != nil {
		return err
	}
	usage := serveUsage + describe(flags)
	if flags.NArg() > 0 {
		return usageError{fmt.Errorf("unexpected argument %q", flags.Arg(0)), usage}
	}
	if *keyFile == "" {
		return usageError{errors.New("--key-pair is missing"), usage}
	}
	key, err := loadKey(*keyFile)
	if err != nil {
		return err
	}
	keyPath, err := filepath.Abs(*keyFile)
	if err != nil {
		return fmt.Errorf("finding the key pair: %w", err)
	}
	e, err := s.start(&key.PublicKey)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), stopSignals()...)
	defer stop()
	return errors.Join(p.serveUntil(ctx, e, *listen, &s, keyPath), e.Close())
}

func (p process) serveUntil(ctx context.Context, e *emulator.Emulator, listen string, s *settings, keyPath string) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", listen)
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	served := serveHTTP(e, listener, p.stderr)
	err = p.announce(listener.Addr(), s, keyPath)
	if err == nil {
		select {
		case <-ctx.Done():
		case <-served.ended:
		}
	}
	return errors.Join(err, served.stop())
}

// announce prints the environment once requests are taken, so that to see it is to be able to go on.
func (p process) announce(address net.Addr, s *settings, keyPath string) error {
	variables, err := s.environment(address, keyPath)
	if err != nil {
		return err
	}
	if tcp, ok := address.(*net.TCPAddr); ok && !tcp.IP.IsLoopback() {
		p.complain("snowstage-emulator: warning: " + address.String() + " can be reached from other machines, without encryption\n")
	}
	p.complain("snowstage-emulator: serving http://" + address.String() + ", stop with Ctrl-C\n")
	return p.print(exports(variables))
}

// serving is an HTTP server at work.
type serving struct {
	server *http.Server
	ended  chan struct{} // closed when it serves no more
	err    error         // then
}

func serveHTTP(handler http.Handler, listener net.Listener, logs io.Writer) *serving {
	s := &serving{
		server: &http.Server{
			Handler:           handler,
			ReadHeaderTimeout: longestHeaderRead,
			ErrorLog:          log.New(logs, "snowstage-emulator: ", 0),
		},
		ended: make(chan struct{}),
	}
	go func() {
		defer close(s.ended)
		s.err = s.server.Serve(listener)
	}()
	return s
}

// stop lets requests end that are under way, for a while.
func (s *serving) stop() error {
	ctx, cancel := context.WithTimeout(context.Background(), longestShutdown)
	defer cancel()
	if err := s.server.Shutdown(ctx); err != nil {
		_ = s.server.Close()
	}
	<-s.ended
	if errors.Is(s.err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serving: %w", s.err)
}
