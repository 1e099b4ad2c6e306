package emulator

import (
	"errors"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator/grammar"
)

const statementsPath = "/api/v2/statements"

// statements are those of the SQL API, of which a request id tells a repetition.
type statements struct {
	mu sync.Mutex // held while one is executed, too: a repetition waits for what it repeats
	shelf[*submitted]
	byRequest map[repeatable]*submitted // the newest
}

type repeatable struct{ caller, requestID string }

// submitted is a statement whose answer is kept.
type submitted struct {
	handle    string
	request   repeatable
	nullable  bool
	createdOn time.Time

	running   bool // as far as replies tell
	pollsLeft int  // how many polls are still to be answered 202
	execute   func() outcome
	outcome   outcome // once execute is nil
}

func (s *submitted) size() int { return s.outcome.size() }

func (e *Emulator) submitStatement(c *call, requestID string) response {
	given, refused := parseSubmission(c)
	if refused == nil {
		refused = e.accounts.assume(&c.caller, given.role)
	}
	if refused != nil {
		return refused.render(requestID)
	}
	request := repeatable{c.caller.id, given.requestID}
	ss := &e.statements
	ss.mu.Lock()
	defer ss.mu.Unlock()
	if earlier := ss.byRequest[request]; given.isRetry && earlier != nil {
		return earlier.show(0, e.replies.pageSize, requestID)
	}
	parsed, syntaxError := grammar.Parse(given.text)
	s := &submitted{
		handle: newUUID(), request: request, nullable: given.nullable, createdOn: e.now(), pollsLeft: e.replies.polls,
		execute: func() outcome {
			if wrong, ok := errors.AsType[*grammar.SyntaxError](syntaxError); ok {
				return failed(syntaxRefusal(wrong))
			}
			return e.execute(given.session, parsed)
		},
	}
	s.running = e.replies.takesAsync(syntaxError == nil && isWrite(parsed)) || given.isAsync
	done := false
	if !s.running || !e.replies.slowStatements {
		done = s.finish()
	}
	ss.keep(s)
	out := s.show(0, e.replies.pageSize, requestID)
	out.done = done
	return out
}

// finish executes the statement unless that was done, and reports whether it has changed anything by that.
func (s *submitted) finish() (done bool) {
	if s.execute == nil {
		return false
	}
	s.outcome, s.execute = s.execute(), nil
	return s.outcome.done
}

func (ss *statements) keep(s *submitted) {
	if ss.byRequest == nil {
		ss.byRequest = map[repeatable]*submitted{}
	}
	ss.byRequest[s.request] = s
	for _, old := range ss.put(s.handle, s) {
		if ss.byRequest[old.request] == old {
			delete(ss.byRequest, old.request)
		}
	}
}

func (e *Emulator) getStatementStatus(c *call, requestID string) response {
	if _, refused := checkQuery(c, "requestId", "partition"); refused != nil {
		return refused.render(requestID)
	}
	partition := 0
	if given := c.query.Get("partition"); c.query.Has("partition") {
		number, err := strconv.ParseInt(given, 10, 64)
		if err != nil || number < 0 {
			return badRequest("Invalid partition: %s", given).render(requestID)
		}
		partition = int(min(number, mostPages))
	}
	ss := &e.statements
	ss.mu.Lock()
	defer ss.mu.Unlock()
	s, refused := ss.find(c)
	if refused != nil {
		return refused.render(requestID)
	}
	done := false
	switch {
	case !s.running:
	case s.pollsLeft > 0:
		s.pollsLeft--
	default:
		before := s.size()
		done = s.finish()
		ss.bytes += s.size() - before
		s.running = false
	}
	if count := len(s.outcome.partitions(e.replies.pageSize)); !s.running && partition >= count {
		return badRequest("Invalid partition: %d. The result has %d", partition, count).render(requestID)
	}
	out := s.show(partition, e.replies.pageSize, requestID)
	out.done = done
	return out
}

// cancelStatement cancels what was not executed yet. What was executed without anybody knowing is then known to be over.
func (e *Emulator) cancelStatement(c *call, requestID string) response {
	if _, refused := checkQuery(c, "requestId"); refused != nil {
		return refused.render(requestID)
	}
	e.statements.mu.Lock()
	defer e.statements.mu.Unlock()
	s, refused := e.statements.find(c)
	if refused != nil {
		return refused.render(requestID)
	}
	s.running = false
	status, reply := http.StatusOK, s.status("000604", "57014", "SQL execution canceled")
	if s.execute == nil {
		status, reply = http.StatusUnprocessableEntity, s.status("000605", "02000", "Identified SQL statement is not currently executing.")
	} else {
		s.outcome, s.execute = failed(canceled), nil
	}
	reply.CreatedOn = nil
	return statementResponse(status, reply, requestID)
}

// find returns a statement of the caller's.
func (ss *statements) find(c *call) (*submitted, *refusal) {
	if !uuidForm.MatchString(c.handle) {
		return nil, badRequest("Invalid statementHandle: %s", c.handle)
	}
	s := ss.byHandle[c.handle]
	if s == nil || s.request.caller != c.caller.id {
		return nil, unknownHandle()
	}
	return s, nil
}
