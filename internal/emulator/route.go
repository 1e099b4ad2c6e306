package emulator

import (
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// call is one request of the API, past routing and sign-in.
type call struct {
	request *http.Request
	query   url.Values
	body    []byte
	caller  caller

	// Parts of the path as spelled by the caller, percent-decoded.
	database, schema, stage, file, handle, pipe string
}

// operation is one of the API's operations.
type operation struct {
	run   func(*Emulator, *call) (reply, *refusal)
	write bool                                    // counts for WithAsync
	serve func(*Emulator, *call, string) response // instead of run, with the request id: is neither split into pages nor answered later
	api   api
}

// api is what an operation is part of: only the first one reads a role from a header.
type api int

const (
	stageAPI api = iota
	sqlAPI
	pipeAPI // has its own form of errors
)

func (a api) refuse(f *refusal, requestID string) response {
	if a == pipeAPI {
		return f.renderV1()
	}
	return f.render(requestID)
}

var (
	listStages      = operation{run: (*Emulator).listStages}
	createStage     = operation{run: (*Emulator).createStage, write: true}
	fetchStage      = operation{run: (*Emulator).fetchStage}
	deleteStage     = operation{run: (*Emulator).deleteStage, write: true}
	listFiles       = operation{run: (*Emulator).listFiles}
	getPresignedURL = operation{run: (*Emulator).getPresignedURL, write: true}
	fetchResult     = operation{serve: (*Emulator).fetchResult}

	submitStatement    = operation{serve: (*Emulator).submitStatement, api: sqlAPI}
	getStatementStatus = operation{serve: (*Emulator).getStatementStatus, api: sqlAPI}
	cancelStatement    = operation{serve: (*Emulator).cancelStatement, api: sqlAPI}

	insertFiles     = pipeOperation((*Emulator).insertFiles)
	insertReport    = pipeOperation((*Emulator).insertReport)
	loadHistoryScan = pipeOperation((*Emulator).loadHistoryScan)
)

const presignVerb = ":presigned-url"

// route finds the operation that a request names. Method and path are checked before
// anything else, so that a wrong one is refused without a look at the token.
func route(r *http.Request) (operation, *call, *refusal) {
	c := &call{request: r, query: r.URL.Query()}
	methods := c.match(r.URL.EscapedPath())
	if methods == nil {
		return operation{}, nil, bare(http.StatusNotFound)
	}
	found, ok := methods[r.Method]
	if !ok {
		return operation{}, nil, bare(http.StatusMethodNotAllowed)
	}
	return found, c, nil
}

// match splits an encoded path into the parts of c and returns what may be done there, or nil.
func (c *call) match(encodedPath string) map[string]operation {
	if handle, ok := strings.CutPrefix(encodedPath, "/api/v2/results/"); ok {
		if strings.Contains(handle, "/") || !decode(&c.handle, handle) {
			return nil
		}
		return map[string]operation{http.MethodGet: fetchResult}
	}
	if rest, ok := strings.CutPrefix(encodedPath, statementsPath); ok {
		return c.matchStatement(rest)
	}
	if rest, ok := strings.CutPrefix(encodedPath, filesPath); ok {
		return c.matchFile(rest)
	}
	if rest, ok := strings.CutPrefix(encodedPath, pipesPath); ok {
		return c.matchPipe(rest)
	}
	rest, ok := strings.CutPrefix(encodedPath, "/api/v2/databases/")
	if !ok {
		return nil
	}
	elements := strings.SplitN(rest, "/", 7)
	if len(elements) < 4 || elements[1] != "schemas" || elements[3] != "stages" {
		return nil
	}
	if !decode(&c.database, elements[0]) || !decode(&c.schema, elements[2]) {
		return nil
	}
	if len(elements) == 4 {
		return map[string]operation{http.MethodGet: listStages, http.MethodPost: createStage}
	}
	if !decode(&c.stage, elements[4]) || hasVerb(c.stage) {
		return nil
	}
	switch {
	case len(elements) == 5:
		return map[string]operation{http.MethodGet: fetchStage, http.MethodDelete: deleteStage}
	case elements[5] != "files":
		return nil
	case len(elements) == 6:
		return map[string]operation{http.MethodGet: listFiles}
	}
	encodedFile, ok := strings.CutSuffix(elements[6], presignVerb)
	if !ok || !decode(&c.file, encodedFile) {
		return nil
	}
	return map[string]operation{http.MethodPost: getPresignedURL}
}

// matchStatement splits what follows the path of all statements.
func (c *call) matchStatement(rest string) map[string]operation {
	switch elements := strings.Split(rest, "/"); {
	case rest == "":
		return map[string]operation{http.MethodPost: submitStatement}
	case elements[0] != "" || len(elements) > 3 || !decode(&c.handle, elements[1]):
		return nil
	case len(elements) == 2:
		return map[string]operation{http.MethodGet: getStatementStatus}
	case elements[2] == "cancel":
		return map[string]operation{http.MethodPost: cancelStatement}
	}
	return nil
}

func (c *call) matchPipe(rest string) map[string]operation {
	pipe, verb, _ := strings.Cut(rest, "/")
	if !decode(&c.pipe, pipe) {
		return nil
	}
	return map[string]map[string]operation{
		"insertFiles":     {http.MethodPost: insertFiles},
		"insertReport":    {http.MethodGet: insertReport},
		"loadHistoryScan": {http.MethodGet: loadHistoryScan},
	}[verb]
}

func decode(into *string, encoded string) bool {
	decoded, err := url.PathUnescape(encoded)
	*into = decoded
	return err == nil && decoded != ""
}

// hasVerb reports whether a path element ends in ":verb" outside quotes; no stage operation does.
func hasVerb(element string) bool {
	unquoted := element[strings.LastIndex(element, `"`)+1:]
	return strings.Contains(unquoted, ":")
}

// checkContentType refuses a body that says it is not JSON; one that says nothing is taken as JSON.
func (a api) checkContentType(r *http.Request) *refusal {
	given := r.Header.Get("Content-Type")
	if given == "" || a == pipeAPI || !slices.Contains([]string{http.MethodPost, http.MethodPut}, r.Method) {
		return nil
	}
	if mediaType, _, err := mime.ParseMediaType(given); err != nil || mediaType != "application/json" {
		return bare(http.StatusUnsupportedMediaType)
	}
	return nil
}
