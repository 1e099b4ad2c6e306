package client

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
)

const (
	maxSuccessBody = 32 << 20 // bytes; of lists see bounds
	maxErrorBody   = 1 << 20  // bytes
	maxDrained     = 64 << 10 // bytes read beyond a body's cap to keep its connection
)

// reply is what came back for one request, read to its end, or as far as its rows were wanted.
type reply struct {
	call      call     // that was answered, with all its secrets
	url       *url.URL // that answered, after redirects
	status    int
	header    http.Header
	body      []byte // nil of a list whose rows were taken
	requestID string
	fault     fault // of an error status
	flaw      error // what kept the reply from being read
}

var (
	errBrokeOff = errors.New("the reply broke off")
	errTooLarge = errors.New("the reply is too large")
	errNotJSON  = errors.New("the reply is not JSON")
)

// readReply reads and closes the body. What it takes from the reply to be shown is scrubbed of the call's secrets.
func readReply(call call, target *url.URL, response *http.Response, patience *patience) *reply {
	defer func() { _ = response.Body.Close() }()
	r := &reply{call: call, url: target, status: response.StatusCode, header: response.Header}
	if body := io.Reader(response.Body); !r.mayBringRows() {
		r.readWhole(body)
	} else if arriving := bufio.NewReader(patience.watch(body)); beginsList(arriving) {
		r.flaw = call.rows.read(r, arriving)
	} else {
		r.readWhole(arriving)
	}
	// Every routed reply carries the header; error bodies repeat it.
	r.requestID = cmp.Or(printable(call.scrub(r.header.Get("X-Snowflake-Request-ID"))), r.fault.requestID)
	return r
}

// mayBringRows reports whether the body is to be looked at for a list; instead of one, the reply may name a result.
func (r *reply) mayBringRows() bool {
	return r.call.rows != nil && r.isSuccess() && r.status != http.StatusAccepted && r.isJSON()
}

// beginsList skips white space and looks at the byte that follows. An error, or white space without end, readWhole meets again.
func beginsList(body *bufio.Reader) bool {
	for range maxDrained {
		first, err := body.ReadByte()
		switch {
		case err != nil:
			return false
		case first != ' ' && first != '\t' && first != '\r' && first != '\n':
			_ = body.UnreadByte()
			return first == '['
		}
	}
	return false
}

func (r *reply) readWhole(from io.Reader) {
	limit := int64(maxErrorBody)
	switch {
	case r.isSuccess() && r.call.ofFile:
		limit = r.call.largest
	case r.isSuccess():
		limit = maxSuccessBody
	}
	body, err := io.ReadAll(io.LimitReader(from, limit+1))
	switch {
	case err != nil:
		r.flaw = fmt.Errorf("%w: %w", errBrokeOff, err)
	case int64(len(body)) > limit:
		_, _ = io.CopyN(io.Discard, from, maxDrained)
		r.flaw = fmt.Errorf("%w: more than %d bytes", errTooLarge, limit)
	default:
		r.body = body
	}
	switch {
	case r.status == http.StatusAccepted && r.header.Get("Location") != "":
		r.flaw = nil // the body adds nothing
	case r.isSuccess() && r.call.ofFile:
	case r.isSuccess():
		r.checkJSON()
	default:
		r.fault = readFault(r.header, r.body, r.call.scrub)
	}
}

func (r *reply) isSuccess() bool { return r.status >= 200 && r.status < 300 }

func (r *reply) isJSON() bool {
	mediaType, _, err := mime.ParseMediaType(r.header.Get("Content-Type"))
	return err == nil && mediaType == "application/json"
}

// checkJSON finds out whether a success is one; the body of a 202 matters only without a Location.
func (r *reply) checkJSON() {
	if r.flaw != nil || r.status == http.StatusAccepted {
		return
	}
	if !r.isJSON() {
		r.flaw = fmt.Errorf("%w: its content type is %q", errNotJSON, printable(r.call.scrub(r.header.Get("Content-Type"))))
		return
	}
	var document json.RawMessage
	err := json.Unmarshal(r.body, &document)
	switch {
	case err == nil:
	case isCutShort(err, r.body):
		r.flaw = fmt.Errorf("%w: %w", errBrokeOff, err)
	default:
		r.flaw = fmt.Errorf("%w: %w", errNotJSON, err)
	}
}

// isCutShort tells JSON that ended too early from text that never was JSON.
func isCutShort(err error, body []byte) bool {
	syntax, ok := errors.AsType[*json.SyntaxError](err)
	return ok && len(body) > 0 && syntax.Offset >= int64(len(body)) && (body[0] == '{' || body[0] == '[')
}
