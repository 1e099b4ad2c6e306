package emulator

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

// reply is what an operation answers when it succeeds.
type reply struct {
	body any  // one JSON value
	rows rows // or, if not nil, a list that may be split into pages
	done bool // whether a write was carried out
}

// refusal is what an operation answers when it does not.
type refusal struct {
	status  int
	code    string
	message string
	silent  bool // no body, as for malformed JSON
	bare    bool // neither body nor request id: refused before the API saw the request

	retryAfter int // seconds; 0: not told
}

func badRequest(format string, arguments ...any) *refusal {
	return &refusal{status: http.StatusBadRequest, code: "390400", message: fmt.Sprintf(format, arguments...)}
}

func badStatement(format string, arguments ...any) *refusal {
	return &refusal{status: http.StatusBadRequest, code: "001003", message: "\n" + fmt.Sprintf(format, arguments...)}
}

func invalidIdentifier(spelling string) *refusal {
	return &refusal{status: http.StatusBadRequest, message: "Invalid SQL Identifier found in the request: " + spelling}
}

func malformedBody() *refusal { return &refusal{status: http.StatusBadRequest, silent: true} }

func bare(status int) *refusal { return &refusal{status: status, bare: true} }

func storeFailed(err error) *refusal {
	return &refusal{status: http.StatusInternalServerError, code: "390500", message: "emulator: " + err.Error()}
}

// response is a reply ready for the wire.
type response struct {
	status int
	header http.Header
	body   []byte
	page   *page // instead of the body
	rows   rows  // a list not yet split into pages
	done   bool
}

func (r reply) render(requestID string) response {
	out := response{status: http.StatusOK, header: apiHeader(requestID), rows: r.rows, done: r.done}
	if r.rows == nil {
		out.body = mustJSON(r.body)
	}
	return out
}

func (f *refusal) render(requestID string) response {
	switch {
	case f.bare:
		return response{status: f.status, header: http.Header{}}
	case f.silent:
		header := apiHeader(requestID)
		header.Del("Content-Type")
		return response{status: f.status, header: header}
	}
	body := mustJSON(struct {
		Code      string `json:"code"`
		ErrorCode string `json:"error_code"`
		Message   string `json:"message"`
		RequestID string `json:"request_id"`
	}{f.code, f.code, f.message, requestID})
	header := apiHeader(requestID)
	f.tellWhen(header)
	return response{status: f.status, header: header, body: body}
}

func (f *refusal) tellWhen(header http.Header) {
	if f.retryAfter > 0 {
		header.Set("Retry-After", strconv.Itoa(f.retryAfter))
	}
}

func apiHeader(requestID string) http.Header {
	header := http.Header{}
	header.Set("Content-Type", "application/json")
	header.Set("X-Snowflake-Request-ID", requestID)
	return header
}

// mustJSON marshals the package's own wire types, which hold nothing that JSON cannot express.
func mustJSON(value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		panic(fmt.Sprintf("marshalling a reply: %v", err))
	}
	return text
}

// newUUID returns a random UUID (version 4, RFC 9562).
func newUUID() string {
	var bytes [16]byte
	_, _ = rand.Read(bytes[:]) // never fails, see crypto/rand
	bytes[6] = bytes[6]&0x0f | 0x40
	bytes[8] = bytes[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", bytes[:4], bytes[4:6], bytes[6:8], bytes[8:10], bytes[10:])
}
