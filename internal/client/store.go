package client

import (
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/redact"
)

// StoreError is what became of a request to the object store behind a presigned URL, or behind the redirect of a file URL. It never holds
// the URL, which is a secret.
type StoreError struct {
	Doing     string // like "uploading the file"
	Host      string
	Status    int    // 0 if there was no reply
	Code      string // the store's, like NoSuchKey
	Message   string // the store's
	RequestID string
	Tries     int
	Cause     error // transport error

	header   http.Header // of the reply
	refusals int         // tries that were answered with 403
}

// Error says on one line what was tried and what the store answered.
func (e *StoreError) Error() string {
	said := []string{fmt.Sprintf("%s at the object store %s", e.Doing, e.Host)}
	if e.Status != 0 {
		said = append(said, strings.TrimSpace(fmt.Sprintf("%d %s", e.Status, cmp.Or(e.Code, http.StatusText(e.Status)))))
	}
	if e.Message != "" {
		said = append(said, e.Message)
	}
	if e.Cause != nil {
		said = append(said, e.Cause.Error())
	}
	return strings.Join(said, ": ") + trail(e.RequestID, e.Tries)
}

// Unwrap returns the cause.
func (e *StoreError) Unwrap() error { return e.Cause }

// storeRequest is one request to an object store. Nothing of the account goes with it: no token, no header of Snowflake's.
type storeRequest struct {
	operation string // for the log
	doing     string
	method    string
	target    *url.URL // a secret
	header    http.Header
	body      io.Reader
	size      int64
	take      func(io.Reader) error // reads the body of a success; nil if that matters not
}

// secrets are what makes the URL one.
func (s storeRequest) secrets() []string {
	secrets := []string{s.target.RawQuery}
	for _, values := range s.target.Query() {
		for _, value := range values {
			if len(value) >= 16 {
				secrets = append(secrets, value)
			}
		}
	}
	return secrets
}

// scrub hides them in what the store said.
func (s storeRequest) scrub(text string) string { return printable(redact.Text(text, s.secrets()...)) }

// insist tries until an object store has done its part or would not do it the next time either. Each try asks for a fresh URL; a second
// refusal is taken for the last word, since the first URL may have expired.
func (c *Client) insist(ctx context.Context, try func() error) error {
	work := c.errand(call{})
	refusals := 0
	for tries := 1; ; tries++ {
		err := try()
		failed, ofStore := errors.AsType[*StoreError](err)
		if !ofStore {
			return err
		}
		if failed.Status == http.StatusForbidden {
			refusals++
		}
		failed.Tries, failed.refusals = tries, refusals
		if refusals > 1 || !failed.mayPass() || !work.hasTryLeft() {
			return err
		}
		if err := work.pause(ctx, answer{cause: failed, reply: &reply{header: failed.header}}); err != nil {
			return err
		}
	}
}

// errNotAStore is a success without any header that all object stores send.
var errNotAStore = errors.New("the reply did not come from an object store; a proxy may have answered")

// askStore sends a request once. The error is a *StoreError.
func (c *Client) askStore(ctx context.Context, ask storeRequest) error {
	failed := &StoreError{Doing: ask.doing, Host: ask.target.Host, Tries: 1}
	start := c.config.Now()
	failed.Cause = redact.Error(c.exchangeWithStore(ctx, ask, failed), ask.secrets()...) // net/http quotes what it cannot read
	event := Event{
		Operation: ask.operation, Method: ask.method, Path: ask.target.Host, Try: 1, Status: failed.Status, Code: failed.Code,
		RequestID: failed.RequestID, Duration: c.config.Now().Sub(start), Err: failed.Cause,
	}
	c.config.Log(ctx, event)
	if failed.Cause == nil && isDone(failed.Status) {
		return nil
	}
	return failed
}

func isDone(status int) bool { return status == http.StatusOK || status == http.StatusCreated }

