package emulator

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"
)

const (
	mostReported  = 10_000
	longestReport = 10 * time.Minute
)

// loadReport is the answer to an insertReport.
type loadReport struct {
	Pipe           string          `json:"pipe"`
	CompleteResult bool            `json:"completeResult"`
	NextBeginMark  string          `json:"nextBeginMark"`
	Files          []fileLoad      `json:"files"`
	Statistics     *loadStatistics `json:"statistics,omitempty"`
}

type loadStatistics struct {
	ActiveFiles int `json:"activeFiles"`
}

// fileLoad is what became of a file.
type fileLoad struct {
	Path                string `json:"path"`
	StageLocation       string `json:"stageLocation"`
	FileSize            int64  `json:"fileSize"`
	TimeReceived        string `json:"timeReceived"`
	LastInsertTime      string `json:"lastInsertTime"`
	RowsInserted        int64  `json:"rowsInserted"`
	RowsParsed          int64  `json:"rowsParsed"`
	ErrorsSeen          int64  `json:"errorsSeen"`
	ErrorLimit          int64  `json:"errorLimit"`
	FirstError          string `json:"firstError,omitempty"`
	FirstErrorLine      int64  `json:"firstErrorLineNum,omitempty"`
	FirstErrorCharacter int64  `json:"firstErrorCharacterPos,omitempty"`
	FirstErrorColumn    string `json:"firstErrorColumnName,omitempty"`
	SystemError         string `json:"systemError,omitempty"`
	IsComplete          bool   `json:"complete"`
	Status              string `json:"status"`
}

var markForm = regexp.MustCompile(`^1_(-1|[0-9]{1,9})$`)

func (e *Emulator) insertReport(p *pipe, c *call, now time.Time) (reply, *refusal) {
	query, refused := c.parameters("requestId", "beginMark", "recentSeconds")
	if refused != nil {
		return reply{}, refused
	}
	mark := -1
	given := query.Get("beginMark")
	if given != "" {
		parts := markForm.FindStringSubmatch(given)
		if parts == nil {
			return reply{}, badRequest("Invalid beginMark: %s", given)
		}
		mark, _ = strconv.Atoi(parts[1]) // the form is that of a number
	}
	recent := longestReport
	if query.Has("recentSeconds") {
		seconds, err := strconv.ParseUint(query.Get("recentSeconds"), 10, 31)
		if err != nil || seconds == 0 {
			return reply{}, badRequest("Invalid recentSeconds: %s", query.Get("recentSeconds"))
		}
		recent = min(recent, time.Duration(seconds)*time.Second)
	}
	kept := p.keptEvents(now, e.pipes.filesOfAnswer())
	missed := p.forgotten
	if dropped := len(p.events) - len(kept); dropped > 0 {
		missed = p.events[dropped-1].number
	}
	isStrange := mark > p.newest // from before a restart
	out := loadReport{
		Pipe:           p.name.spelled(),
		CompleteResult: given == "" || mark >= missed && !isStrange,
		NextBeginMark:  fmt.Sprintf("1_%d", p.newest),
		Files:          []fileLoad{},
	}
	for _, f := range kept {
		if (f.number > mark || isStrange) && !f.at.Before(now.Add(-recent)) {
			out.Files = append(out.Files, p.show(f))
		}
	}
	if e.replies.extras {
		out.Statistics = &loadStatistics{len(p.queue)}
	}
	return reply{body: out}, nil
}

func (ps *pipes) filesOfAnswer() int { return cmp.Or(ps.mostFiles, mostReported) }

// keptEvents are those that reports tell of.
func (p *pipe) keptEvents(now time.Time, most int) []*pipedFile {
	recent := p.events[p.firstSince(now.Add(-longestReport)):]
	return recent[max(len(recent)-most, 0):]
}

// firstSince returns the index of the first event that is not before a time.
func (p *pipe) firstSince(at time.Time) int {
	i, _ := slices.BinarySearchFunc(p.events, at, func(f *pipedFile, at time.Time) int { return f.at.Compare(at) })
	return i
}

func (p *pipe) show(f *pipedFile) fileLoad {
	t := f.loaded.tally
	if !f.isDone {
		t = tally{good: t.good / 2}
	}
	shown := fileLoad{
		Path: f.path, StageLocation: f.loaded.location, FileSize: f.loaded.size,
		TimeReceived: f.received.UTC().Format("2006-01-02T15:04:05.000Z"), LastInsertTime: isoTime(f.at),
		RowsInserted: t.good, RowsParsed: t.good + t.bad, ErrorsSeen: t.bad, ErrorLimit: 1,
		SystemError: t.system, IsComplete: f.isDone, Status: t.status(p.continues),
	}
	if p.continues {
		shown.ErrorLimit = max(shown.RowsParsed, 1)
	}
	if shown.Status == loadFailed {
		shown.RowsInserted = 0
	}
	if !f.isDone {
		shown.Status = loadInProgress
	}
	if t.first != nil {
		shown.FirstError, shown.FirstErrorColumn = t.first.message, t.first.column
		shown.FirstErrorLine, shown.FirstErrorCharacter = t.first.line, t.first.character
	}
	return shown
}

// Values of the property status.
const (
	loadInProgress  = "LOAD_IN_PROGRESS"
	loadedWhole     = "LOADED"
	loadedPartially = "PARTIALLY_LOADED"
	loadFailed      = "LOAD_FAILED"
)

func (t tally) status(continues bool) string {
	switch {
	case t.system == "" && t.bad == 0:
		return loadedWhole
	case continues && t.good > 0:
		return loadedPartially
	}
	return loadFailed
}

func isoTime(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000000Z") }
