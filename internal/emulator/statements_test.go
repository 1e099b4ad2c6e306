package emulator_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

const (
	statementsPath = "/api/v2/statements"
	oneRequest     = "5b3ce6ae-d123-4c27-afb3-8a26422d5f32"
	otherRequest   = "5b3ce6ae-d123-4c27-afb3-8a26422d5f33"
)

// body is the request to execute a statement, with more properties.
func statementBody(statement string, more ...string) string {
	text, err := json.Marshal(statement)
	if err != nil {
		panic(err)
	}
	return "{" + strings.Join(append(more, `"statement":`+string(text)), ",") + "}"
}

// execute submits a statement in DB.RAW; the query starts with a question mark, or is empty.
func (f *fixture) execute(statement, query string) answer {
	f.Helper()
	return f.do("POST", statementsPath+query, statementBody(statement, `"database":"DB"`, `"schema":"RAW"`))
}

// resultSet is a reply of the SQL API.
type resultSet struct {
	Code, SQLState, Message, StatementHandle, StatementStatusURL string
	CreatedOn                                                    int64
	ResultSetMetaData                                            struct {
		Format        string
		NumRows       int
		RowType       []map[string]any
		PartitionInfo []struct{ RowCount, UncompressedSize int }
		Nullable      *bool
	}
	Data [][]*string
}

func (a answer) statement() (set resultSet) {
	a.Helper()
	a.decode(&set)
	return set
}

// rows are the values of some columns, with NULL for what is null.
func (a answer) rows(columns ...string) [][]string {
	a.Helper()
	set := a.want(200).statement()
	at := map[string]int{}
	for i, column := range set.ResultSetMetaData.RowType {
		name, _ := column["name"].(string)
		at[name] = i
	}
	rows := [][]string{}
	for _, row := range set.Data {
		var values []string
		for _, column := range columns {
			i, ok := at[column]
			switch {
			case !ok:
				a.Fatalf("no column %s in %v", column, set.ResultSetMetaData.RowType)
			case row[i] == nil:
				values = append(values, "NULL")
			default:
				values = append(values, *row[i])
			}
		}
		rows = append(rows, values)
	}
	return rows
}

// wantFailure checks that a statement has failed.
func (a answer) wantFailure(code, sqlState string, texts ...string) {
	a.Helper()
	got := a.want(422).statement()
	if got.Code != code || got.SQLState != sqlState || got.StatementHandle == "" || got.CreatedOn == 0 || got.StatementStatusURL == "" {
		a.Errorf("body %s: want %s (%s) and the handle", a.body, code, sqlState)
	}
	for _, text := range texts {
		if !strings.Contains(got.Message, text) {
			a.Errorf("message %q does not say %q", got.Message, text)
		}
	}
}

func TestStatementIsAnsweredWithAResultSet(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s"}`)
	got := f.execute("ALTER STAGE s SET COMMENT = 'new'", "?requestId="+strings.ToUpper(oneRequest)).want(200)
	set := got.statement()
	if set.Code != "090001" || set.SQLState != "00000" || set.Message != "Statement executed successfully." ||
		set.CreatedOn != f.clock.Now().UnixMilli() || set.StatementStatusURL != statementsPath+"/"+set.StatementHandle+"?requestId="+oneRequest {
		t.Errorf("%s", got.body)
	}
	meta := set.ResultSetMetaData
	if meta.Format != "jsonv2" || meta.NumRows != 1 || len(meta.PartitionInfo) != 1 || meta.PartitionInfo[0].RowCount != 1 ||
		meta.PartitionInfo[0].UncompressedSize == 0 || meta.Nullable == nil || !*meta.Nullable {
		t.Errorf("%+v", meta)
	}
	want := map[string]any{"name": "status", "type": "TEXT", "length": 16777216.0, "precision": 0.0, "scale": 0.0, "nullable": true}
	if len(meta.RowType) != 1 || !reflect.DeepEqual(meta.RowType[0], want) {
		t.Errorf("row type %v", meta.RowType)
	}
	if !uuidForm.MatchString(set.StatementHandle) || got.header.Get("Link") != "" || got.header.Get("X-Snowflake-Request-ID") == "" {
		t.Errorf("handle %q, header %v", set.StatementHandle, got.header)
	}
	if rows := f.do("GET", set.StatementStatusURL, "").rows("status"); !reflect.DeepEqual(rows, [][]string{{"Statement executed successfully."}}) {
		t.Errorf("rows %v", rows)
	}
	if f.fetch("s")["comment"] != "new" {
		t.Error("the statement was not executed")
	}
}

