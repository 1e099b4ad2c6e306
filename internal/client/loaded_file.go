package client

import (
	"encoding/json"
	"fmt"
)

// LoadStatus is the state of a file in a report.
type LoadStatus string

// The values of LoadStatus.
const (
	LoadInProgress  LoadStatus = "LOAD_IN_PROGRESS"
	Loaded          LoadStatus = "LOADED"
	PartiallyLoaded LoadStatus = "PARTIALLY_LOADED"
	LoadFailed      LoadStatus = "LOAD_FAILED"
)

// LoadedFile is what became of one file. Texts that Snowflake leaves out or null are empty, numbers 0.
type LoadedFile struct {
	Path                string     `json:"path"` // relative to StageLocation
	StageLocation       string     `json:"stageLocation"`
	FileSize            int64      `json:"fileSize"`       // bytes
	TimeReceived        string     `json:"timeReceived"`   // RFC 3339, as sent
	LastInsertTime      string     `json:"lastInsertTime"` // RFC 3339, as sent
	RowsInserted        int64      `json:"rowsInserted"`
	RowsParsed          int64      `json:"rowsParsed"`
	ErrorsSeen          int64      `json:"errorsSeen"`
	ErrorLimit          int64      `json:"errorLimit"`
	FirstError          string     `json:"firstError"`
	FirstErrorLine      int64      `json:"firstErrorLineNum"`
	FirstErrorCharacter int64      `json:"firstErrorCharacterPos"`
	FirstErrorColumn    string     `json:"firstErrorColumnName"`
	SystemError         string     `json:"systemError"`
	Complete            bool       `json:"complete"`
	Status              LoadStatus `json:"status"`
}

// UnmarshalJSON also takes numbers that are written as text.
func (f *LoadedFile) UnmarshalJSON(data []byte) error {
	type plainFile LoadedFile // without this method
	wire := struct {
		*plainFile
		FileSize            lenientNumber `json:"fileSize"`
		RowsInserted        lenientNumber `json:"rowsInserted"`
		RowsParsed          lenientNumber `json:"rowsParsed"`
		ErrorsSeen          lenientNumber `json:"errorsSeen"`
		ErrorLimit          lenientNumber `json:"errorLimit"`
		FirstErrorLine      lenientNumber `json:"firstErrorLineNum"`
		FirstErrorCharacter lenientNumber `json:"firstErrorCharacterPos"`
	}{plainFile: (*plainFile)(f)}
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	f.FileSize, f.RowsInserted, f.RowsParsed = int64(wire.FileSize), int64(wire.RowsInserted), int64(wire.RowsParsed)
	f.ErrorsSeen, f.ErrorLimit = int64(wire.ErrorsSeen), int64(wire.ErrorLimit)
	f.FirstErrorLine, f.FirstErrorCharacter = int64(wire.FirstErrorLine), int64(wire.FirstErrorCharacter)
	return nil
}

// lenientNumber is a number, or the text of one; null is 0.
type lenientNumber int64

func (n *lenientNumber) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) != nil {
		text = string(data)
	}
	var number int64
	if text != "" && text != "null" {
		if err := json.Unmarshal([]byte(text), &number); err != nil {
			return fmt.Errorf("reading the number %q: %w", shorten(text, maxShown), err)
		}
	}
	*n = lenientNumber(number)
	return nil
}
