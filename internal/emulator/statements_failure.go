package emulator

import (
	"net/http"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator/grammar"
)

// sqlStates belong to the codes that statements fail with.
var sqlStates = map[string]string{
	"000604": "57014", // canceled
	"001003": "42000", // syntax
	"001008": "22023", // an invalid value
	"002002": "42710", // exists already
	"002003": "02000", // does not exist or not authorized
	"090105": "22000", // no current database
	"090106": "22000", // no current schema
	"390500": "XX000", // the emulator itself
}

var canceled = &refusal{status: http.StatusUnprocessableEntity, code: "000604", message: "SQL execution canceled"}

func syntaxRefusal(wrong *grammar.SyntaxError) *refusal {
	return &refusal{status: http.StatusUnprocessableEntity, code: "001003", message: "SQL compilation error:\n" + wrong.Error()}
}

// ofStatement is a refusal of the Stage API as a statement fails with it. What the rules of stages refuse is no error of syntax there.
func (f *refusal) ofStatement() *refusal {
	if f.status == http.StatusInternalServerError || f.status == http.StatusUnprocessableEntity {
		return f
	}
	code := f.code
	if f.status == http.StatusBadRequest {
		code = "001008"
	}
	return &refusal{status: http.StatusUnprocessableEntity, code: code, message: "SQL compilation error:\n" + strings.TrimSpace(f.message)}
}

func noCurrent(code, what string) *refusal {
	return &refusal{
		status: http.StatusUnprocessableEntity, code: code,
		message: "Cannot perform operation. This session does not have a current " + what + ". Call 'USE " + strings.ToUpper(what) + "', or use a qualified name.",
	}
}