var uuidForm = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

func TestStatementsFailWithTheirCodes(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithSchema("db", "other"))
	f.create(`{"name":"s"}`)
	f.create(`{"name":"taken"}`)
	for _, c := range []struct {
		statement, code, sqlState string
		texts                     []string
	}{
		{"ALTER STAGE s\nSET COMMENTS = 'x'", "001003", "42000", []string{"SQL compilation error:\nsyntax error line 2 at position 4 unexpected 'COMMENTS'."}},
		{"DROP STAGE s", "001003", "42000", []string{"line 1 at position 0 unexpected 'DROP'"}},
		{"", "001003", "42000", nil},
		{"ALTER STAGE none SET COMMENT = ''", "002003", "02000", []string{"SQL compilation error:\nstage 'none' does not exist or not authorized."}},
		{"ALTER STAGE nowhere.s SET COMMENT = ''", "002003", "02000", []string{"schema"}},
		{"ALTER STAGE IF EXISTS nowhere.s SET COMMENT = ''", "002003", "02000", []string{"schema"}},
		{"ALTER STAGE nodb.raw.s SET COMMENT = ''", "002003", "02000", []string{"database 'nodb'"}},
		{"ALTER STAGE s RENAME TO taken", "002002", "42710", []string{"already exists"}},
		{"ALTER STAGE s RENAME TO s", "002002", "42710", nil},
		{"ALTER STAGE s RENAME TO nowhere.s", "002003", "02000", []string{"schema"}},
		{"ALTER STAGE none RENAME TO s", "002003", "02000", []string{"stage 'none'"}},
		{"ALTER STAGE s SET URL = 's3://b/'", "001008", "22023", []string{"url"}},
		{"ALTER STAGE s REFRESH", "001008", "22023", []string{"directory"}},
		{"DESCRIBE STAGE none", "002003", "02000", nil},
		{"SHOW STAGES IN SCHEMA nowhere", "002003", "02000", nil},
		{"REMOVE @none", "002003", "02000", nil},
		{"REMOVE @s PATTERN = '('", "001008", "22023", []string{"pattern"}},
	} {
		if c.statement == "" {
			f.do("POST", statementsPath, `{"statement":"-- nothing"}`).wantFailure(c.code, c.sqlState, "<EOF>")
			continue
		}
		f.execute(c.statement, "").wantFailure(c.code, c.sqlState, c.texts...)
	}
	handle := f.execute("ALTER STAGE none REFRESH", "").statement().StatementHandle
	f.do("GET", statementsPath+"/"+handle, "").wantFailure("002003", "02000")
}

func TestNamesAreCompletedByTheBody(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithSchema("db", `"mixed"`), emulator.WithSchema("second", "raw"))
	f.create(`{"name":"s"}`)
	f.do("POST", "/api/v2/databases/db/schemas/%22mixed%22/stages", `{"name":"s"}`).want(200)
	f.do("POST", "/api/v2/databases/second/schemas/raw/stages", `{"name":"s"}`).want(200)
	for _, c := range []struct {
		statement, context string
		comment            string // which stage has it then; empty: fails
		code               string
	}{
		{`ALTER STAGE s SET COMMENT = 'a'`, `"database":"DB","schema":"RAW"`, "/api/v2/databases/DB/schemas/RAW/stages/s", ""},
		{`ALTER STAGE "mixed".S SET COMMENT = 'b'`, `"database":"DB","schema":"RAW"`, "/api/v2/databases/DB/schemas/%22mixed%22/stages/s", ""},
		{`ALTER STAGE s SET COMMENT = 'c'`, `"database":"DB","schema":"mixed"`, "/api/v2/databases/DB/schemas/%22mixed%22/stages/s", ""},
		{`ALTER STAGE second.raw.s SET COMMENT = 'd'`, `"database":"NONE"`, "/api/v2/databases/SECOND/schemas/RAW/stages/s", ""},
		{`ALTER STAGE s SET COMMENT = ''`, `"database":"db","schema":"raw"`, "", "002003"},
		{`ALTER STAGE s SET COMMENT = ''`, `"schema":"RAW"`, "", "090105"},
		{`ALTER STAGE s SET COMMENT = ''`, `"database":"DB"`, "", "090106"},
		{`ALTER STAGE raw.s RENAME TO s2`, `"database":"DB"`, "", "090106"},
		{`SHOW STAGES IN SCHEMA raw`, `"role":"R"`, "", "090105"},
	} {
		got := f.do("POST", statementsPath, statementBody(c.statement, c.context))
		if c.code != "" {
			state := map[string]string{"002003": "02000"}[c.code]
			if state == "" {
				state = "22000"
			}
			got.wantFailure(c.code, state)
			continue
		}
		got.want(200)
		var stage struct{ Comment string }
		f.do("GET", c.comment, "").want(200).decode(&stage)
		if want := strings.Split(c.statement, "'")[1]; stage.Comment != want {
			t.Errorf("%s: comment %q", c.statement, stage.Comment)
		}
	}
}

