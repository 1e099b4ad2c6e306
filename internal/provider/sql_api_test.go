package provider

import (
	"strings"
	"sync"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// configured is what the provider makes of a configuration; a request is tried once.
func (h *harness) configured(t *testing.T, sqlAPI string) *configured {
	t.Helper()
	made, problems := connect(h.reach(map[string]string{
		"account": testAccount, "user": testUser, "private_key": testKeyPEM(), "max_retries": "0", "sql_api": sqlAPI,
	}), noEnvironment(), "test/1")
	if len(problems) > 0 {
		t.Fatalf("%+v", problems)
	}
	return made
}

const (
	sqlNotEnabled = `{"code":"390300","message":"The SQL API is not enabled for this account.","request_id":"r-7"}`
	refusalOfSQL  = `the account refuses the SQL API: Snowflake answered "The SQL API is not enabled for this account" (HTTP status 403 Forbidden, code 390300, request id r-7)`
)

func TestSQLIsUsedUnlessTheAccountRefusesIt(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	for name, test := range map[string]struct {
		fault *emulator.Fault
		want  string
	}{
		"it works":                       {nil, ""},
		"a statement fails":              {new(failedStatement("003001", "42501", "Insufficient privileges")), ""},
		"refused":                        {&emulator.Fault{Status: 403, Body: sqlNotEnabled}, refusalOfSQL},
		"an overloaded server":           {&emulator.Fault{Status: 503}, ""},
		"a page of a proxy":              {&emulator.Fault{Status: 403, HTML: true}, ""},
		"a refusal that is no answer":    {&emulator.Fault{Status: 404}, ""},
		"a connection that breaks":       {&emulator.Fault{Reset: true}, ""},
		"a success that is not readable": {&emulator.Fault{Status: 200, Body: `{"data":7}`}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			h.createBeside(t, "ANALYTICS.RAW.LANDING", client.Stage{})
			remove := func() {}
			if test.fault != nil {
				test.fault.Path = statementsPath
				remove = h.Inject(*test.fault)
			}
			c, landing := h.configured(t, sqlAPIAuto), qualified(t, "ANALYTICS.RAW.LANDING")
			if got := c.sqlRefusal(t.Context(), landing); got != test.want {
				t.Errorf("refused because %q, want %q", got, test.want)
			}
			first := len(h.statements(t))
			if first == 0 {
				t.Error("nothing was asked")
			}
			remove()
			if got := c.sqlRefusal(t.Context(), landing); got != test.want {
				t.Errorf("asked again: refused because %q, want %q", got, test.want)
			}
			if again := len(h.statements(t)) - first; again != 0 { // It may hold up every stage not to be answered.
				t.Errorf("%d statements were sent the second time", again)
			}
			for _, sent := range h.statements(t) {
				if want := `SHOW STAGES LIKE 'LANDING' IN SCHEMA "ANALYTICS"."RAW"`; sent != want {
					t.Errorf("sent was %s, want %s", sent, want)
				}
			}
		})
	}
}

func TestOneQuestionIsSharedByAll(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newHarness(t, emulator.WithoutSQL())
	c := h.configured(t, sqlAPIAuto)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if reason := c.sqlRefusal(t.Context(), qualified(t, `ANALYTICS.RAW."100%"`)); !strings.HasPrefix(reason, "the account refuses the SQL API: ") {
				t.Errorf("refused because %q", reason)
			}
		})
	}
	all.Wait()
	if sent := h.statements(t); len(sent) != 1 || sent[0] != `SHOW STAGES LIKE '100\\%' IN SCHEMA "ANALYTICS"."RAW"` {
		t.Errorf("sent were %q", sent)
	}
}

func TestSQLThatIsOffIsNotAskedFor(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for name, c := range map[string]*configured{
		"with a client":   h.configured(t, sqlAPIOff),
		"by an attribute": waiting(set("sql_api=Off"), noEnvironment()),
		"by a variable":   waiting(nil, environment{getenv: func(name string) string { return map[string]string{"SNOWFLAKE_SQL_API": "OFF"}[name] }}),
	} {
		if got := c.sqlRefusal(t.Context(), qualified(t, "A.B.C")); got != `sql_api = "off" is set in the provider's configuration` {
			t.Errorf("%s: refused because %q", name, got)
		}
	}
	for name, c := range map[string]*configured{"not configured": {}, "waiting": waiting(nil, noEnvironment())} {
		if got := c.sqlRefusal(t.Context(), qualified(t, "A.B.C")); got != "" {
			t.Errorf("%s: refused because %q", name, got)
		}
	}
	if sent := h.requests(); len(sent) > 0 {
		t.Errorf("%d requests were sent", len(sent))
	}
}
