package emulator

import (
	"fmt"
	"net/http"
)

// statementStatus is QueryStatus, QueryFailureStatus or CancelStatus, and the beginning of ResultSet.
type statementStatus struct {
	Code      string `json:"code"`
	SQLState  string `json:"sqlState"`
	Message   string `json:"message"`
	Handle    string `json:"statementHandle"`
	CreatedOn *int64 `json:"createdOn,omitempty"` // milliseconds since the epoch
	StatusURL string `json:"statementStatusUrl"`
}

type resultSet struct {
	statementStatus
	Meta resultSetMeta `json:"resultSetMetaData"`
	Data [][]*string   `json:"data"`
}

type resultSetMeta struct {
	Format     string          `json:"format"`
	NumRows    int             `json:"numRows"`
	RowType    []column        `json:"rowType"`
	Partitions []partitionInfo `json:"partitionInfo"`
	Nullable   bool            `json:"nullable"`
}

type partitionInfo struct {
	RowCount         int `json:"rowCount"`
	UncompressedSize int `json:"uncompressedSize"`
}

// column is a column of a result; those of SHOW and the like hold text but for times.
type column struct {
	Name      string `json:"name"`
	Type      string `json:"type"`
	Length    int    `json:"length"`
	Precision int    `json:"precision"`
	Scale     int    `json:"scale"`
	Nullable  bool   `json:"nullable"`
}

const longestColumn = 16_777_216

func texts(names ...string) []column {
	columns := make([]column, len(names))
	for i, name := range names {
		columns[i] = column{Name: name, Type: "TEXT", Length: longestColumn, Nullable: true}
	}
	return columns
}

func (s *submitted) status(code, sqlState, message string) statementStatus {
	return statementStatus{
		Code: code, SQLState: sqlState, Message: message, Handle: s.handle,
		CreatedOn: new(s.createdOn.UnixMilli()), StatusURL: s.url(),
	}
}

func (s *submitted) url() string {
	return statementsPath + "/" + s.handle + "?requestId=" + s.request.requestID
}

// show is the statement's answer as it is now, with one partition of its result.
func (s *submitted) show(partition, pageSize int, requestID string) response {
	if s.running {
		const message = "Asynchronous execution in progress. Use provided query id to perform query monitoring and management."
		return statementResponse(http.StatusAccepted, s.status("333334", "00000", message), requestID)
	}
	if f := s.outcome.failure; f != nil {
		return statementResponse(f.status, s.status(f.code, sqlStates[f.code], f.message), requestID)
	}
	return s.showResult(partition, pageSize, requestID)
}

// showResult tells about the result as a whole in the first partition only.
func (s *submitted) showResult(number, pageSize int, requestID string) response {
	partitions := s.outcome.partitions(pageSize)
	var body any = map[string]any{"data": s.data(partitions[number])}
	if number == 0 {
		set := resultSet{
			statementStatus: s.status("090001", "00000", "Statement executed successfully."),
			Meta:            resultSetMeta{Format: "jsonv2", NumRows: len(s.outcome.rows), RowType: s.outcome.columns, Nullable: s.nullable},
			Data:            s.data(partitions[0]),
		}
		for _, rows := range partitions {
			set.Meta.Partitions = append(set.Meta.Partitions, partitionInfo{len(rows), len(mustJSON(s.data(rows)))})
		}
		body = set
	}
	out := statementResponse(http.StatusOK, body, requestID)
	if last := len(partitions) - 1; last > 0 {
		out.header.Set("Link", links(number, last, func(number int, relation string) string {
			return fmt.Sprintf(`<%s&partition=%d>;rel="%s"`, s.url(), number, relation)
		}))
	}
	return out
}

func statementResponse(status int, body any, requestID string) response {
	return response{status: status, header: apiHeader(requestID), body: mustJSON(body)}
}

// data writes NULL as the submitter wants it.
func (s *submitted) data(rows [][]*string) [][]*string {
	if s.nullable {
		return rows
	}
	written := make([][]*string, len(rows))
	for i, row := range rows {
		for _, value := range row {
			if value == nil {
				value = new("null")
			}
			written[i] = append(written[i], value)
		}
	}
	return written
}
