package client

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
	"github.com/snowstage/terraform-provider-snowstage/internal/statement"
)

// The SQL API: https://docs.snowflake.com/en/developer-guide/sql-api/reference.

// execute has Snowflake execute a statement. Operation: SubmitStatement.
//
// Its request id lets Snowflake tell a repetition, so that what was executed is not executed twice. A statement that fails is answered
// with 422.
func (c *Client) execute(ctx context.Context, call call) error {
	_, err := c.do(ctx, call)
	return err
}

// query executes a statement, and returns the given columns of its rows.
func (c *Client) query(ctx context.Context, call call, columns ...string) ([][]string, error) {
	first, err := c.do(ctx, call)
	if err != nil {
		return nil, err
	}
	result, err := c.readTable(ctx, first)
	if err != nil {
		return nil, err
	}
	rows, err := result.pick(columns)
	if err != nil {
		return nil, call.malformed(result.from, err)
	}
	return rows, nil
}

// statement starts the request that submits a statement.
func (c *Client) statement(ctx context.Context, effect effect, sql statement.Statement) call {
	call := c.call("SubmitStatement", http.MethodPost, effect, "statements").identified().with("nullable", "true")
	call.isStatement = true
	return call.sending(submission{
		Statement: sql.Text(),
		Timeout:   secondsLeft(ctx, c.config.Now()),
		Role:      exactName(c.config.Role),
		Warehouse: exactName(c.config.Warehouse),
	}, sql.Secrets()...)
}

// submission is the body of SubmitStatement. There are no bindings: in the statements sent here Snowflake takes none.
type submission struct {
	Statement string `json:"statement"`
	Timeout   int64  `json:"timeout,omitempty"` // seconds after which Snowflake cancels the statement
	Role      string `json:"role,omitempty"`
	Warehouse string `json:"warehouse,omitempty"`
}

// exactName is a name for a property in which case matters. What is no identifier is left for Snowflake to refuse.
func exactName(spelling string) string {
	name, err := identifier.Parse(spelling)
	if err != nil {
		return spelling
	}
	return name.Exact()
}

// longestTimeout is the greatest that the API takes, in seconds.
const longestTimeout = 7 * 24 * 60 * 60

// secondsLeft is the time until the context's deadline, rounded up, as far as the API takes it; 0 if there is none.
func secondsLeft(ctx context.Context, now time.Time) int64 {
	deadline, ok := ctx.Deadline()
	if !ok {
		return 0
	}
	return min(max(1, int64((deadline.Sub(now)+time.Second-1)/time.Second)), longestTimeout)
}

// execution is what the SQL API says about a statement in any of its replies.
type execution struct {
	Code      string `json:"code"`
	Handle    string `json:"statementHandle"`
	StatusURL string `json:"statementStatusUrl"`
}

func (r *reply) execution() (e execution) {
	if r.isJSON() {
		_ = json.Unmarshal(r.body, &e)
	}
	return e
}

// checkResult takes a success that is no result of a statement for what it is: it does not say whether the statement was executed.
func (e *errand) checkResult(last answer) answer {
	if !e.isStatement || e.ofResult || last.outcome != answered {
		return last
	}
	var set resultSet
	err := json.Unmarshal(last.reply.body, &set)
	if isResult := len(set.Meta.RowType) > 0 || last.reply.execution().Code == executedCode; err == nil && isResult {
		return last
	}
	e.doubt = true
	return answer{outcome: opaque, sent: last.sent, reply: last.reply, cause: errNoResultSet}
}

// executedCode is that of a result. Its description of rows, which every result is known to have, is optional in the documents.
const executedCode = "090001"

var errNoResultSet = errors.New("the reply is not the result of a statement")

// statementAddress is where the status of an accepted statement and its rows are.
func (c *Client) statementAddress(r *reply) (*url.URL, error) {
	switch e := r.execution(); {
	case e.StatusURL != "":
		return c.resolve(r, e.StatusURL)
	case e.Handle != "":
		return c.endpoint("statements", e.Handle)
	}
	return nil, errNoResult
}

// abandon has Snowflake cancel an accepted statement for which nobody waits any longer, and reports whether it has.
// Operation: CancelStatement.
func (e *errand) abandon(ctx context.Context, accepted *reply) bool {
	handle := accepted.execution().Handle
	if !e.isStatement || handle == "" {
		return false
	}
	ctx, cancel := withGrace(ctx, graceOfCancel)
	defer cancel()
	call := e.client.call("CancelStatement", http.MethodPost, reads, "statements", handle, "cancel")
	call.secrets = e.secrets
	_, err := e.client.do(ctx, call)
	return err == nil
}
