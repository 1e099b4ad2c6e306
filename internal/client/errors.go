package client

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/redact"
)

// What an *Error is, for errors.Is.
var (
	ErrNotFound     = errors.New("does not exist or not authorized")            // 404 with Snowflake's own JSON error and code
	ErrConflict     = errors.New("already exists")                              // 409
	ErrForbidden    = errors.New("forbidden")                                   // 403
	ErrUnauthorized = errors.New("unauthorized")                                // 401
	ErrUnclear      = errors.New("the request may have been carried out")       // a write whose outcome is not known
	ErrNotSnowflake = errors.New("the reply did not come from Snowflake's API") // HTML, empty or code-less
	ErrNoToken      = errors.New("no token to sign in with")                    // the credential failed; nothing was sent
	ErrReplaced     = errors.New("another object has taken the name")           // said by a Guard
	ErrNoRole       = errors.New("the role is not granted")                     // 403 with the code for that; nothing was looked at
	ErrNoSQL        = errors.New("the account refuses the SQL API")             // no statement was looked at
)

// Error is a failed request: what was tried and what was answered.
type Error struct {
	Operation string // operationId of the API, like createStage
	Method    string
	Path      string // percent-encoded, without query
	Status    int    // 0 if there was no reply
	Code      string // Snowflake's, like 002003
	Message   string // Snowflake's, trimmed; the title of a page that is not Snowflake's
	SQLState  string // of a statement that failed, like 42000
	RequestID string // X-Snowflake-Request-ID or request_id
	Tries     int
	Cause     error // transport or decoding error; never contains a token

	kinds []error
}

// Error says on one line what was tried and what was answered, without secrets.
func (e *Error) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s %s %s: ", e.Operation, e.Method, e.Path)
	text.WriteString(strings.Join(e.said(), ": "))
	for _, kind := range []error{ErrNotSnowflake, ErrUnclear} {
		if errors.Is(e, kind) {
			text.WriteString("; " + kind.Error())
		}
	}
	text.WriteString(trail(e.RequestID, e.Tries))
	return text.String()
}

// said lists what was answered, then what went wrong on our side.
func (e *Error) said() []string {
	var said []string
	switch {
	case e.Status == 0 && e.Cause == nil:
		said = append(said, "no reply")
	case e.Status != 0 && e.Code != "":
		said = append(said, fmt.Sprintf("%d %s", e.Status, e.Code))
	case e.Status != 0:
		said = append(said, strings.TrimSpace(fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status))))
	}
	if e.Message != "" {
		said = append(said, oneLine(e.Message))
	}
	if e.Status == http.StatusProxyAuthRequired {
		said = append(said, proxySignIn)
	}
	if e.Cause != nil {
		said = append(said, e.Cause.Error())
	}
	return said
}

// trail is what an error ends in.
func trail(requestID string, tries int) string {
	var parts []string
	if requestID != "" {
		parts = append(parts, "request id "+requestID)
	}
	if tries > 1 {
		parts = append(parts, fmt.Sprintf("%d tries", tries))
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// Unwrap returns the kinds and the cause.
func (e *Error) Unwrap() []error {
	if e.Cause == nil {
		return e.kinds
	}
	return append(e.kinds[:len(e.kinds):len(e.kinds)], e.Cause)
}

// fail turns the last answer into the error of the call.
func (e *errand) fail(last answer) error {
	failure := &Error{Operation: e.operation, Method: e.method, Path: e.path(), Tries: e.tries, Cause: last.cause, kinds: e.kinds(last)}
	if r := last.reply; r != nil {
		failure.Status, failure.Code, failure.SQLState, failure.Message, failure.RequestID = r.status, r.fault.code, r.fault.sqlState, r.fault.message, r.requestID
	}
	return failure
}

func (e *errand) kinds(last answer) []error {
	var kinds []error
	if last.reply != nil {
		kinds = append(kinds, e.kindsOfReply(last)...)
	}
	if e.doubt && e.effect.writes() {
		kinds = append(kinds, ErrUnclear)
	}
	return kinds
}

func (e *errand) kindsOfReply(last answer) (kinds []error) {
	r := last.reply
	if kind, ok := kindsOfStatus[r.status]; ok {
		kinds = append(kinds, kind)
	}
	if isNotFound(last) && !e.isStatement {
		kinds = append(kinds, ErrNotFound)
	}
	if kind, ok := kindsOfCode[r.fault.code]; ok && r.fault.isOfStatement {
		kinds = append(kinds, kind)
	}
	isSubmission := e.isStatement && !r.call.ofResult && !r.fault.isOfStatement
	switch {
	case r.isForeign():
		kinds = append(kinds, ErrNotSnowflake)
	case r.status == http.StatusForbidden && r.fault.code == roleNotGranted:
		kinds = append(kinds, ErrNoRole)
	case isSubmission && slices.Contains(statusesWithoutSQL, r.status):
		kinds = append(kinds, ErrNoSQL)
	}
	return kinds
}

var kindsOfStatus = map[int]error{
	http.StatusConflict:     ErrConflict,
	http.StatusForbidden:    ErrForbidden,
	http.StatusUnauthorized: ErrUnauthorized,
}

// kindsOfCode are those of failed statements, by Snowflake's error code.
var kindsOfCode = map[string]error{
	"002003": ErrNotFound, // does not exist or not authorized
	"002043": ErrNotFound, // does not exist, or operation cannot be performed
	"002002": ErrConflict, // already exists
	"003001": ErrForbidden,
	"003541": ErrForbidden, // insufficient privileges on an integration
}

// statusesWithoutSQL answer a submission where the SQL API is not enabled, or there is no such endpoint.
var statusesWithoutSQL = []int{http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed}

// roleNotGranted is the code of a 403 that says nothing of the SQL API.
const roleNotGranted = "390189"

// isForeign reports whether somebody else than Snowflake's API seems to have answered.
func (r *reply) isForeign() bool {
	if r.isSuccess() {
		return errors.Is(r.flaw, errNotJSON)
	}
	return !errors.Is(r.flaw, errBrokeOff) && (!r.fault.ours || r.status == http.StatusNotFound && r.fault.code == "")
}

// malformed is the error of a success whose JSON is not what the operation promises.
func (k call) malformed(r *reply, cause error) error {
	cause = redact.Error(fmt.Errorf("reading the reply: %w", cause), r.call.secrets...)
	if text := shorten(cause.Error(), maxMessage); text != cause.Error() {
		cause = errors.New(text)
	}
	return &Error{Operation: k.operation, Method: k.method, Path: k.path(), Status: r.status, RequestID: r.requestID, Tries: 1, Cause: cause}
}
