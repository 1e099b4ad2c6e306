// Package emulator is a strict, embeddable stand-in for Snowflake's REST Stage API, and for its SQL
// API as far as stages go.
//
// It serves one account: the six operations on stages, the results endpoint, the SQL API with the
// statements of package grammar, files by file URLs and scoped URLs, Snowpipe's REST API, sign-in by key-pair JWT and by
// listed tokens, an OAuth token endpoint, and the file storage behind presigned URLs.
// It shares no code with the client, so that the two are independent readings of the documents.
package emulator

import (
	"context"
	"crypto/cipher"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Emulator is an http.Handler that serves one account. It is safe for concurrent use.
type Emulator struct {
	now     func() time.Time
	latency time.Duration
	replies replyStyle
	noSQL   bool
	modes   modeHandling

	accounts   accounts
	store      store
	storage    storage
	results    results
	statements statements
	pipes      pipes
	journal    journal
	faults     faults
	limit      requestRate
	scoping    cipher.AEAD // what scoped URLs are sealed with

	dataFolder string
	manyFiles  map[objectName]manyFiles // to be there from the start
}

// New returns an emulator with the given options. Close it when it was given WithData.
func New(options ...Option) (*Emulator, error) {
	e := &Emulator{now: time.Now, scoping: newScopeCipher()}
	e.storage.secret = newSigningKey()
	for _, option := range options {
		if err := option(e); err != nil {
			return nil, err
		}
	}
	if err := e.checkPipes(); err != nil {
		return nil, err
	}
	if e.dataFolder != "" {
		if err := e.store.open(e.dataFolder); err != nil {
			return nil, err
		}
	}
	if err := e.addManyFiles(); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return e, nil
}

// Close gives up the folder of WithData, so that another emulator may open it. Nothing is left to
// be written: what was acknowledged is on disk.
func (e *Emulator) Close() error { return e.store.close() }

// ServeHTTP answers one request of the API or of the file storage behind presigned URLs.
func (e *Emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	entry := e.journal.arrive(e.now(), r)
	r.Body = http.MaxBytesReader(w, r.Body, largestBody(r))
	var body []byte
	var readErr error
	if !isStorage(r) { // An upload is not read before its signature is known to be good.
		body, readErr = io.ReadAll(r.Body)
	}
	arrived := *entry
	arrived.Body = string(body)
	fault := e.faults.match(arrived)

	answer := func() response { return e.answer(r, body, readErr) }
	var sending delivery
	if fault == nil {
		sending.response = answer()
	} else {
		sending = fault.apply(r, answer)
	}
	sending.now = e.now()
	if !wait(r.Context(), e.latency) {
		sending.reset = true
	}
	e.journal.finish(entry, body, sending.shownStatus(), sending.done)
	sending.send(w, r)
}

// answer works out the reply to a request; it is the same for every way of delivering it.
func (e *Emulator) answer(r *http.Request, body []byte, readErr error) response {
	e.settlePipes()
	switch {
	case isStorage(r):
		return e.serveStorage(r)
	case r.URL.Path == tokenEndpoint:
		return e.serveToken(r, body)
	}
	requestID := newUUID()
	what, c, refused := route(r)
	if refused != nil {
		return refused.render(requestID)
	}
	if refused = e.limit.admit(e.now()); refused != nil {
		return what.api.refuse(refused, requestID)
	}
	if c.caller, refused = e.signIn(r, what.api); refused != nil {
		return what.api.refuse(refused, requestID)
	}
	if refused = what.api.checkContentType(r); refused != nil {
		return what.api.refuse(refused, requestID)
	}
	if readErr != nil {
		return what.api.refuse(bodyRefusal(readErr), requestID)
	}
	c.body = body
	if what.serve != nil {
		return what.serve(e, c, requestID)
	}
	return e.deliver(what, c, requestID)
}

// deliver runs an operation and answers at once, by pages or by a 202.
func (e *Emulator) deliver(what operation, c *call, requestID string) response {
	isAsync := e.replies.takesAsync(what.write)
	var out response
	if done, refused := what.run(e, c); refused != nil {
		if refused.silent || refused.bare {
			return refused.render(requestID)
		}
		out = refused.render(requestID)
	} else {
		out = done.render(requestID)
	}
	if isAsync {
		return e.results.accept(c.caller.id, out, &e.replies)
	}
	return e.results.firstPage(c.caller.id, out, &e.replies)
}

const (
	largestAPIBody = 1 << 20
	largestUpload  = 256 << 20
)

func largestBody(r *http.Request) int64 {
	switch {
	case isStorage(r):
		return largestUpload
	case strings.HasPrefix(r.URL.Path, pipesPath):
		return largestInsertion
	}
	return largestAPIBody
}

func bodyRefusal(err error) *refusal {
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return bare(http.StatusRequestEntityTooLarge)
	}
	return malformedBody()
}

func isStorage(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, storagePrefix) }

// wait reports whether the time passed before the caller gave up.
func wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// delivery is how a response reaches the caller; the only code that writes one.
type delivery struct {
	response
	now      time.Time
	reset    bool
	readBody int64 // bytes of an upload that are read before the reset
	hangUp   bool
	hang     bool
	cutAt    int   // bytes of the body that are sent before the connection is cut; 0: all
	stall    bool  // hold the connection there instead of cutting it
	oversize int64 // bytes of filling sent instead of the body; 0: none
}

func (d delivery) shownStatus() int {
	if d.reset || d.hangUp || d.hang {
		return 0
	}
	return d.status
}

func (d delivery) send(w http.ResponseWriter, r *http.Request) {
	switch {
	case d.hang:
		hold(r)
		panic(http.ErrAbortHandler)
	case d.hangUp:
		panic(http.ErrAbortHandler)
	case d.reset:
		_, _ = io.CopyN(io.Discard, r.Body, d.readBody)
		resetConnection(w)
	}
	header := w.Header()
	for key, values := range d.header {
		header[key] = values
	}
	header.Set("Date", d.now.UTC().Format(http.TimeFormat))
	if d.oversize > 0 {
		w.WriteHeader(d.status)
		fill(w, d.oversize)
		return
	}
	if header.Get("Content-Length") == "" && d.page == nil {
		header.Set("Content-Length", strconv.Itoa(len(d.body)))
	}
	w.WriteHeader(d.status)
	if r.Method == http.MethodHead {
		return
	}
	if d.cutAt > 0 {
		_, _ = w.Write(d.body[:d.cutAt])
		_ = http.NewResponseController(w).Flush()
		if d.stall {
			hold(r)
		}
		panic(http.ErrAbortHandler)
	}
	// A caller that has gone away is no error of the emulator.
	if d.page != nil {
		_ = d.page.send(w)
		return
	}
	_, _ = w.Write(d.body)
}

// hold returns when the caller has given up, which the server notices only once the body was read.
func hold(r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}
