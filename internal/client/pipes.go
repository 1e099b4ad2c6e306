package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
	"github.com/snowstage/terraform-provider-snowstage/internal/stagepath"
)

// Pipes are the operations of Snowpipe's REST API: https://docs.snowflake.com/en/user-guide/data-load-snowpipe-rest-apis.
//
// Snowpipe takes the user's default role, whatever role the client was given.
type Pipes struct{ client *Client }

const mostInserted = 5000 // files of one call

// Receipt is what Snowpipe says of files that it was sent.
type Receipt struct {
	Skipped   []string // paths that are not queued, because they have been before
	Repeated  []string // those of them that a first try of the same call may have queued, whose reply was lost
	Unmatched []string // paths that do not match the pipe's pattern
}

// Insert queues files for a pipe, in as many calls as their number needs; those of the calls before an error are queued. Paths are relative
// to the location of the pipe's stage. Operation: insertFiles.
//
// A call whose reply is lost is sent again with the same request id: Snowpipe loads no file twice.
func (p *Pipes) Insert(ctx context.Context, pipe identifier.Qualified, paths []string) (Receipt, error) {
	var all Receipt
	for _, path := range paths {
		if len(path) > stagepath.MaxLength || path == "" {
			return all, fmt.Errorf("sending files to a pipe: the path %q has %d bytes; from 1 to %d are allowed", shorten(path, maxShown), len(path), stagepath.MaxLength)
		}
	}
	for some := range slices.Chunk(paths, mostInserted) {
		tries := 0
		count := func(context.Context) error { tries++; return nil }
		insert := p.call("insertFiles", http.MethodPost, alters, pipe).with("showSkippedFiles", "true").sending(insertionOf(some)).guarded(count)
		receipt, err := fetch(ctx, p.client, insert, insertion.check)
		if err != nil {
			return all, err
		}
		if tries > 1 {
			all.Repeated = append(all.Repeated, receipt.Skipped...)
		}
		all.Skipped = append(all.Skipped, receipt.Skipped...)
		all.Unmatched = append(all.Unmatched, receipt.Unmatched...)
	}
	return all, nil
}

// LoadReport is what insertReport tells of the last ten minutes.
type LoadReport struct {
	Complete      bool         `json:"completeResult"` // no event since the mark is missing
	NextBeginMark string       `json:"nextBeginMark"`  // for the next report
	Files         []LoadedFile `json:"files"`
}

// Report tells what has happened since a mark, at most 10,000 events; of all that is kept if the mark is empty. Operation: insertReport.
func (p *Pipes) Report(ctx context.Context, pipe identifier.Qualified, beginMark string) (LoadReport, error) {
	return fetch(ctx, p.client, p.call("insertReport", http.MethodGet, reads, pipe).with("beginMark", beginMark), LoadReport.check)
}

// call starts a request to one of a pipe's endpoints, which take an id of the request.
func (p *Pipes) call(operation, method string, effect effect, pipe identifier.Qualified) call {
	name := strings.Join([]string{spell(pipe.Database), spell(pipe.Schema), spell(pipe.Name)}, ".")
	call := p.client.callBelow("/v1/data/pipes", operation, method, effect, name, operation).identified()
	call.hasOwnLimit = true // of scans of the history, and of files in a queue
	return call
}

type (
	insertedFile struct {
		Path string `json:"path"`
	}
	insertionRequest struct {
		Files []insertedFile `json:"files"`
	}
)

func insertionOf(paths []string) insertionRequest {
	files := make([]insertedFile, len(paths))
	for i, path := range paths {
		files[i].Path = path
	}
	return insertionRequest{files}
}

type insertion struct {
	Status    string    `json:"status"`
	Skipped   pathNames `json:"skippedFiles"`
	Unmatched pathNames `json:"unmatchedPatternFiles"`
}

func (i insertion) check() error {
	if !strings.EqualFold(i.Status, "success") {
		return fmt.Errorf("its status is %q instead of success", oneLine(i.Status))
	}
	return nil
}

// pathNames are files by their paths, or as objects that have one: the documents do not say which.
type pathNames []string

func (p *pathNames) UnmarshalJSON(data []byte) error {
	var rows []json.RawMessage
	if err := json.Unmarshal(data, &rows); err != nil {
		return err
	}
	for _, row := range rows {
		var path string
		var object insertedFile
		if json.Unmarshal(row, &path) != nil {
			if err := json.Unmarshal(row, &object); err != nil {
				return err
			}
			path = object.Path
		}
		*p = append(*p, path)
	}
	return nil
}

func (r LoadReport) check() error { return checkLoaded(r.Files) }

func checkLoaded(files []LoadedFile) error {
	for _, file := range files {
		if file.Path == "" || file.Status == "" {
			return errors.New("one of its files has no path or no status")
		}
	}
	return nil
}
