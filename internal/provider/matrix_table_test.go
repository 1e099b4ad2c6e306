package provider

import (
	"crypto/x509"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// promise is what becomes of an operation that a fault hits once.
type promise int

const (
	sentAgain  promise = iota // sent again, and the result is right
	lookedUp                  // looked what became of it, sent again only if nothing did, and the result is right
	isRight                   // the result is right
	isFoundOut                // looked what became of it: if it is done the result is right, else an error
	isUnlisted                // done, with a warning
	isLeft                    // the file stays where it is and leaves the state, with a warning
	isError                   // an error at once; nothing is lost
	isUnsent                  // the same, and nothing was sent
	isRemoved                 // the stage leaves the state, with a warning
	wasGone                   // done, as it was gone already
)

// matrixFault is a row of the matrix.
type matrixFault struct {
	name     string
	promises promises // in the order of the operations
	says     string   // what the error tells of it

	saysDownload string // what the error of a download tells instead; empty if the same
	note         string // below the table of the guide

	// What is wrong with replies, in each way in which it shows. For what only reads the last counts.
	ways      []emulator.Fault
	waysOfGET []emulator.Fault // in which it shows in a download, if that differs
	// What is wrong on the way to the account, and does not pass.
	route func(*matrixScene, *client.Config)
	// The name by which the object store is reached; empty: that of the account.
	storageHost string

	stays      bool          // it does not pass by its nature
	gone       bool          // what is asked for does not exist
	isConflict bool          // the error of a create offers to import the stage
	ahead      time.Duration // of the account's clock
	retryAfter time.Duration // that the reply asks for
	asDate     bool          // by a date
}

// promises are those of stageOperations and fileOperations, or of storeOperations.
type promises [14]promise

func every(p promise) (all promises) {
	for i := range all {
		all[i] = p
	}
	return all
}

var (
	// The reply is lost, and another try may bring one.
	passing = promises{lookedUp, sentAgain, sentAgain, lookedUp, lookedUp, sentAgain, sentAgain, sentAgain, sentAgain, sentAgain, sentAgain, lookedUp, sentAgain, sentAgain}
	// A reply says nothing, and another try would bring the same.
	pointless = promises{lookedUp, isError, isError, lookedUp, lookedUp, isError, isError, isError, isError, isError, isError, isFoundOut, isError, isError}
)

// download are the same promises but for the one of a download.
func (p promises) download(other promise) promises {
	p[len(stageOperations)+3] = other
	return p
}

// remove are the same promises but for the one of removing a file.
func (p promises) remove(other promise) promises {
	p[len(stageOperations)+2] = other
	return p
}

// afterWork is a fault that hits a request whose work is done.
func afterWork(f emulator.Fault) emulator.Fault {
	f.AfterWork = true
	return f
}

// either is a fault of which nobody can tell whether the work was done.
func either(f emulator.Fault) []emulator.Fault { return []emulator.Fault{f, afterWork(f)} }

// only is a fault that shows in one way.
func only(f emulator.Fault) []emulator.Fault { return []emulator.Fault{f} }

// snowflakes is an error as Snowflake's API words it.
func snowflakes(status int, code, message string) emulator.Fault {
	return emulator.Fault{Status: status, Body: fmt.Sprintf(`{"code":%q,"error_code":%[1]q,"message":%q,"request_id":"f0f0"}`, code, message)}
}

const (
	notThere      = "does not exist or not authorized"
	elsewhere     = "http://elsewhere" // stands for the address of another host
	lostResult    = "/api/v2/results/01b2c3d4-0000-4000-8000-0123456789ab1"
	aroundTheAPI  = "/api/v2/around"
	aroundFiles   = "/api/files/A/B/C/around"
	oversizedBody = 33 << 20
	skew          = 5 * time.Minute
	waitsAsAsked  = "Not before the time that the reply asks for, which counts up to a minute."
)

// onceSignedIn loses a reply after the first request, whose token is refused for the clock.
var onceSignedIn = emulator.Fault{Status: 503, HTML: true, AfterWork: true, Skip: 1}

var matrixFaults = []matrixFault{
	{name: "401, the token is refused in the middle of a run", promises: every(sentAgain), says: "HTTP status 401", ways: only(snowflakes(401, "390144", "JWT token is invalid.")),
		note: "With a new token, once."},
	{name: "403", promises: every(isError).remove(isLeft), says: "HTTP status 403", ways: only(snowflakes(403, "003001", "Insufficient privileges."))},
	{name: "404 with Snowflake's code, and it is so", promises: promises{isError, isRemoved, isError, isError, wasGone, isError, isError, isError, isError, isError, isRemoved, isRight, isError, isError}, says: notThere, gone: true,
		note: "The stage is gone; for create and list, its schema; for load files, the pipe."},
	{name: "404 with Snowflake's code, but it is there", promises: every(isError).remove(isLeft), says: notThere, ways: only(snowflakes(404, "002003", "Stage 'LANDING' "+notThere+"."))},
	{name: "404, empty", promises: every(isError), says: "HTTP status 404", ways: only(emulator.Fault{Status: 404})},
	{name: "404, an HTML page", promises: every(isError), says: "HTTP status 404", ways: only(emulator.Fault{Status: 404, HTML: true})},
	{name: "404, JSON without a code", promises: every(isError), says: "HTTP status 404", ways: only(emulator.Fault{Status: 404, Body: `{"message":"no such route"}`})},
	{name: "407 from a proxy", promises: every(isUnsent), says: "the proxy asks for a user name and password (407)", route: behindProxy},
	{name: "408", promises: passing, says: "HTTP status 408", ways: either(snowflakes(408, "000604", "Timed out."))},
	{name: "409", promises: every(isError), says: "HTTP status 409", ways: only(snowflakes(409, "002002", "Object 'LANDING' already exists.")), isConflict: true,
		note: "The error of a create carries an `import` block for the stage that has the name."},
	{name: "422, as a statement fails", promises: every(isError), says: "HTTP status 422", ways: only(failedStatement("001003", "42000", "SQL compilation error: no."))},
	{name: "429 without Retry-After", promises: every(sentAgain), says: "HTTP status 429", ways: only(snowflakes(429, "390429", "Too many requests."))},
	{name: "429 with Retry-After in seconds", promises: every(sentAgain), says: "HTTP status 429", ways: only(snowflakes(429, "390429", "Too many requests.")), retryAfter: 30 * time.Second,
		note: waitsAsAsked},
	{name: "429 with Retry-After as a date", promises: every(sentAgain), says: "HTTP status 429", ways: only(snowflakes(429, "390429", "Too many requests.")), retryAfter: 30 * time.Second, asDate: true,
		note: waitsAsAsked},
	{name: "500", promises: passing, says: "HTTP status 500", ways: either(snowflakes(500, "370001", "Internal error."))},
	{name: "502", promises: passing, says: "HTTP status 502", ways: either(emulator.Fault{Status: 502, HTML: true})},
	{name: "503 before the work is done", promises: passing, says: "HTTP status 503", ways: only(snowflakes(503, "390503", "Busy."))},
	{name: "503 after the work is done", promises: passing, says: "HTTP status 503", ways: only(afterWork(snowflakes(503, "390503", "Busy.")))},
	{name: "504, an HTML page", promises: passing, says: "HTTP status 504", ways: either(emulator.Fault{Status: 504, HTML: true})},
	{name: "connection reset before the work is done", promises: passing, says: "the connection failed before the reply", ways: only(emulator.Fault{Reset: true})},
	{name: "connection reset after the work is done", promises: passing, says: "the connection failed before the reply", ways: only(afterWork(emulator.Fault{Reset: true}))},
	{name: "connection closed without a reply", promises: passing, says: "the connection failed before the reply", ways: either(emulator.Fault{HangUp: true})},
	{name: "reply cut short", promises: passing.download(isRight), says: "the reply broke off", saysDownload: "unexpected EOF", ways: either(emulator.Fault{Truncate: true})},
	{name: "reply too large", promises: pointless, says: "the reply is too large", saysDownload: "File is too large", ways: either(emulator.Fault{Oversize: oversizedBody}),
		note: "More than 32 MiB; for download file, more than `max_size`."},
	{name: "reply slower than a request may take", promises: passing.download(isRight), says: "no complete reply within 3s", saysDownload: "no byte was sent or received for 3s", ways: either(emulator.Fault{Stall: true}), route: inAHurry,
		note: "60 seconds, unless `request_timeout` says otherwise."},
	{name: "an HTML page with 200", promises: pointless, says: "the reply is not JSON", saysDownload: notAStore, ways: either(emulator.Fault{HTML: true})},
	{name: "202 whose result is lost", promises: passing, says: notThere, ways: either(emulator.Fault{Status: 202, Header: map[string]string{"Location": lostResult}, Body: `{"code":"392604"}`}),
		note: "Snowflake has accepted the request, and no longer knows what became of it."},
	{name: "redirects in a circle", promises: every(isError), says: "the redirect is not followed", ways: only(emulator.Fault{Redirect: aroundTheAPI}), stays: true,
		note: "Within the account's host a GET follows up to five. A POST or DELETE follows none: elsewhere it might do something else."},
	{name: "307 to another host", promises: every(isError), says: "the redirect is not followed", saysDownload: notAStore, ways: only(emulator.Fault{Redirect: elsewhere}),
		note: "Nothing is sent to the other host; but for a download a request without the token, since that may be the object store."},
	{name: "certificate of an unknown authority", promises: every(isUnsent), says: "certificate of 127.0.0.1", route: untrusted},
	{name: "certificate for another host", promises: every(isUnsent), says: "certificate of localhost", route: misnamed},
	{name: "host name that does not resolve", promises: every(isUnsent), says: "is not known; check the account", route: unresolved},
	{name: "this machine's clock is five minutes fast", promises: every(isRight), ways: only(onceSignedIn), ahead: -skew,
		note: "Tokens are dated by Snowflake's clock, and the reply to the first request that is accepted is lost besides."},
	{name: "this machine's clock is five minutes slow", promises: every(isRight), ways: only(afterWork(snowflakes(503, "390503", "Busy."))), ahead: skew},
}

// inAHurry leaves a busy machine time for the requests that are answered.
func inAHurry(_ *matrixScene, config *client.Config) {
	config.RequestTimeout, config.MaxRetries = 3*time.Second, 1
}

func behindProxy(s *matrixScene, config *client.Config) {
	trusting(s, config)
	config.Proxy = s.proxy(http.StatusProxyAuthRequired)
}

func trusting(s *matrixScene, config *client.Config) {
	config.BaseURL, config.RootCAs = s.overTLS()
}

func untrusted(s *matrixScene, config *client.Config) {
	trusting(s, config)
	config.RootCAs = x509.NewCertPool()
}

func misnamed(s *matrixScene, config *client.Config) {
	trusting(s, config)
	config.BaseURL.Host = "localhost:" + config.BaseURL.Port()
}

// unresolved has a label that is longer than a name may have, so that no resolver needs to be asked.
func unresolved(_ *matrixScene, config *client.Config) {
	config.BaseURL = &url.URL{Scheme: "https", Host: strings.Repeat("acme", 16) + ".snowflakecomputing.com"}
}
