package emulator

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// tally is what is in a file.
type tally struct {
	good, bad int64 // rows
	first     *rowError
	system    string // why the file could not be read at all
}

// rowError is the first error of a file; line and character count from 1, 0 is unknown.
type rowError struct {
	message         string
	line, character int64
	column          string
}

func (t *tally) fail(describe func() rowError) {
	t.bad++
	if t.first == nil {
		t.first = new(describe())
	}
}

// countRows reads a file as its name tells: JSON, else CSV, either of them under gzip.
func countRows(name string, content []byte) tally {
	name, isCompressed := strings.CutSuffix(strings.ToLower(name), ".gz")
	if isCompressed {
		var err error
		if content, err = decompress(content); err != nil {
			return tally{system: "Reading the compressed file failed: " + err.Error()}
		}
	}
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	if slices.Contains([]string{".json", ".ndjson", ".jsonl"}, path.Ext(name)) {
		return countValues(content)
	}
	return countRecords(content)
}

func decompress(content []byte) ([]byte, error) {
	reader, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	content, err = io.ReadAll(io.LimitReader(reader, largestUpload+1))
	if err == nil && len(content) > largestUpload {
		return nil, errors.New("it is larger than 256 MiB")
	}
	return content, err
}

// countRecords takes the first row of a CSV file for the table's columns. Empty lines are no rows.
func countRecords(content []byte) tally {
	var t tally
	reader := csv.NewReader(bytes.NewReader(content))
	reader.ReuseRecord = true
	for {
		record, err := reader.Read()
		wrong, isWrong := errors.AsType[*csv.ParseError](err)
		switch {
		case err == nil:
			t.good++
		case !isWrong:
			return t // all is read
		case errors.Is(err, csv.ErrFieldCount):
			t.fail(func() rowError {
				at := min(len(record), reader.FieldsPerRecord) // the first column that is missing or too much
				line, column := reader.FieldPos(min(at, len(record)-1))
				found := errorAt(content, offsetOf(content, line, column), fmt.Sprintf("The row has %d columns, the table has %d", len(record), reader.FieldsPerRecord))
				found.column = fmt.Sprintf("C%d", at+1)
				return found
			})
		default:
			t.fail(func() rowError {
				return errorAt(content, offsetOf(content, wrong.Line, wrong.Column), "A quote is not where it may be")
			})
		}
	}
}

const deepestJSON = 10_000

// countValues counts the values of a JSON file, of an array its elements. As the documents say of this format, nothing is loaded that
// follows an error.
func countValues(content []byte) tally {
	var t tally
	decoder := json.NewDecoder(bytes.NewReader(content))
	depth, inArray := 0, false
	for {
		token, err := decoder.Token()
		if err == io.EOF && depth == 0 {
			return t
		}
		if err != nil || depth > deepestJSON {
			t.fail(func() rowError {
				return errorAt(content, nextToken(content, decoder.InputOffset()), "Error parsing JSON: "+reason(err))
			})
			return t
		}
		switch token {
		case json.Delim('['), json.Delim('{'):
			if depth == 0 {
				inArray = token == json.Delim('[')
			}
			depth++
			continue
		case json.Delim(']'), json.Delim('}'):
			depth--
		}
		isElement := depth == 1 && inArray
		isValue := depth == 0 && token != json.Delim(']')
		if isElement || isValue {
			t.good++
		}
	}
}

func reason(err error) string {
	switch {
	case err == nil:
		return "nested too deeply"
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return "the file ends within a value"
	}
	return err.Error()
}

// nextToken is where the token begins that follows an offset.
func nextToken(content []byte, offset int64) int64 {
	rest := content[offset:]
	return offset + int64(len(rest)-len(bytes.TrimLeft(rest, " \t\r\n,:")))
}

// offsetOf undoes what package csv does: it counts lines, and bytes of a line, from 1.
func offsetOf(content []byte, line, column int) int64 {
	start := 0
	for range line - 1 {
		start += bytes.IndexByte(content[start:], '\n') + 1
	}
	return int64(min(start+column-1, len(content)))
}

func errorAt(content []byte, offset int64, message string) rowError {
	before := content[:offset]
	start := bytes.LastIndexByte(before, '\n') + 1
	return rowError{
		message:   message,
		line:      int64(bytes.Count(before, []byte("\n")) + 1),
		character: int64(utf8.RuneCount(before[start:]) + 1),
	}
}
