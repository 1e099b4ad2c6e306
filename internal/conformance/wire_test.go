package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// wire notes what requests and replies were made of, as facts like "createStage query createMode=orReplace",
// "fetchStage reply cloud" or "createStage status 409". Secrets are never noted, nor are other free texts.
type wire struct {
	mu    sync.Mutex
	facts map[string]bool
}

func (w *wire) note(operation, format string, arguments ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.facts == nil {
		w.facts = map[string]bool{}
	}
	w.facts[operation+" "+fmt.Sprintf(format, arguments...)] = true
}

// lacking returns which of the expected facts were not seen.
func (w *wire) lacking(expected []string) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(expected), func(fact string) bool { return w.facts[fact] })
}

// matching returns the facts that were seen and match the pattern.
func (w *wire) matching(pattern *regexp.Regexp) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var seen []string
	for fact := range w.facts {
		if pattern.MatchString(fact) {
			seen = append(seen, fact)
		}
	}
	slices.Sort(seen)
	return seen
}

// routes are the documents' paths; the first that matches counts.
var routes = []struct {
	operation, method string
	path              *regexp.Regexp
}{
	{"fetchResult", http.MethodGet, regexp.MustCompile(`^/api/v2/results/[^/]+$`)},
	{"SubmitStatement", http.MethodPost, regexp.MustCompile(`^/api/v2/statements$`)},
	{"GetStatementStatus", http.MethodGet, regexp.MustCompile(`^/api/v2/statements/[^/]+$`)},
	{"CancelStatement", http.MethodPost, regexp.MustCompile(`^/api/v2/statements/[^/]+/cancel$`)},
	{"listStages", http.MethodGet, regexp.MustCompile(`^/api/v2/databases/[^/]+/schemas/[^/]+/stages$`)},
	{"createStage", http.MethodPost, regexp.MustCompile(`^/api/v2/databases/[^/]+/schemas/[^/]+/stages$`)},
	{"listFiles", http.MethodGet, regexp.MustCompile(`^/api/v2/databases/[^/]+/schemas/[^/]+/stages/[^/]+/files$`)},
	{"getPresignedUrl", http.MethodPost, regexp.MustCompile(`^/api/v2/databases/[^/]+/schemas/[^/]+/stages/[^/]+/files/.+:presigned-url$`)},
	{"getFile", http.MethodGet, regexp.MustCompile(`^/api/files/.+$`)},
	{"insertFiles", http.MethodPost, regexp.MustCompile(`^/v1/data/pipes/[^/]+/insertFiles$`)},
	{"insertReport", http.MethodGet, regexp.MustCompile(`^/v1/data/pipes/[^/]+/insertReport$`)},
	{"loadHistoryScan", http.MethodGet, regexp.MustCompile(`^/v1/data/pipes/[^/]+/loadHistoryScan$`)},
	{"fetchStage", http.MethodGet, regexp.MustCompile(`^/api/v2/databases/[^/]+/schemas/[^/]+/stages/[^/]+$`)},
	{"deleteStage", http.MethodDelete, regexp.MustCompile(`^/api/v2/databases/[^/]+/schemas/[^/]+/stages/[^/]+$`)},
}

func operationOf(r *http.Request) (operation string, ok bool) {
	for _, route := range routes {
		if route.method == r.Method && route.path.MatchString(r.URL.EscapedPath()) {
			return route.operation, true
		}
	}
	return "", false
}

// around notes the traffic of a handler.
func (w *wire) around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		operation, known := operationOf(r)
		if !known {
			if strings.HasPrefix(r.URL.Path, "/api/") || strings.HasPrefix(r.URL.Path, "/v1/") {
				w.note("unknown", "%s %s", r.Method, r.URL.EscapedPath())
			}
			next.ServeHTTP(rw, r)
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(rw, err.Error(), http.StatusInternalServerError)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		reply := &noted{ResponseWriter: rw, status: http.StatusOK}
		next.ServeHTTP(reply, r)
		if reply.status == http.StatusOK || reply.status == http.StatusFound { // What was refused, perhaps after a 202, was not used.
			w.noteRequest(operation, r, body)
		}
		w.noteReply(operation, reply)
	})
}

func (w *wire) noteRequest(operation string, r *http.Request, body []byte) {
	w.note("any", "token type %s", r.Header.Get("X-Snowflake-Authorization-Token-Type"))
	for _, header := range []string{"X-Snowflake-Role", "X-Snowflake-Warehouse", "User-Agent", "Accept"} {
		if r.Header.Get(header) != "" {
			w.note("any", "request header %s", header)
		}
	}
	for name, values := range r.URL.Query() {
		w.note(operation, "query %s", name)
		for _, value := range values {
			w.note(operation, "query %s=%s", name, value)
		}
	}
	w.noteProperties(operation, "body", body)
}

func (w *wire) noteReply(operation string, reply *noted) {
	w.note(operation, "status %d", reply.status)
	for _, header := range []string{"Link", "Location", "X-Snowflake-Request-ID"} {
		if reply.Header().Get(header) != "" {
			w.note("any", "reply header %s", header)
		}
	}
	switch {
	case reply.status == http.StatusAccepted:
		w.noteProperties("accepted", "reply", reply.body.Bytes())
	case reply.status >= http.StatusBadRequest:
		w.noteProperties("refused", "reply", reply.body.Bytes())
	default:
		w.noteProperties(operation, "reply", reply.body.Bytes())
	}
}

// enumerations are the properties whose values the documents list, so that each value is a fact of its own.
var enumerations = []string{"kind", "encryption.type", "credentials.credential_type", "mode", "files.status"}

func (w *wire) noteProperties(operation, side string, body []byte) {
	var value any
	if json.Unmarshal(body, &value) != nil {
		return
	}
	for path, leaf := range properties(value) {
		w.note(operation, "%s %s", side, path)
		if slices.Contains(enumerations, path) {
			w.note(operation, "%s %s=%v", side, path, leaf)
		}
	}
}

// properties yields the paths of a JSON value with what is there; null is nothing, and the elements of a list share a path.
func properties(value any) iter.Seq2[string, any] {
	return func(yield func(string, any) bool) { walk("", value, yield) }
}

func walk(path string, value any, yield func(string, any) bool) bool {
	switch value := value.(type) {
	case nil:
		return true
	case map[string]any:
		for name, child := range value {
			if !walk(strings.TrimPrefix(path+"."+name, "."), child, yield) {
				return false
			}
		}
		return true
	case []any:
		for _, child := range value {
			if !walk(path, child, yield) {
				return false
			}
		}
		return true
	default:
		return yield(path, value)
	}
}

// noted is a reply that is kept while it is sent.
type noted struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (n *noted) WriteHeader(status int) {
	n.status = status
	n.ResponseWriter.WriteHeader(status)
}

func (n *noted) Write(part []byte) (int, error) {
	n.body.Write(part)
	return n.ResponseWriter.Write(part)
}

// Unwrap lets the emulator flush and reset.
func (n *noted) Unwrap() http.ResponseWriter { return n.ResponseWriter }

func statuses(operation string, codes ...int) []string {
	facts := make([]string, 0, len(codes))
	for _, code := range codes {
		facts = append(facts, operation+" status "+strconv.Itoa(code))
	}
	return facts
}
