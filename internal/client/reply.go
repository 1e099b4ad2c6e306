package client

import (
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
	maxSuccessBody = 32 << 20 // bytes; some 60,000 rows of a list, far above any page the API is known to send
	maxErrorBody   = 1 << 20  // bytes
	maxDrained     = 64 << 10 // bytes read beyond a body's cap to keep its connection
)

// reply is what came back for one request, read to its end.
type reply struct {
	call      call     // that was answered, with all its secrets
	url       *url.URL // that answered, after redirects
	status    int
	header    http.Header
	body      []byte
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
func readReply(call call, target *url.URL, response *http.Response) *reply {
	defer func() { _ = response.Body.Close() }()
	r := &reply{call: call, url: target, status: response.StatusCode, header: response.Header}
	limit := int64(maxErrorBody)
	switch {
	case r.isSuccess() && call.ofFile:
		limit = call.largest
	case r.isSuccess():
		limit = maxSuccessBody
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, limit+1))
	switch {
	case err != nil:
		r.flaw = fmt.Errorf("%w: %w", errBrokeOff, err)
	case int64(len(body)) > limit:
		_, _ = io.CopyN(io.Discard, response.Body, maxDrained)
		r.flaw = fmt.Errorf("%w: more than %d bytes", errTooLarge, limit)
	default:
		r.body = body
	}
	switch {
	case r.status == http.StatusAccepted && r.header.Get("Location") != "":
		r.flaw = nil // the body adds nothing
	case r.isSuccess() && call.ofFile:
	case r.isSuccess():
		r.checkJSON(call.scrub)
	default:
		r.fault = readFault(r.header, r.body, call.scrub)
	}
	// Every routed reply carries the header; error bodies repeat it.
	r.requestID = cmp.Or(printable(call.scrub(r.header.Get("X-Snowflake-Request-ID"))), r.fault.requestID)
	return r
}

func (r *reply) isSuccess() bool { return r.status >= 200 && r.status < 300 }

func (r *reply) isJSON() bool {
	mediaType, _, err := mime.ParseMediaType(r.header.Get("Content-Type"))
	return err == nil && mediaType == "application/json"
}

// checkJSON finds out whether a success is one; the body of a 202 matters only without a Location.
func (r *reply) checkJSON(scrub func(string) string) {
	if r.flaw != nil || r.status == http.StatusAccepted {
		return
	}
	if !r.isJSON() {
		r.flaw = fmt.Errorf("%w: its content type is %q", errNotJSON, printable(scrub(r.header.Get("Content-Type"))))
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
