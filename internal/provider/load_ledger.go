package provider

import (
	"fmt"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// What may become of a file besides what a report says.
const (
	loadSkipped   client.LoadStatus = "SKIPPED"   // not queued, because it has been before
	loadUnmatched client.LoadStatus = "UNMATCHED" // by the pipe's pattern
)

// reception is one arrival of a path at a pipe.
type reception struct{ path, time string }

// loadLedger is what is known of the files that one run sends to a pipe. The pipe's reports tell of earlier runs as well, which may have
// sent the same paths. So a reception of before counts only if Snowpipe does not queue its path once more, or if it was under way and
// ends by loading the file, which is then not loaded again.
type loadLedger struct {
	sent    []string                        // each path once, as configured
	before  map[reception]client.LoadedFile // what was reported before
	last    map[string]client.LoadedFile    // the last of that of each path
	doubted map[string]bool                 // skipped, perhaps because this run has queued it
	joined  map[string]bool                 // skipped, because an earlier run has queued it
	ended   map[string]client.LoadedFile
}

// newLoadLedger takes the paths to send, and what the pipe reports before they are.
func newLoadLedger(paths []string, before []client.LoadedFile) *loadLedger {
	l := &loadLedger{
		before: map[reception]client.LoadedFile{}, last: map[string]client.LoadedFile{},
		doubted: map[string]bool{}, joined: map[string]bool{}, ended: map[string]client.LoadedFile{},
	}
	given := map[string]bool{}
	for _, path := range paths {
		if !given[path] {
			l.sent = append(l.sent, path)
		}
		given[path] = true
	}
	for _, file := range before {
		at := reception{file.Path, file.TimeReceived}
		if !hasEnded(l.before[at]) {
			l.before[at], l.last[file.Path] = file, file
		}
	}
	return l
}

func hasEnded(file client.LoadedFile) bool {
	return hasLoaded(file) || file.Status == client.LoadFailed
}

func hasLoaded(file client.LoadedFile) bool {
	return file.Status == client.Loaded || file.Status == client.PartiallyLoaded
}

// receipt notes which of the files Snowpipe does not queue. What it has loaded it is taken not to load again even if it does not say so,
// because it would never tell of such a file.
func (l *loadLedger) receipt(receipt client.Receipt) {
	end := func(path string, status client.LoadStatus) {
		l.ended[path] = client.LoadedFile{Path: path, Status: status}
	}
	for _, path := range receipt.Repeated {
		l.doubted[path] = true
	}
	for _, path := range receipt.Skipped {
		switch before, known := l.last[path]; {
		case before.Status == client.LoadFailed:
			l.ended[path] = before
		case known && !hasEnded(before):
			l.joined[path] = true
		case !known && !l.doubted[path]:
			end(path, loadSkipped)
		}
	}
	for _, path := range l.sent {
		if hasLoaded(l.last[path]) {
			end(path, loadSkipped)
		}
	}
	for _, path := range receipt.Unmatched {
		end(path, loadUnmatched)
	}
}

// take notes what became of a file, if it is one of this run's.
func (l *loadLedger) take(file client.LoadedFile) {
	_, isOld := l.before[reception{file.Path, file.TimeReceived}]
	counts := !isOld || l.awaits(file) && (hasLoaded(file) || l.joined[file.Path])
	if _, known := l.ended[file.Path]; !known && counts && hasEnded(file) {
		l.ended[file.Path] = file
	}
}

// awaits reports whether this very reception was under way when the files were sent.
func (l *loadLedger) awaits(file client.LoadedFile) bool {
	before, known := l.before[reception{file.Path, file.TimeReceived}]
	return known && !hasEnded(before)
}

// settleDoubts takes the files for skipped that nothing was told of.
func (l *loadLedger) settleDoubts() {
	for _, path := range l.outstanding() {
		if l.doubted[path] {
			l.ended[path] = client.LoadedFile{Path: path, Status: loadSkipped}
		}
	}
}

// outstanding are the paths of which it is not known what became of them, in the order sent.
func (l *loadLedger) outstanding() (paths []string) {
	for _, path := range l.sent {
		if _, known := l.ended[path]; !known {
			paths = append(paths, path)
		}
	}
	return paths
}

// with are the files that ended in a way, in the order sent.
func (l *loadLedger) with(status client.LoadStatus) (files []client.LoadedFile) {
	for _, path := range l.sent {
		if file, known := l.ended[path]; known && file.Status == status {
			files = append(files, file)
		}
	}
	return files
}

// String is like "412 of 500 files loaded, 3 failed".
func (l *loadLedger) String() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s of %s loaded", grouped(int64(len(l.with(client.Loaded)))), filesWords(len(l.sent)))
	for _, other := range []struct {
		status client.LoadStatus
		words  string
	}{
		{client.PartiallyLoaded, "loaded in part"}, {client.LoadFailed, "failed"}, {loadSkipped, "skipped"}, {loadUnmatched, "not matched by the pipe"},
	} {
		if n := len(l.with(other.status)); n > 0 {
			fmt.Fprintf(&text, ", %s %s", grouped(int64(n)), other.words)
		}
	}
	return text.String()
}

func filesWords(n int) string {
	if n == 1 {
		return "1 file"
	}
	return grouped(int64(n)) + " files"
}