func TestSubmissionsAreReadStrictly(t *testing.T) {
	t.Parallel()
	f := start(t)
	const show = `"statement":"SHOW STAGES"`
	for _, body := range []string{
		"", "[]", "null", "{", `{` + show + `}{}`, `{}`, `{"statement":""}`, `{"statement":1}`, `{` + show + `,"sql":"x"}`, `{` + show + `,"Role":"x"}`,
		`{` + show + `,"timeout":"10"}`, `{` + show + `,"timeout":-1}`, `{` + show + `,"timeout":604801}`, `{` + show + `,"timeout":1.5}`,
		`{` + show + `,"role":1}`, `{` + show + `,"warehouse":[]}`, `{` + show + `,"database":true}`, `{` + show + `,"schema":{}}`,
		`{` + show + `,"bindings":[]}`, `{` + show + `,"bindings":{"1":"x"}}`, `{` + show + `,"bindings":{"1":null}}`, `{` + show + `,"bindings":{"1":{"type":"TEXT","value":1}}}`,
		`{` + show + `,"bindings":{"1":{"type":"WORD","value":"1"}}}`, `{` + show + `,"bindings":{"1":{"type":"TEXT","value":"1","more":1}}}`,
		`{` + show + `,"parameters":"x"}`, `{` + show + `,"parameters":{"pace":"x"}}`, `{` + show + `,"parameters":{"timezone":1}}`,
		`{` + show + `,"parameters":{"MULTI_STATEMENT_COUNT":2}}`, `{` + show + `,"parameters":{"multi_statement_count":"-1"}}`,
	} {
		f.do("POST", statementsPath, body).wantError(400, "390142", "valid payload")
	}
	for _, query := range []string{
		"requestId=", "requestId=1", "requestId=" + oneRequest + "1", "async=yes", "async=", "async=TRUE", "nullable=1", "retry=on&requestId=" + oneRequest,
		"retry=true", "request_id=" + oneRequest, "partition=0", "async=true&async=true", "async=%zz",
	} {
		f.do("POST", statementsPath+"?"+query, `{`+show+`}`).wantError(400, "390400")
	}
	for _, path := range []string{"?nullable=true", "?requestId=1", "?partition=-1", "?partition=x", "?partition=", "?async=true"} {
		f.do("GET", statementsPath+"/"+oneRequest+path, "").wantError(400, "390400")
	}
	f.do("POST", statementsPath+"/"+oneRequest+"/cancel?partition=0", "").wantError(400, "390400")
	f.do("POST", statementsPath, `{`+show+`}`, "Content-Type", "text/plain").wantBare(415)
	f.do("POST", statementsPath+"?requestId="+oneRequest+"&async=false&nullable=true&retry=false", `{`+show+`,"timeout":0,"warehouse":"any","role":null,
		"bindings":{"1":{"type":"FIXED","value":"123"},"2":{"type":"TEXT","value":null}},"parameters":{"QUERY_TAG":"x","multi_statement_count":1,"timezone":"UTC"}}`).want(200)
}

func TestStatementsAreRoutedByPathAndMethod(t *testing.T) {
	t.Parallel()
	f := start(t)
	for _, request := range []struct {
		method, path string
		status       int
	}{
		{"GET", "", 405}, {"PUT", "", 405}, {"POST", "/" + oneRequest, 405}, {"DELETE", "/" + oneRequest, 405}, {"GET", "/" + oneRequest + "/cancel", 405},
		{"POST", "/", 404}, {"POST", "s", 404}, {"GET", "/" + oneRequest + "/", 404}, {"POST", "/" + oneRequest + "/cancel/", 404},
		{"POST", "/" + oneRequest + "/stop", 404},
	} {
		f.do(request.method, statementsPath+request.path, "").wantBare(request.status)
	}
}

