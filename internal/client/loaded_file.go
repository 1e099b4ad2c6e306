package client

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
