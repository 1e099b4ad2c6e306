package client

import (
	"context"
	"iter"
	"net/http"
	"strconv"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// ListFiles yields the files whose whole path matches the regular expression pattern (all if empty), in the order in which Snowflake lists
// them; with a limit other than 0 at most that many, and nothing is read beyond them. Operation: listFiles.
func (s *Stages) ListFiles(ctx context.Context, stage identifier.Qualified, pattern string, limit int) iter.Seq2[StageFile, error] {
	return list[StageFile](ctx, s.client, s.fileListing(stage, pattern), limit)
}

// SurveyFiles lists like ListFiles and takes the files together. Unless they are to be kept, a stage of any size takes the same memory.
// Operation: listFiles.
func (s *Stages) SurveyFiles(ctx context.Context, stage identifier.Qualified, pattern string, limit int, keepFiles bool) (FileSurvey, error) {
	files := &surveying{limit: limit, keep: keepFiles}
	listing := &listing[listedFile]{taker: files, limit: s.client.bounds}
	if !keepFiles {
		listing.limit = s.client.bounds.ofSurvey()
	}
	if limit > 0 && limit <= listing.limit.rows {
		listing.limit.rows = limit + 1 // which tells that there are more
	}
	for _, err := range listing.pages(ctx, s.client, s.fileListing(stage, pattern)) {
		if err != nil {
			return FileSurvey{}, err
		}
	}
	return files.survey(), nil
}

func (s *Stages) fileListing(stage identifier.Qualified, pattern string) call {
	return s.client.call("listFiles", http.MethodGet, reads, append(elements(stage), "files")...).with("pattern", pattern)
}

// Bytes reads the size.
func (f StageFile) Bytes() (size int64, isKnown bool) { return parseSize(f.Size) }

// Modified reads the date.
func (f StageFile) Modified() (time.Time, error) { return parseLastModified(f.LastModified) }

func parseSize(text string) (size int64, isKnown bool) {
	size, err := strconv.ParseInt(text, 10, 64)
	return size, err == nil && size >= 0
}

// parseLastModified reads the dates of LIST, which look like those of HTTP with a day of one or two digits.
func parseLastModified(text string) (time.Time, error) {
	modified, err := time.Parse("Mon, 2 Jan 2006 15:04:05 GMT", text)
	for _, layout := range []string{time.RFC1123Z, time.RFC3339} {
		if err == nil {
			break
		}
		modified, err = time.Parse(layout, text)
	}
	return modified, err
}
