package emulator

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// replyStyle is how replies look that the documents allow to look in several ways.
type replyStyle struct {
	pageSize          int
	largeResultObject bool
	camelCase         bool
	noLocation        bool
	bareNames         bool
	extras            bool
	thinLists         bool

	everyNth, polls int
	asyncReads      bool
	slowStatements  bool
	mu              sync.Mutex
	writes          int
}

// takesAsync counts writes and says whether this request is to be answered by a 202.
func (style *replyStyle) takesAsync(write bool) bool {
	if !write {
		return style.asyncReads
	}
	style.mu.Lock()
	defer style.mu.Unlock()
	style.writes++
	return style.everyNth > 0 && style.writes%style.everyNth == 0
}

const resultsPath = "/api/v2/results/"

type results struct {
	mu sync.Mutex
	shelf[*result]
}

// result is an answer that is kept: for polling, for its further pages, or both.
type result struct {
	owner    string // of the caller who may fetch it
	pollLeft int    // how many polls are still to be answered 202
	response response
}

func (rs *results) keep(owner string, polls int, r response) (handle string) {
	handle = newUUID() + "1"
	rs.mu.Lock()
	defer rs.mu.Unlock()
	rs.put(handle, &result{owner: owner, pollLeft: polls, response: r})
	return handle
}

func (r *result) size() int { return r.response.size() }

func (r response) size() int {
	if r.rows != nil {
		return len(r.body) + r.rows.size()
	}
	return len(r.body)
}

// accept keeps a response for polling and answers 202.
func (rs *results) accept(owner string, r response, s *replyStyle) response {
	accepted := acceptedResponse(rs.keep(owner, s.polls, r), s)
	accepted.done = r.done
	return accepted
}

// acceptedResponse has a body like that of live accounts; the specification has no job_id.
func acceptedResponse(handle string, s *replyStyle) response {
	property := "result_handler"
	if s.camelCase {
		property = "resultHandler"
	}
	out := response{status: http.StatusAccepted, header: apiHeader(newUUID()), body: mustJSON(map[string]string{
		"code":    "392604",
		"message": "Request execution in progress. Use provided Location header or result handler id to perform query monitoring and management.",
		property:  handle,
		"job_id":  handle[:len(handle)-1],
	})}
	if !s.noLocation {
		out.header.Set("Location", resultsPath+handle)
	}
	return out
}

// firstPage answers with a response as it is, or with the first page of a long list.
func (rs *results) firstPage(owner string, r response, s *replyStyle) response {
	if r.rows == nil || r.pages(s.pageSize) == 1 && !s.largeResultObject {
		return r.numbered("", 0, s)
	}
	handle := rs.keep(owner, 0, r)
	if s.largeResultObject {
		return r.largeResult(handle, s)
	}
	return r.numbered(handle, 0, s)
}

// largeResult stands for a list: its pages are numbered from 0 to that of the only link.
func (r response) largeResult(handle string, s *replyStyle) response {
	object := response{status: r.status, header: r.header.Clone(), body: mustJSON(map[string]string{
		"result_handler": handle,
		"message":        "Large result set. Use provided Link header.",
	})}
	object.header.Set("Link", link(handle, r.pages(s.pageSize)-1, "last"))
	return object
}

var handleForm = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}[0-9]$`)

func (e *Emulator) fetchResult(c *call, requestID string) response {
	if !handleForm.MatchString(c.handle) {
		return badRequest("Invalid resultHandler: %s", c.handle).render(requestID)
	}
	page := 0
	if given := c.query.Get("page"); given != "" {
		number, err := strconv.ParseInt(given, 10, 64)
		if err != nil || number < 0 {
			return badRequest("Invalid page: %s", given).render(requestID)
		}
		page = int(min(number, mostPages))
	}
	return e.results.fetch(c, page, requestID, &e.replies)
}

const mostPages = 1 << 30

func (rs *results) fetch(c *call, page int, requestID string, s *replyStyle) response {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	kept, ok := rs.byHandle[c.handle]
	if !ok || kept.owner != c.caller.id || page >= kept.response.pages(s.pageSize) {
		return unknownHandle().render(requestID)
	}
	if kept.pollLeft > 0 {
		kept.pollLeft--
		return acceptedResponse(c.handle, s)
	}
	out := kept.response.numbered(c.handle, page, s)
	if s.largeResultObject && kept.response.rows != nil && !c.query.Has("page") {
		out = kept.response.largeResult(c.handle, s)
	}
	out.done = false // the work was done when the request was accepted
	out.header.Set("X-Snowflake-Request-ID", requestID)
	return out
}

func unknownHandle() *refusal {
	return &refusal{status: http.StatusNotFound, code: "390404", message: "Specified object does not exist or not authorized."}
}

// pages is into how many a list is split; what is not a list has one page.
func (r response) pages(size int) int {
	if r.rows == nil || size == 0 || r.rows.count() <= size {
		return 1
	}
	return (r.rows.count() + size - 1) / size
}

// numbered is a response with the rows of one page only, and links to the others.
func (r response) numbered(handle string, number int, s *replyStyle) response {
	r.header = r.header.Clone()
	if r.rows == nil {
		return r
	}
	last := r.pages(s.pageSize) - 1
	r.page = &page{rows: r.rows, from: number * s.pageSize, to: r.rows.count()}
	if s.pageSize > 0 {
		r.page.to = min(r.page.from+s.pageSize, r.page.to)
	}
	if _, isReady := r.rows.(written); isReady {
		r = r.whole()
	}
	r.rows = nil
	switch {
	case handle == "":
	case s.largeResultObject:
		r.header.Set("Link", link(handle, last, "last"))
	case last > 0:
		r.header.Set("Link", links(number, last, func(page int, relation string) string { return link(handle, page, relation) }))
	}
	return r
}

// links are those of one page to the others.
func links(number, last int, link func(page int, relation string) string) string {
	all := []string{link(0, "first")}
	if number < last {
		all = append(all, link(number+1, "next"))
	}
	if number > 0 {
		all = append(all, link(number-1, "prev"))
	}
	return strings.Join(append(all, link(last, "last")), ",")
}

func link(handle string, page int, relation string) string {
	return fmt.Sprintf(`<%s%s?page=%d>; rel="%s"`, resultsPath, handle, page, relation)
}
