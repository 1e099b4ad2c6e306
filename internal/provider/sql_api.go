package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// sqlAPI is what the run knows of the account's SQL API, which does what the REST API for stages cannot.
type sqlAPI struct {
	off    bool // by the provider's configuration
	asking singleflight.Group

	mu      sync.Mutex
	asked   bool   // by sqlRefusal, with or without an answer
	known   bool   // from the answer to a statement
	refusal string // why no statement is looked at; empty if they are
}

// answer says why SQL is not used, in words that follow "because", if that is known; empty if it is used.
func (s *sqlAPI) answer() (refusal string, known bool) {
	if s.off {
		return `sql_api = "off" is set in the provider's configuration`, true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.refusal, s.known
}

// mayAsk reports whether nothing has been found out, and this is the first attempt: an API that does not answer would hold up every stage.
func (s *sqlAPI) mayAsk() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	first := !s.asked && !s.known
	s.asked = true
	return first
}

// learn takes the outcome of a statement for an answer, if it is one: that a statement failed says that statements are looked at, and
// every other failure says nothing of the account.
func (s *sqlAPI) learn(err error) {
	e, _ := errors.AsType[*client.Error](err)
	failed := e != nil && e.Status == http.StatusUnprocessableEntity
	refused := errors.Is(err, client.ErrNoSQL)
	if err != nil && !failed && !refused {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known, s.refusal = true, ""
	if refused {
		s.refusal = refusalWords(err)
	}
}

func refusalWords(err error) string {
	words := "the account refuses the SQL API"
	e, ok := errors.AsType[*client.Error](err)
	if !ok {
		return words
	}
	if message := strings.TrimRight(strings.TrimSpace(e.Message), "."); message != "" {
		words += fmt.Sprintf(": Snowflake answered %q", message)
	}
	facts := []string{fmt.Sprintf("HTTP status %d %s", e.Status, http.StatusText(e.Status))}
	if e.Code != "" {
		facts = append(facts, "code "+e.Code)
	}
	if e.RequestID != "" {
		facts = append(facts, "request id "+e.RequestID)
	}
	return words + " (" + strings.Join(facts, ", ") + ")"
}

// showTimeout is short, because everything goes on without the answer.
const showTimeout = time.Minute

// sqlRefusal says why the stage cannot be altered by SQL, in words that follow "because"; empty if it can, or if that could not be found out.
// All that plan at once share one question, whose statement changes nothing.
func (c *configured) sqlRefusal(ctx context.Context, name identifier.Qualified) string {
	if c.sql == nil {
		return ""
	}
	if refusal, known := c.sql.answer(); known || c.client == nil {
		return refusal
	}
	_, _, _ = c.sql.asking.Do("", func() (any, error) {
		if !c.sql.mayAsk() {
			return nil, nil
		}
		ctx, cancel := within(ctx, showTimeout, "")
		defer cancel()
		_, err := c.stageType(ctx, name)
		return nil, err
	})
	refusal, _ := c.sql.answer()
	return refusal
}

// errSQLNotUsed is why stageTypes has not asked.
var errSQLNotUsed = errors.New("the SQL API is not used")

// stageType is the type of one stage; empty if SHOW STAGES does not show it.
func (c *configured) stageType(ctx context.Context, name identifier.Qualified) (client.StageType, error) {
	listed, err := c.stageTypes(ctx, name.In(), literalPattern(name.Name.Exact()))
	return listed[name.Name], err
}

// stageTypes asks SHOW STAGES, unless it is known that SQL is not to be used: then, and when the account has just refused it, the error is
// errSQLNotUsed.
func (c *configured) stageTypes(ctx context.Context, in identifier.Schema, like string) (map[identifier.Name]client.StageType, error) {
	if refusal, known := c.sql.answer(); known && refusal != "" {
		return nil, errSQLNotUsed
	}
	types, err := c.client.Stages.Types(ctx, in, like)
	c.sql.learn(err)
	if errors.Is(err, client.ErrNoSQL) {
		return nil, errSQLNotUsed
	}
	return types, err
}
