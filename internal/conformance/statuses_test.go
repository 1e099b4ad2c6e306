package conformance

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// refusedStatuses are the status codes of the documents, and what errors.Is says of each.
var refusedStatuses = map[int]error{
	http.StatusBadRequest:           nil,
	http.StatusUnauthorized:         client.ErrUnauthorized,
	http.StatusForbidden:            client.ErrForbidden,
	http.StatusNotFound:             client.ErrNotFound,
	http.StatusMethodNotAllowed:     nil,
	http.StatusRequestTimeout:       nil,
	http.StatusConflict:             client.ErrConflict,
	http.StatusGone:                 nil,
	http.StatusUnsupportedMediaType: nil,
	http.StatusTooManyRequests:      nil,
	http.StatusInternalServerError:  nil,
	http.StatusServiceUnavailable:   nil,
	http.StatusGatewayTimeout:       nil,
}

const errorID = "01afef9d-0607-0550-0001-dd270c3902d7"

// codeOf is like Snowflake's codes. That of a missing object is its own, because 390404 is that of a missing result.
func codeOf(status int) string {
	if status == http.StatusNotFound {
		return "002003"
	}
	return fmt.Sprintf("39%04d", status)
}

func refusing(status int, method, path string) emulator.Fault {
	return emulator.Fault{
		Method: method, Path: path, Status: status,
		Header: map[string]string{"Content-Type": "application/json", "X-Snowflake-Request-ID": errorID},
		Body:   fmt.Sprintf(`{"code":%q,"error_code":%[1]q,"message":"\nrefused with %d\n","request_id":%q}`, codeOf(status), status, errorID),
	}
}

// testStatuses meets each status of the documents in each operation, and in the result of each operation.
func testStatuses(t *testing.T, traffic *wire) {
	for name, c := range map[string]struct {
		path    string
		options []emulator.Option
	}{
		"at_once":   {path: "^/api/v2/(databases/|statements$)"},
		"in_result": {path: "^/api/v2/(results|statements)/", options: []emulator.Option{emulator.WithAsync(1, 0), emulator.WithAsyncReads()}},
	} {
		for status, kind := range refusedStatuses {
			t.Run(fmt.Sprintf("%s_%d", name, status), func(t *testing.T) {
				t.Parallel()
				a := emulated(t, traffic, c.options...)
				a.create(t, a.stage("STATUS"), sse(), client.ErrorIfExists)
				remove := a.emulator.Inject(refusing(status, "", c.path))
				for operation, err := range everyOperation(t, a.impatient(t), a.stage("STATUS")) {
					refused, ok := errors.AsType[*client.Error](err)
					if !ok {
						t.Errorf("%s: %v, want an error of the API", operation, err)
						continue
					}
					if refused.Operation != operation || refused.Status != status || refused.Code != codeOf(status) ||
						refused.Message != fmt.Sprintf("refused with %d", status) || refused.RequestID != errorID {
						t.Errorf("%s: the error keeps %+v", operation, *refused)
					}
					kind := kind
					if operation == "SubmitStatement" && status == http.StatusNotFound {
						kind = notFoundOfStatement[name]
					}
					if kind != nil && !errors.Is(err, kind) {
						t.Errorf("%s: %v is not %q", operation, err, kind)
					}
				}
				remove()
			})
		}
	}
}

// notFoundOfStatement is what a 404 means that is no answer of a statement: there is no such endpoint, or no such statement any more.
var notFoundOfStatement = map[string]error{"at_once": client.ErrNoSQL, "in_result": nil}
