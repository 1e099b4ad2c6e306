package emulator

import (
	"net/http"
	"strings"
	"time"
)

const (
	filesPath = "/api/files/"

	// How long Snowflake lets a redirect be followed is not documented.
	redirectLife = time.Minute
)

var (
	getStageFile  = operation{serve: redirecting((*Emulator).stageFile)}
	getScopedFile = operation{serve: redirecting((*Emulator).scopedFile)}
)

// matchFile splits what follows the path of all files: a scoped URL starts with the id of a query, which is no name of a database.
func (c *call) matchFile(rest string) map[string]operation {
	elements := strings.SplitN(rest, "/", 4)
	if len(elements) == 3 && uuidForm.MatchString(elements[0]) {
		c.handle = elements[0] + "/" + elements[1]
		if !decode(&c.file, elements[2]) {
			return nil
		}
		return map[string]operation{http.MethodGet: getScopedFile}
	}
	if len(elements) < 4 || !decode(&c.database, elements[0]) || !decode(&c.schema, elements[1]) || !decode(&c.stage, elements[2]) {
		return nil
	}
	decode(&c.file, elements[3]) // An empty path is refused by the operation.
	return map[string]operation{http.MethodGet: getStageFile}
}

// redirecting sends the caller to where in the storage a file is, whether it exists or not: the storage knows that, and so
// answers its own 404.
func redirecting(locate func(*Emulator, *call) (*stage, string, *refusal)) func(*Emulator, *call, string) response {
	return func(e *Emulator, c *call, requestID string) response {
		if refused := checkFileRequest(c.request); refused != nil {
			return refused.render(requestID)
		}
		s, path, refused := locate(e, c)
		if refused != nil {
			return refused.render(requestID)
		}
		header := apiHeader(requestID)
		header.Del("Content-Type")
		header.Set("Location", e.presign(c.request, s, path, http.MethodGet, redirectLife))
		return response{status: http.StatusFound, header: header}
	}
}

// checkFileRequest refuses a query because it is, most often, a path whose question mark was not encoded.
func checkFileRequest(r *http.Request) *refusal {
	switch {
	case r.Header.Get("Accept") != "*/*":
		return badRequest("The header Accept must be */*.")
	case r.URL.RawQuery != "" || r.URL.ForceQuery:
		return badRequest("A file's URL takes no query.")
	}
	return nil
}

func (e *Emulator) stageFile(c *call) (*stage, string, *refusal) {
	s, refused := e.find(c)
	if refused != nil {
		return nil, "", refused
	}
	return s, c.file, checkPath(c.file)
}
