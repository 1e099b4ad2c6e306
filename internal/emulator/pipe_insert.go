package emulator

import (
	"encoding/json"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	mostInserted     = 5_000
	largestInsertion = 32 << 20 // with every character of the longest paths escaped
)

// receipt is the answer to an insertFiles.
type receipt struct {
	RequestID    string    `json:"requestId"`
	Status       string    `json:"status"`
	ResponseCode string    `json:"responseCode,omitempty"`
	Skipped      *[]string `json:"skippedFiles,omitempty"`
}

func (r receipt) size() int {
	size := len(r.RequestID)
	if r.Skipped != nil {
		for _, path := range *r.Skipped {
			size += len(path)
		}
	}
	return size
}

func (e *Emulator) insertFiles(p *pipe, c *call, now time.Time) (reply, *refusal) {
	flags, refused := checkQuery(c, "requestId", "showSkippedFiles")
	if refused != nil {
		return reply{}, refused
	}
	files, refused := parseInsertion(c)
	if refused != nil {
		return reply{}, refused
	}
	given := receipt{RequestID: c.query.Get("requestId"), Status: "success"}
	if given.RequestID == "" {
		given.RequestID = newUUID()
	}
	handle := p.name.spelled() + " " + c.caller.id + " " + strings.ToLower(given.RequestID)
	if earlier, ok := e.pipes.receipts.byHandle[handle]; ok && !e.pipes.forgetful {
		return reply{body: earlier}, nil
	}
	if len(p.queue)+len(files) > mostQueued {
		return reply{}, tooMany(60, "Request rate limit exceeded: too many files are queued.")
	}
	fresh, skipped := p.split(files)
	p.enqueue(fresh, now, e.pipes.loadTime)
	p.settle(now, e.load)
	if flags["showSkippedFiles"] {
		given.Skipped = &skipped
	}
	if e.replies.extras {
		given.ResponseCode = "SUCCESS"
	}
	if !e.pipes.forgetful {
		e.pipes.receipts.put(handle, given)
	}
	return reply{body: given, done: len(fresh) > 0}, nil
}

// split finds the files that were received before, whatever has become of them and is in them now.
func (p *pipe) split(files []*pipedFile) (fresh []*pipedFile, skipped []string) {
	skipped = []string{}
	seen := map[string]bool{}
	for _, f := range files {
		if seen[f.path] || p.received[f.path] != nil {
			skipped = append(skipped, f.path)
			continue
		}
		seen[f.path] = true
		fresh = append(fresh, f)
	}
	return fresh, skipped
}

func parseInsertion(c *call) ([]*pipedFile, *refusal) {
	mediaType := "application/json"
	if given := c.request.Header.Get("Content-Type"); given != "" {
		mediaType, _, _ = mime.ParseMediaType(given) // what cannot be parsed is none of them
	}
	var files []*pipedFile
	var refused *refusal
	switch {
	case !utf8.Valid(c.body):
		refused = badRequest("Invalid body: it is not UTF-8")
	case mediaType == "application/json":
		files, refused = parseFileList(c.body)
	case mediaType == "text/plain":
		for line := range strings.Lines(string(c.body)) {
			if path := strings.TrimRight(line, "\r\n"); path != "" {
				files = append(files, &pipedFile{path: path})
			}
		}
	default:
		refused = &refusal{status: http.StatusUnsupportedMediaType}
	}
	if refused != nil {
		return nil, refused
	}
	return files, checkInsertion(files)
}

func parseFileList(body []byte) ([]*pipedFile, *refusal) {
	p := parseObject(body)
	var list []json.RawMessage
	p.read("files", &list)
	unknown := p.refuseUnknown("files")
	if p.err != nil || unknown != nil {
		return nil, badRequest("Invalid body: want a JSON object with files and nothing else")
	}
	var files []*pipedFile
	for i, raw := range list {
		properties := parseObject(raw)
		f := &pipedFile{path: properties.text("path")}
		properties.read("size", &f.size)
		unknown := properties.refuseUnknown("path", "size")
		if properties.err != nil || unknown != nil || f.size < 0 {
			return nil, badRequest("Invalid body: file %d has not just a path and a size", i)
		}
		files = append(files, f)
	}
	return files, nil
}

func checkInsertion(files []*pipedFile) *refusal {
	switch {
	case len(files) == 0:
		return badRequest("The request names no files")
	case len(files) > mostInserted:
		return badRequest("The request names %d files, at most %d are allowed", len(files), mostInserted)
	}
	wrong := slices.IndexFunc(files, func(f *pipedFile) bool { return f.path == "" || len(f.path) > longestPath })
	if wrong >= 0 {
		return badRequest("The path of file %d has %d bytes, it must have from 1 to %d", wrong, len(files[wrong].path), longestPath)
	}
	return nil
}