func TestRoleOfAStatementIsInItsBody(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithRoles("loader", `"Data Loader"`))
	show := func(role string, headers ...string) answer {
		return f.do("POST", statementsPath, statementBody("SHOW STAGES", `"role":"`+role+`"`), headers...)
	}
	for _, role := range []string{"LOADER", "Data Loader", ""} {
		show(role).want(200)
	}
	for _, role := range []string{"loader", "DATA LOADER", `\"Data Loader\"`, "ACCOUNTADMIN"} {
		show(role).wantError(403, "390189", "does not exist or not authorized")
	}
	show("LOADER", "X-Snowflake-Role", "ACCOUNTADMIN").want(200)
	f.do("GET", stagesPath, "", "X-Snowflake-Role", "ACCOUNTADMIN").wantError(403, "390189")
}

func TestStatementsNeedASignIn(t *testing.T) {
	t.Parallel()
	f := start(t)
	handle := f.execute("SHOW STAGES", "").statement().StatementHandle
	for _, request := range [][2]string{{"POST", ""}, {"GET", "/" + handle}, {"POST", "/" + handle + "/cancel"}} {
		body := map[string]string{"": `{"statement":"SHOW STAGES"}`}[request[1]]
		do := func(headers ...string) answer { return f.do(request[0], statementsPath+request[1], body, headers...) }
		do("Authorization", "").wantError(401, "390101")
		do("Authorization", "Bearer nobody's").wantError(401, "390144")
		do("User-Agent", "").wantError(400, "390400", "User-Agent")
		do("X-Snowflake-Authorization-Token-Type", "PAT").wantError(400, "390400", "PAT")
		do("X-Snowflake-Authorization-Token-Type", "OAUTH").wantError(401, "390144")
	}
	f.do("GET", statementsPath+"/"+handle, "", "X-Snowflake-Authorization-Token-Type", "PROGRAMMATIC_ACCESS_TOKEN").want(200)
}

func TestStatementsBelongToTheirCaller(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithToken("OAUTH", "stranger"))
	handle := f.execute("SHOW STAGES", "?requestId="+oneRequest).statement().StatementHandle
	stranger := []string{"Authorization", "Bearer stranger"}
	f.do("GET", statementsPath+"/"+handle, "", stranger...).wantError(404, "390404", "does not exist or not authorized")
	f.do("POST", statementsPath+"/"+handle+"/cancel", "", stranger...).wantError(404, "390404")
	again := f.do("POST", statementsPath+"?retry=true&requestId="+oneRequest, statementBody("SHOW STAGES"), stranger...).want(200).statement()
	if again.StatementHandle == handle {
		t.Error("a stranger got somebody's answer")
	}
	f.do("GET", statementsPath+"/"+otherRequest, "").wantError(404, "390404")
	f.do("GET", statementsPath+"/nonsense", "").wantError(400, "390400", "nonsense")
	f.do("POST", statementsPath+"/"+handle+"1/cancel", "").wantError(400, "390400")
}

func TestAccountWithoutSQL(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithoutSQL())
	f.execute("SHOW STAGES", "").wantError(403, "390403", "SQL API")
	f.do("GET", statementsPath+"/"+oneRequest, "").wantError(403, "390403")
	f.do("POST", statementsPath+"/"+oneRequest+"/cancel", "").wantError(403, "390403")
	f.do("POST", statementsPath, "", "Authorization", "").wantError(401, "390101")
	f.create(`{"name":"s"}`)
}