// exchangeWithStore fills in what was answered, and returns what kept it from being so.
func (c *Client) exchangeWithStore(ctx context.Context, ask storeRequest, answered *StoreError) error {
	ctx, patience := newPatience(ctx, c.config.RequestTimeout, noByte)
	defer patience.end()
	request, err := http.NewRequestWithContext(ctx, ask.method, ask.target.String(), http.NoBody)
	if err != nil {
		return errors.New("the URL cannot be asked for") // The error would quote it.
	}
	if ask.size > 0 {
		request.Body = io.NopCloser(patience.watch(ask.body))
	}
	request.ContentLength = ask.size
	for name, values := range ask.header {
		request.Header[name] = values
	}
	request.Header.Set("User-Agent", c.config.UserAgent)
	response, err := c.stores.RoundTrip(request)
	if err != nil {
		return patience.explain(err)
	}
	defer func() { _ = response.Body.Close() }()
	answered.Status, answered.header = response.StatusCode, response.Header
	answered.RequestID = ask.scrub(storeRequestID(response.Header))
	if !isDone(response.StatusCode) {
		answered.Code, answered.Message = ask.readFault(io.LimitReader(patience.watch(response.Body), maxErrorBody))
		return nil
	}
	if !isStore(response.Header) {
		return errNotAStore
	}
	if ask.take == nil {
		return nil
	}
	return patience.explain(ask.take(patience.watch(response.Body)))
}

// readFault takes code and message from the body of an error, which Amazon's, Google's and Microsoft's stores send in the same form.
func (s storeRequest) readFault(body io.Reader) (code, message string) {
	var wire struct {
		Code    string
		Message string
	}
	_ = xml.NewDecoder(body).Decode(&wire) // What cannot be read stays empty.
	return s.scrub(wire.Code), s.scrub(wire.Message)
}

var storeHeaders = []string{"X-Amz-", "X-Goog-", "X-Ms-"}

func isStore(header http.Header) bool {
	isPage := strings.HasPrefix(header.Get("Content-Type"), "text/html") // to which web servers give an ETag too
	if header.Get("Etag") != "" && !isPage {
		return true
	}
	for name := range header {
		if slices.ContainsFunc(storeHeaders, func(prefix string) bool { return strings.HasPrefix(name, prefix) }) {
			return true
		}
	}
	return false
}

func storeRequestID(header http.Header) string {
	for _, name := range []string{"X-Amz-Request-Id", "X-Ms-Request-Id", "X-Guploader-Uploadid"} {
		if id := header.Get(name); id != "" {
			return id
		}
	}
	return ""
}

// mayPass reports whether the same request may succeed later, or with a fresh URL.
func (e *StoreError) mayPass() bool {
	switch e.Status {
	case 0:
		return !errors.Is(e.Cause, ErrContentChanged) && !errors.Is(e.Cause, errNotAStore) && explainHopeless(e.Cause, e.Host) == nil
	case http.StatusOK, http.StatusCreated: // its body broke off
		return !errors.Is(e.Cause, ErrTooLarge) && !errors.Is(e.Cause, errNotAStore)
	case http.StatusBadRequest: // IncompleteBody, BadDigest, RequestTimeout
		return true
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusForbidden: // 403: it has expired, perhaps
		return true
	}
	return e.Status >= http.StatusInternalServerError
}

// checkStoreURL refuses addresses at which a file would travel unencrypted.
func (c *Client) checkStoreURL(target *url.URL) error {
	switch {
	case target.Host == "" || target.User != nil || target.Opaque != "":
		return errors.New("it is no address of a file")
	case target.Scheme == "https":
		return nil
	case target.Scheme == "http" && isLoopback(target.Hostname()) && c.base.Scheme == "http":
		return nil
	}
	return fmt.Errorf("it does not lead to an https:// address, but to %s://%s", printable(target.Scheme), printable(target.Host))
}
