package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/hashicorp/go-uuid"

	"github.com/snowstage/terraform-provider-snowstage/internal/redact"
)

// call is one operation's request, before it has a token. A flaw is reported when it is sent, and nothing is sent.
type call struct {
	operation     string // operationId of the API
	method        string
	target        *url.URL
	body          []byte // nil if none
	secrets       []string
	effect        effect
	isStatement   bool      // of the SQL API
	absenceIsFine bool      // 404 means done
	hasOwnLimit   bool      // a 429 says nothing of other operations
	ofResult      bool      // asks for a result or one of its pages, not for an object
	ofFile        bool      // asks for a file, which may be at another host
	largest       int64     // bytes of a file that are taken
	rows          rowReader // takes the rows of a list as they arrive; nil: the reply is read as a whole
	shownPath     string    // what errors and logs show instead of the path, if that is a secret
	guard         Guard
	settle        settle // how a write in doubt is cleared up; nil for reads
	flaw          error
}

// Guard looks at what a request that destroys something is about to hit. Its error stops the request.
//
// An ErrNotFound or an ErrReplaced says that what was to be destroyed is gone.
type Guard func(ctx context.Context) error

// call starts a request to the elements of a path below /api/v2, each of which becomes one percent-encoded element.
func (c *Client) call(operation, method string, effect effect, elements ...string) call {
	return c.callBelow("/api/v2", operation, method, effect, elements...)
}

func (c *Client) callBelow(root, operation, method string, effect effect, elements ...string) call {
	target, flaw := c.endpointBelow(root, elements...)
	return call{operation: operation, method: method, target: target, effect: effect, flaw: flaw}
}

// result starts the GET of an address that the reply to k gave.
func (k call) result(target *url.URL) call {
	return call{operation: k.operation, method: http.MethodGet, target: target, secrets: k.secrets, effect: reads, isStatement: k.isStatement, ofResult: true, rows: k.rows}
}

// endpoint builds the URL of an operation below /api/v2.
func (c *Client) endpoint(elements ...string) (*url.URL, error) {
	return c.endpointBelow("/api/v2", elements...)
}

func (c *Client) endpointBelow(root string, elements ...string) (*url.URL, error) {
	path, rawPath := root, root
	for _, element := range elements {
		if element == "" || element == "." || element == ".." {
			return nil, fmt.Errorf("building the request's path: %q cannot be an element of it", element)
		}
		path += "/" + element
		rawPath += "/" + escape(element)
	}
	target := *c.base
	target.Path, target.RawPath = path, rawPath
	return &target, nil
}

// escape leaves only RFC 3986's unreserved characters; url.PathEscape would leave the colon, which the API reads as the start of a verb.
func escape(element string) string {
	return strings.ReplaceAll(url.QueryEscape(element), "+", "%20")
}

// verb appends a custom method like :presigned-url.
func (k call) verb(name string) call {
	if k.target != nil {
		k.target.Path += ":" + name
		k.target.RawPath += ":" + name
	}
	return k
}

// with adds a query parameter unless its value is empty.
func (k call) with(key, value string) call {
	if k.target != nil && value != "" {
		k.target = withQuery(k.target, key, value)
	}
	return k
}

// identified adds an id by which Snowflake tells a repetition of this request from another one.
func (k call) identified() call {
	id, err := uuid.GenerateUUID()
	if err != nil && k.flaw == nil {
		k.flaw = fmt.Errorf("making a request id: %w", err)
	}
	return k.with("requestId", id)
}

func withQuery(target *url.URL, key, value string) *url.URL {
	changed := *target
	query := changed.Query()
	query.Set(key, value)
	changed.RawQuery = strings.ReplaceAll(query.Encode(), "+", "%20")
	return &changed
}

// toleratingAbsence makes a 404 a success.
func (k call) toleratingAbsence() call {
	k.absenceIsFine = true
	return k
}

// guarded has the guard look right before each try.
func (k call) guarded(guard Guard) call {
	k.guard = guard
	return k
}

// settledBy says how to find out what became of a write in doubt.
func (k call) settledBy(settle settle) call {
	k.settle = settle
	return k
}

// sending adds a JSON body; secrets are the values in it that no error may repeat.
func (k call) sending(body any, secrets ...string) call {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false) // nothing here is HTML, and what is echoed stays as it was given
	if err := encoder.Encode(body); err != nil && k.flaw == nil {
		k.flaw = fmt.Errorf("encoding the request: %w", err)
	}
	k.body, k.secrets = bytes.TrimSuffix(text.Bytes(), []byte("\n")), secrets
	return k
}

// scrub hides the call's secrets in what the server said.
func (k call) scrub(text string) string { return redact.Text(text, k.secrets...) }

// path is what errors and logs show: percent-encoded, without the query. That of a result is of the server's choice.
func (k call) path() string {
	switch {
	case k.target == nil:
		return ""
	case k.shownPath != "":
		return k.shownPath
	case k.ofResult:
		return k.scrub(k.target.EscapedPath())
	}
	return k.target.EscapedPath()
}

// newRequest gives the call its headers; target differs from the call's after a redirect.
func (c *Client) newRequest(ctx context.Context, call call, target *url.URL, token string) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, call.method, target.String(), bytes.NewReader(call.body))
	if err != nil {
		return nil, fmt.Errorf("building the request: %w", err)
	}
	if call.body == nil {
		request.Body, request.GetBody = nil, nil
	} else {
		request.Header.Set("Content-Type", "application/json")
	}
	request.Header.Set("Accept", "application/json")
	if call.ofFile {
		request.Header.Set("Accept", "*/*")
		request.Header.Set("Accept-Encoding", "identity") // the bytes are wanted as they are stored
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("User-Agent", c.config.UserAgent)
	for name, value := range map[string]string{
		"X-Snowflake-Authorization-Token-Type": c.config.Credential.TokenType(),
		"X-Snowflake-Role":                     c.config.Role,
		"X-Snowflake-Warehouse":                c.config.Warehouse,
	} {
		if value != "" {
			request.Header.Set(name, value)
		}
	}
	return request, nil
}
