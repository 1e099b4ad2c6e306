package emulator

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

const pipesPath = "/v1/data/pipes/"

// pipes are those of Snowpipe's REST API: https://docs.snowflake.com/en/user-guide/data-load-snowpipe-rest-apis.
type pipes struct {
	loadTime             time.Duration
	mostFiles, mostScans int // 0: the defaults
	forgetful            bool

	mu       sync.Mutex
	byName   map[objectName]*pipe
	receipts shelf[receipt]
}

// pipe loads files of a stage.
type pipe struct {
	name      objectName
	stage     objectName
	prefix    string // of all paths; empty or ends in a slash
	continues bool   // past rows that are wrong

	received  map[string]*pipedFile // by path, as long as the pipe remembers
	queue     []*pipedFile          // by the time when they will be done
	events    []*pipedFile          // by number; a file is in it once, with what happened to it last
	newest    int                   // number of an event
	forgotten int                   // the newest number of those forgotten
	stamp     time.Time             // of the newest event
	scans     allowance
}

func (ps *pipes) add(p *pipe) error {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if ps.byName[p.name] != nil {
		return fmt.Errorf("adding pipe %s: there is one of that name", p.name.spelled())
	}
	if ps.byName == nil {
		ps.byName = map[objectName]*pipe{}
	}
	ps.byName[p.name] = p
	return nil
}

// checkPipes refuses pipes in schemas that do not exist, where no request would find them.
func (e *Emulator) checkPipes() error {
	for name := range e.pipes.byName {
		if refused := e.store.checkSchema(name.schema); refused != nil {
			return fmt.Errorf("adding pipe %s: %w", name.spelled(), refused.asError())
		}
	}
	return nil
}

// settlePipes lets happen what is due. Whatever may change a file calls it first, so that a load sees the files of its time.
func (e *Emulator) settlePipes() {
	e.pipes.mu.Lock()
	defer e.pipes.mu.Unlock()
	for _, p := range e.pipes.byName {
		p.settle(e.now(), e.load)
	}
}

// pipeOperation finds the pipe of a request and answers in the form of this API.
func pipeOperation(run func(*Emulator, *pipe, *call, time.Time) (reply, *refusal)) operation {
	serve := func(e *Emulator, c *call, _ string) response {
		e.pipes.mu.Lock()
		defer e.pipes.mu.Unlock()
		p, refused := e.findPipe(c.pipe)
		if refused != nil {
			return refused.renderV1()
		}
		now := e.now()
		p.settle(now, e.load)
		out, refused := run(e, p, c, now)
		if refused != nil {
			return refused.renderV1()
		}
		return response{status: http.StatusOK, header: jsonHeader(), body: mustJSON(out.body), done: out.done}
	}
	return operation{serve: serve, api: pipeAPI}
}

// findPipe takes names exactly: one of the documents calls them case-sensitive, another says that they fold as in SQL.
func (e *Emulator) findPipe(spelling string) (*pipe, *refusal) {
	unknown := &refusal{status: http.StatusNotFound, code: "390404", message: "Specified object does not exist or not authorized. Pipe not found"}
	parts := splitQualified(spelling)
	for _, part := range parts {
		if !strings.HasPrefix(part, `"`) && !foldedName.MatchString(part) {
			return nil, unknown
		}
	}
	if len(parts) != 3 {
		return nil, unknown
	}
	name, err := readObjectName(parts)
	p := e.pipes.byName[name]
	if err != nil || p == nil || e.store.checkSchema(name.schema) != nil {
		return nil, unknown
	}
	return p, nil
}

// renderV1 is the form of errors of the first version of Snowflake's APIs.
func (f *refusal) renderV1() response {
	header := jsonHeader()
	f.tellWhen(header)
	return response{status: f.status, header: header, body: mustJSON(struct {
		Data    any    `json:"data"`
		Code    string `json:"code"`
		Message string `json:"message"`
		Success bool   `json:"success"`
		Headers any    `json:"headers"`
	}{
		Code:    cmp.Or(f.code, fmt.Sprintf("390%d", f.status)),
		Message: cmp.Or(f.message, http.StatusText(f.status)),
	})}
}

func tooMany(retryAfter int, message string) *refusal {
	return &refusal{status: http.StatusTooManyRequests, code: "390429", message: message, retryAfter: retryAfter}
}
