package client

import (
	"bytes"
	"math"
	"time"
)

// FileSurvey is what the files of a listing are, taken together. Its zero value is that of no files.
type FileSurvey struct {
	Count        int
	Bytes        int64       // of the files whose size is known
	Unsized      int         // files whose size is not known, or too large to be added
	UnsizedNames []string    // of the first of them, as listed
	Newest       StageFile   // of files of one date the first by name; the zero value if no date can be read
	More         bool        // whether there are more files than were asked for
	Files        []StageFile // as listed, if they were to be kept
}

const mostUnsizedNames = 10

// surveying takes the files of a listing.
type surveying struct {
	limit       int // 0: there is none
	keep        bool
	row         listedFile
	whole, page sums // up to the last whole page, and with the one that is arriving
	kept        []StageFile
}

func (s *surveying) begin() {
	s.page.copy(&s.whole)
	s.kept = s.kept[:min(s.whole.Count, len(s.kept))]
}

func (s *surveying) next() *listedFile {
	s.row.clear()
	return &s.row
}

func (s *surveying) take() (enough bool) {
	if s.limit > 0 && s.page.Count == s.limit {
		s.page.More = true
		return true
	}
	s.page.add(&s.row)
	if s.keep {
		s.kept = append(s.kept, s.row.stageFile())
	}
	return false
}

func (s *surveying) end() { s.whole, s.page = s.page, s.whole }

func (s *surveying) survey() FileSurvey {
	result := s.whole.FileSurvey
	result.Newest, result.Files = s.whole.newest.stageFile(), s.kept
	return result
}

// sums are a survey that goes on, without Newest and Files.
type sums struct {
	FileSurvey
	newest   listedFile
	newestAt time.Time
}

// copy leaves each with a memory of its own for the newest file.
func (s *sums) copy(from *sums) {
	newest := s.newest
	newest.copy(&from.newest)
	*s = *from
	s.newest = newest
}

func (s *sums) add(file *listedFile) {
	s.Count++
	if size, isKnown := parseSize(string(file.Size)); isKnown && size <= math.MaxInt64-s.Bytes {
		s.Bytes += size
	} else if s.Unsized++; s.Unsized <= mostUnsizedNames {
		s.UnsizedNames = append(s.UnsizedNames, string(file.Name))
	}
	modified, err := parseLastModified(string(file.LastModified))
	if err != nil {
		return
	}
	isFirst := len(s.newest.Name) == 0
	if isFirst || modified.After(s.newestAt) || modified.Equal(s.newestAt) && bytes.Compare(file.Name, s.newest.Name) < 0 {
		s.newestAt = modified
		s.newest.copy(file)
	}
}
