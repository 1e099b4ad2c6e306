package emulator

import (
	"io"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Fault makes matching requests fail. Use Emulator.Inject. A fault with no kind of failure set is a
// 500 without a body. Faults come before sign-in and routing, as a proxy's would.
type Fault struct {
	Method string // empty: any
	Path   string // regular expression on the percent-encoded path; empty: any
	Times  int    // how many requests it hits; 0: all
	Skip   int    // how many matching requests pass first

	Status    int // reply with this status, Header and Body instead
	Header    map[string]string
	Body      string
	AfterWork bool   // do the work first, then fail; otherwise nothing is done
	Reset     bool   // reset the connection instead of replying
	CutUpload int64  // read this many bytes of the body of an upload to the storage, then reset the connection
	HangUp    bool   // close the connection in good order instead of replying
	Hang      bool   // never reply; the connection is held until the caller gives up
	Truncate  bool   // cut the reply in the middle of its body
	Stall     bool   // stop in the middle of the body; the connection is held until the caller gives up
	Oversize  int64  // send a body of this many bytes
	HTML      bool   // reply with an HTML page and Status (200 if 0)
	Redirect  string // reply 307 (or Status) with this Location
}

// Inject adds a fault; the returned function removes it. Of several faults that match a request the
// one added first hits it. It panics if Path is no regular expression.
func (e *Emulator) Inject(f Fault) (remove func()) {
	return e.faults.add(&injected{Fault: f, path: regexp.MustCompile(f.Path)})
}

// InjectChosen asks choose about each request that no earlier fault hits; nil lets it pass. The request is as it arrived, with its
// body. Of the fault that is returned Method, Path, Times and Skip do not count. Calls do not overlap; choose adds and removes no faults.
func (e *Emulator) InjectChosen(choose func(Request) *Fault) (remove func()) {
	return e.faults.add(&injected{choose: choose})
}

func (fs *faults) add(added *injected) (remove func()) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	fs.all = append(fs.all, added)
	return func() {
		fs.mu.Lock()
		defer fs.mu.Unlock()
		fs.all = slices.DeleteFunc(fs.all, func(f *injected) bool { return f == added })
	}
}

type injected struct {
	Fault
	choose  func(Request) *Fault // instead of all below
	path    *regexp.Regexp
	skipped int
	hits    int
}

type faults struct {
	mu  sync.Mutex
	all []*injected
}

func (fs *faults) match(r Request) *Fault {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	for _, f := range fs.all {
		if f.choose != nil {
			if chosen := f.choose(r); chosen != nil {
				return chosen
			}
			continue
		}
		if f.Method != "" && f.Method != r.Method || !f.path.MatchString(r.Path) {
			continue
		}
		if f.Times > 0 && f.hits == f.Times {
			continue
		}
		if f.skipped < f.Skip {
			f.skipped++
			continue
		}
		f.hits++
		return &f.Fault
	}
	return nil
}

// apply turns the answer that the work would give into what the fault makes of it.
func (f *Fault) apply(r *http.Request, work func() response) delivery {
	genuine := response{status: http.StatusOK, header: jsonHeader(), body: []byte(`{"status":"Request successfully completed"}`)}
	isRead := r.Method == http.MethodGet || r.Method == http.MethodHead
	isPart := f.Truncate || f.Stall
	if f.AfterWork || isPart && isRead {
		genuine = work()
	}
	sent := delivery{
		response: f.reply(genuine), reset: f.Reset || f.CutUpload > 0, readBody: f.CutUpload,
		hangUp: f.HangUp, hang: f.Hang, stall: f.Stall, oversize: f.Oversize,
	}
	for key, value := range f.Header {
		sent.header.Set(key, value)
	}
	if isPart {
		sent.response = sent.whole()
		if len(sent.body) < 2 {
			sent.body = []byte("{}")
		}
		sent.cutAt = len(sent.body) / 2
	}
	sent.done = genuine.done
	return sent
}

func (f *Fault) reply(genuine response) response {
	switch {
	case f.HTML:
		return response{status: orElse(f.Status, http.StatusOK), header: headerOf("Content-Type", "text/html; charset=utf-8"), body: []byte(htmlPage)}
	case f.Redirect != "":
		return response{status: orElse(f.Status, http.StatusTemporaryRedirect), header: headerOf("Location", f.Redirect)}
	case f.Oversize > 0:
		return response{status: orElse(f.Status, http.StatusOK), header: jsonHeader()}
	case (f.Truncate || f.Stall) && f.Status == 0 && f.Body == "":
		return genuine
	}
	own := response{status: orElse(f.Status, http.StatusInternalServerError), header: http.Header{}, body: []byte(f.Body)}
	if strings.HasPrefix(f.Body, "{") || strings.HasPrefix(f.Body, "[") {
		own.header = jsonHeader()
	}
	return own
}

const htmlPage = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><h1>Sign in to the network</h1></body></html>\n"

func orElse(status, otherwise int) int {
	if status == 0 {
		return otherwise
	}
	return status
}

func headerOf(key, value string) http.Header {
	header := http.Header{}
	header.Set(key, value)
	return header
}

func jsonHeader() http.Header { return headerOf("Content-Type", "application/json") }

// fill sends a JSON object of n bytes without saying how long it is.
func fill(w io.Writer, n int64) {
	const start, end = `{"status":"`, `"}`
	filling := []byte(strings.Repeat("x", 32<<10))
	left := max(n-int64(len(start)+len(end)), 0)
	_, err := io.WriteString(w, start)
	for left > 0 && err == nil {
		piece := min(left, int64(len(filling)))
		_, err = w.Write(filling[:piece])
		left -= piece
	}
	if err == nil {
		_, _ = io.WriteString(w, end)
	}
}

// resetConnection makes the caller see a reset where the protocol allows it, else an abrupt end.
func resetConnection(w http.ResponseWriter) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := connection.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = connection.Close()
	panic(http.ErrAbortHandler)
}