func TestResultsComeByPartitions(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithPageSize(2))
	f.createMany(5)
	first := f.execute("SHOW STAGES", "").want(200)
	set := first.statement()
	var counts []int
	for _, partition := range set.ResultSetMetaData.PartitionInfo {
		counts = append(counts, partition.RowCount)
	}
	if set.ResultSetMetaData.NumRows != 5 || !slices.Equal(counts, []int{2, 2, 1}) || len(set.Data) != 2 {
		t.Fatalf("%s", first.body)
	}
	page := first
	for number, relations := range [][]string{{"first", "next", "last"}, {"first", "next", "prev", "last"}, {"first", "prev", "last"}} {
		var got []string
		target := map[string]string{}
		for _, match := range partitionLink.FindAllStringSubmatch(page.header.Get("Link"), -1) {
			got, target[match[2]] = append(got, match[2]), match[1]
		}
		if !slices.Equal(got, relations) || !strings.HasPrefix(target["first"], set.StatementStatusURL) || !strings.HasSuffix(target["last"], "&partition=2") {
			t.Errorf("partition %d: links %q", number, page.header.Get("Link"))
		}
		if data := page.statement().Data; len(data) != counts[number] || *data[0][1] != []string{"S0", "S2", "S4"}[number] {
			t.Errorf("partition %d: %s", number, page.body)
		}
		if number > 0 && strings.Contains(page.body, "resultSetMetaData") {
			t.Errorf("partition %d tells it all again: %s", number, page.body)
		}
		if next := target["next"]; next != "" {
			page = f.do("GET", next, "").want(200)
		}
	}
	whole := f.do("GET", statementsPath+"/"+set.StatementHandle+"?partition=0", "").want(200)
	if whole.body != first.body {
		t.Errorf("the first partition is %s", whole.body)
	}
	f.do("GET", statementsPath+"/"+set.StatementHandle+"?partition=3", "").wantError(400, "390400", "3")
	f.do("GET", statementsPath+"/"+set.StatementHandle+"?partition=99999999999999999999", "").wantError(400, "390400")
	if none := f.execute("SHOW STAGES LIKE 'none'", "").want(200); !strings.Contains(none.body, `"data":[]`) || none.statement().ResultSetMetaData.PartitionInfo[0].RowCount != 0 {
		t.Errorf("no rows are %s", none.body)
	}
}

var partitionLink = regexp.MustCompile(`<([^>]*)>;rel="(\w+)"`)

func TestNullMayBeWrittenAsText(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s"}`)
	for query, want := range map[string]string{"": "NULL", "?nullable=true": "NULL", "?nullable=false": "null"} {
		got := f.execute("SHOW STAGES", query)
		if rows := got.rows("cloud"); rows[0][0] != want || *got.statement().ResultSetMetaData.Nullable != (want == "NULL") {
			t.Errorf("%s: %s", query, got.body)
		}
	}
}

func TestFaultsAndTheJournalKnowStatements(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s"}`)
	const timedOut = `{"code":"000630","statementHandle":"` + oneRequest + `","message":"Statement reached its statement or warehouse timeout."}`
	remove := f.Inject(emulator.Fault{Method: "POST", Path: `/statements$`, Status: http.StatusRequestTimeout, Body: timedOut})
	if got := f.execute("ALTER STAGE s SET COMMENT = 'x'", "").want(408); got.body != timedOut {
		t.Errorf("%s", got.body)
	}
	remove()
	defer f.InjectChosen(func(r emulator.Request) *emulator.Fault {
		if strings.Contains(r.Body, "RENAME TO") {
			return &emulator.Fault{Status: 504, AfterWork: true}
		}
		return nil
	})()
	f.execute("ALTER STAGE s SET COMMENT = 'y'", "").want(200)
	f.execute("ALTER STAGE s RENAME TO t", "").want(504)
	f.execute("SHOW STAGES", "").want(200)
	f.execute("ALTER STAGE IF EXISTS s SET COMMENT = 'z'", "").want(200)
	if got := f.fetch("t")["comment"]; got != "y" {
		t.Errorf("comment %v", got)
	}
	var seen []string
	for _, r := range f.Journal() {
		if r.Path == statementsPath {
			var body struct{ Statement string }
			if err := json.Unmarshal([]byte(r.Body), &body); err != nil {
				t.Fatal(err)
			}
			seen = append(seen, body.Statement+map[bool]string{true: " done", false: ""}[r.Done])
		}
	}
	if want := []string{
		"ALTER STAGE s SET COMMENT = 'x'", "ALTER STAGE s SET COMMENT = 'y' done", "ALTER STAGE s RENAME TO t done", "SHOW STAGES",
		"ALTER STAGE IF EXISTS s SET COMMENT = 'z'",
	}; !slices.Equal(seen, want) {
		t.Errorf("journal %q", seen)
	}
}
