package emulator

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// submission is what a request to execute a statement says.
type submission struct {
	text    string
	role    name
	session session

	requestID string
	isAsync   bool
	isRetry   bool
	nullable  bool
}

// session completes names that have no database or schema.
type session struct{ database, schema name }

const longestTimeout = 604_800 // seconds

// Names are exact here: the SQL API does not fold what is in a body.
func parseSubmission(c *call) (submission, *refusal) {
	flags, refused := checkQuery(c, "requestId", "async", "nullable", "retry")
	if refused != nil {
		return submission{}, refused
	}
	p := parseObject(c.body)
	if refused := p.refuseUnknown("statement", "timeout", "database", "schema", "warehouse", "role", "bindings", "parameters"); refused != nil {
		return submission{}, refused
	}
	s := submission{
		text: p.text("statement"), role: name(p.text("role")),
		session:   session{name(p.text("database")), name(p.text("schema"))},
		requestID: strings.ToLower(c.query.Get("requestId")),
		isAsync:   flags["async"], isRetry: flags["retry"], nullable: flags["nullable"] || !c.query.Has("nullable"),
	}
	p.text("warehouse") // any does, since nothing here needs one
	var timeout int64
	p.read("timeout", &timeout)
	p.readBindings()
	p.readParameters()
	switch {
	case p.err != nil:
		return submission{}, invalidPayload(p.err.Error())
	case s.text == "":
		return submission{}, invalidPayload("the statement is missing")
	case timeout < 0 || timeout > longestTimeout:
		return submission{}, invalidPayload("the timeout is not from 0 to " + strconv.Itoa(longestTimeout) + " seconds")
	case s.isRetry && s.requestID == "":
		return submission{}, badRequest("retry needs the requestId of the request that it repeats")
	case s.requestID == "":
		s.requestID = newUUID()
	}
	return s, nil
}

func invalidPayload(why string) *refusal {
	return &refusal{status: http.StatusBadRequest, code: "390142", message: "Incoming request does not contain a valid payload: " + why}
}

var uuidForm = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// checkQuery refuses parameters that the operation does not have, and values of the wrong type; it returns those that are true.
func checkQuery(c *call, known ...string) (flags map[string]bool, refused *refusal) {
	query, refused := c.parameters(known...)
	flags = map[string]bool{}
	for parameter, values := range query {
		if parameter != "requestId" && parameter != "partition" && values[0] != "true" && values[0] != "false" {
			return nil, badRequest("Invalid %s: %s is neither true nor false", parameter, values[0])
		}
		flags[parameter] = values[0] == "true"
	}
	return flags, refused
}

// parameters is the query, if each of its parameters is known and there once.
func (c *call) parameters(known ...string) (url.Values, *refusal) {
	query, err := url.ParseQuery(c.request.URL.RawQuery)
	if err != nil {
		return nil, badRequest("Invalid query: %v", err)
	}
	for parameter, values := range query {
		switch {
		case !slices.Contains(known, parameter):
			return nil, badRequest("Unknown query parameter: %s", parameter)
		case len(values) > 1:
			return nil, badRequest("Repeated query parameter: %s", parameter)
		case parameter == "requestId" && !uuidForm.MatchString(values[0]):
			return nil, badRequest("Invalid requestId: %s is no UUID", values[0])
		}
	}
	return query, nil
}

func (p *properties) refuseUnknown(known ...string) *refusal {
	for property := range p.values {
		if !slices.Contains(known, property) {
			return invalidPayload("unknown property " + property)
		}
	}
	return nil
}

var bindingTypes = []string{
	"FIXED", "REAL", "DECFLOAT", "TEXT", "BINARY", "BOOLEAN", "DATE", "TIME", "TIMESTAMP_TZ", "TIMESTAMP_LTZ", "TIMESTAMP_NTZ",
}

// readBindings checks values that no statement here has a place for.
func (p *properties) readBindings() {
	bindings := p.object("bindings")
	if bindings == nil {
		return
	}
	for key := range bindings.values {
		binding := bindings.object(key)
		if binding == nil {
			bindings.fail("bindings: " + key + " is no object")
			break
		}
		if binding.text("value"); !slices.Contains(bindingTypes, binding.text("type")) || binding.refuseUnknown("type", "value") != nil {
			binding.fail("bindings: " + key + " has not just a type and a value")
		}
		bindings.adopt(binding)
	}
	p.adopt(bindings)
}

// sessionParameters are those of the specification; their case does not count.
var sessionParameters = []string{
	"timezone", "query_tag", "binary_output_format", "date_output_format", "time_output_format", "timestamp_output_format",
	"timestamp_ltz_output_format", "timestamp_ntz_output_format", "timestamp_tz_output_format", statementCount,
}

const statementCount = "multi_statement_count"

// readParameters checks parameters of a session, none of which matters here. One statement is executed, as is the default.
func (p *properties) readParameters() {
	parameters := p.object("parameters")
	if parameters == nil {
		return
	}
	for key, raw := range parameters.values {
		switch known := strings.ToLower(key); {
		case !slices.Contains(sessionParameters, known):
			parameters.fail("parameters: unknown " + key)
		case known != statementCount:
			parameters.text(key)
		case !slices.Contains([]string{"0", "1"}, strings.Trim(string(raw), `"`)):
			parameters.fail("parameters: " + key + " is neither 0 nor 1")
		}
	}
	p.adopt(parameters)
}

func (p *properties) fail(why string) {
	if p.err == nil {
		p.err = errors.New(why)
	}
}
