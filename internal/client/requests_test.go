package client

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

const stagesURI = "/api/v2/databases/ANALYTICS/schemas/RAW/stages"

func TestRequests(t *testing.T) {
	t.Parallel()
	list := func(like string) func(context.Context, *testing.T, *Client) error {
		return func(ctx context.Context, t *testing.T, c *Client) error {
			_, err := collect(c.Stages.List(ctx, landing(t).In(), like))
			return err
		}
	}
	files := func(pattern string) func(context.Context, *testing.T, *Client) error {
		return func(ctx context.Context, t *testing.T, c *Client) error {
			_, err := collect(c.Stages.ListFiles(ctx, landing(t), pattern, 0))
			return err
		}
	}
	create := func(mode CreateMode) func(context.Context, *testing.T, *Client) error {
		return func(ctx context.Context, t *testing.T, c *Client) error {
			_, err := c.Stages.Create(ctx, landing(t).In(), Stage{Name: `"a b"`, Kind: new("PERMANENT")}, mode, nil)
			return err
		}
	}
	remove := func(ifExists bool) func(context.Context, *testing.T, *Client) error {
		return func(ctx context.Context, t *testing.T, c *Client) error {
			return c.Stages.Delete(ctx, landing(t), ifExists, nil)
		}
	}
	presign := func(path string, request PresignedURLRequest) func(context.Context, *testing.T, *Client) error {
		return func(ctx context.Context, t *testing.T, c *Client) error {
			_, err := c.Stages.PresignURL(ctx, landing(t), path, request)
			return err
		}
	}
	tests := []struct {
		call        func(context.Context, *testing.T, *Client) error
		answer      string
		method, uri string
		body        string
	}{
		{call: list(""), answer: "[]", method: "GET", uri: stagesURI},
		{call: list(`L% "+&é`), answer: "[]", method: "GET", uri: stagesURI + "?like=L%25%20%22%2B%26%C3%A9"},
		{call: files(""), answer: "[]", method: "GET", uri: stagesURI + "/LANDING/files"},
		{call: files(".*[.]csv"), answer: "[]", method: "GET", uri: stagesURI + "/LANDING/files?pattern=.%2A%5B.%5Dcsv"},
		{call: create(""), answer: "{}", method: "POST", uri: stagesURI, body: `{"name":"\"a b\"","kind":"PERMANENT"}`},
		{call: create(ErrorIfExists), answer: "{}", method: "POST", uri: stagesURI + "?createMode=errorIfExists", body: `{"name":"\"a b\"","kind":"PERMANENT"}`},
		{call: create(OrReplace), answer: "{}", method: "POST", uri: stagesURI + "?createMode=orReplace", body: `{"name":"\"a b\"","kind":"PERMANENT"}`},
		{call: create(IfNotExists), answer: "{}", method: "POST", uri: stagesURI + "?createMode=ifNotExists", body: `{"name":"\"a b\"","kind":"PERMANENT"}`},
		{call: remove(false), answer: "{}", method: "DELETE", uri: stagesURI + "/LANDING"},
		{call: remove(true), answer: "{}", method: "DELETE", uri: stagesURI + "/LANDING?ifExists=true"},
		{call: presign("in/orders.csv", PresignedURLRequest{}), answer: `{"presigned_url":"u"}`, method: "POST", uri: stagesURI + "/LANDING/files/in/orders.csv:presigned-url", body: "{}"},
		{
			call:   presign("/a b/ö:x+y%2F.csv", PresignedURLRequest{ExpirationTime: 900, Mode: "upload"}),
			answer: `{"presigned_url":"u"}`, method: "POST", uri: stagesURI + "/LANDING/files/a%20b/%C3%B6%3Ax%2By%252F.csv:presigned-url", body: `{"expiration_time":900,"mode":"upload"}`,
		},
	}
	for _, test := range tests {
		t.Run(test.method+" "+test.uri, func(t *testing.T) {
			t.Parallel()
			account := newAccount(t, answerJSON(200, test.answer))
			c, _ := account.client(func(config *Config) { config.Role, config.Warehouse = `"Loader ü"`, "WH" })
			if err := test.call(t.Context(), t, c); err != nil {
				t.Fatal(err)
			}
			got := account.requests()[0]
			if got.method != test.method || got.uri != test.uri || got.body != test.body {
				t.Errorf("%s %s %s", got.method, got.uri, got.body)
			}
			want := map[string]string{
				"Authorization": "Bearer first-token", "X-Snowflake-Authorization-Token-Type": "KEYPAIR_JWT", "Accept": "application/json",
				"User-Agent": "snowstage-test/1", "X-Snowflake-Role": `"Loader ü"`, "X-Snowflake-Warehouse": "WH",
			}
			if test.body != "" {
				want["Content-Type"] = "application/json"
			}
			for key := range maps.Keys(got.header) {
				if value := got.header.Get(key); value != want[key] && !slices.Contains([]string{"Accept-Encoding", "Content-Length"}, key) {
					t.Errorf("%s: %q", key, value)
				}
				delete(want, key)
			}
			if len(want) != 0 {
				t.Errorf("not sent: %v", want)
			}
		})
	}
}

func TestRoleAndWarehouseAreOptional(t *testing.T) {
	t.Parallel()
	account := newAccount(t, answerJSON(200, "[]"))
	c, _ := account.client()
	if _, err := collect(c.Stages.List(t.Context(), landing(t).In(), "")); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"X-Snowflake-Role", "X-Snowflake-Warehouse", "Content-Type"} {
		if values, sent := account.requests()[0].header[key]; sent {
			t.Errorf("%s: %q", key, values)
		}
	}
}

func TestNamesInPaths(t *testing.T) {
	t.Parallel()
	for spelling, element := range map[string]string{
		"my_stage$1":        "MY_STAGE%241",
		`"my stage"`:        "%22my%20stage%22",
		`"a/b"`:             "%22a%2Fb%22",
		`"a.b"`:             "%22a.b%22",
		`".."`:              "%22..%22",
		`"say ""hi"""`:      "%22say%20%22%22hi%22%22%22",
		`"100%:drop?x#y+z"`: "%22100%25%3Adrop%3Fx%23y%2Bz%22",
		`"Straße"`:          "%22Stra%C3%9Fe%22",
	} {
		t.Run(spelling, func(t *testing.T) {
			t.Parallel()
			one := name(t, spelling)
			account := newAccount(t, answerJSON(200, fmt.Sprintf(`{"name":%q}`, one.Quoted())))
			c, _ := account.client()
			if _, err := c.Stages.Fetch(t.Context(), identifier.Qualified{Database: one, Schema: one, Name: one}); err != nil {
				t.Fatal(err)
			}
			want := "GET /api/v2/databases/" + element + "/schemas/" + element + "/stages/" + element
			if got := account.uris()[0]; got != want {
				t.Errorf("%s, not %s", got, want)
			}
		})
	}
}

func TestPathsThatAreNotSent(t *testing.T) {
	t.Parallel()
	account := newAccount(t)
	c, _ := account.client()
	for _, path := range []string{"", "/", "//a", "a//b", "a/", ".", "..", "../a", "a/../b", "a/.", "./a"} {
		_, err := c.Stages.PresignURL(t.Context(), landing(t), path, PresignedURLRequest{})
		contains(t, failure(t, err).Error(), "getPresignedUrl POST", "building the request's path")
	}
	_, err := c.Stages.Fetch(t.Context(), identifier.Qualified{Database: name(t, "A"), Schema: name(t, "B")})
	contains(t, failure(t, err).Error(), "building the request's path")
	_, err = collect(c.Stages.List(t.Context(), identifier.Schema{Database: name(t, "A")}, ""))
	contains(t, failure(t, err).Error(), "building the request's path")
}

// TestEveryPropertyTravels sends and reads each property of the documents' Stage.
func TestEveryPropertyTravels(t *testing.T) {
	t.Parallel()
	const sent = `{"name":"LANDING","kind":"PERMANENT","url":"s3://b/","endpoint":"e","storage_integration":"I","comment":"",` +
		`"credentials":{"credential_type":"AWS","aws_key_id":"k","aws_secret_key":"s","aws_token":"t","aws_role":"r","azure_sas_token":"z"},` +
		`"encryption":{"type":"AWS_CSE","master_key":"m","kms_key_id":"i"},` +
		`"directory_table":{"enable":true,"refresh_on_create":false,"auto_refresh":false,"notification_integration":"N"}`
	const answered = `,"created_on":"2026-11-22T11:00:00.123Z","has_credentials":false,"has_encryption_key":true,"owner":"O","owner_role_type":"ROLE","region":"eu","cloud":"AWS"`
	account := newAccount(t, answerJSON(200, sent+answered+`,"file_format":{"type":"CSV"},"copy_options":null}`), answerJSON(200, `{"status":"ok"}`))
	c, _ := account.client()
	stage, err := c.Stages.Fetch(t.Context(), landing(t))
	if err != nil {
		t.Fatal(err)
	}
	for field, value := range reflect.ValueOf(stage).Fields() {
		if value.IsZero() {
			t.Errorf("%s was not read", field.Name)
		}
	}
	if *stage.CreatedOn != "2026-11-22T11:00:00.123Z" || *stage.Cloud != "AWS" || *stage.Comment != "" {
		t.Errorf("read %+v", stage)
	}
	if _, err := c.Stages.Create(t.Context(), landing(t).In(), stage, ErrorIfExists, nil); err != nil {
		t.Fatal(err)
	}
	if got := account.requests()[1].body; got != sent+"}" {
		t.Errorf("sent %s", got)
	}
}

func TestNullAndAbsentAreNil(t *testing.T) {
	t.Parallel()
	account := newAccount(t, answerJSON(200, `{"name":"LANDING","comment":null,"url":"","has_credentials":null,"directory_table":{"enable":null}}`))
	c, _ := account.client()
	stage, err := c.Stages.Fetch(t.Context(), landing(t))
	if err != nil {
		t.Fatal(err)
	}
	if stage.Comment != nil || stage.Owner != nil || stage.HasCredentials != nil || stage.URL == nil || *stage.URL != "" || stage.DirectoryTable.Enable != nil {
		t.Errorf("%+v", stage)
	}
}

func TestFetchKnowsTheNameInBothSpellings(t *testing.T) {
	t.Parallel()
	for _, exact := range []string{"LANDING", "landing", `a"b`, `"`, `"x"`} {
		wanted := landing(t)
		wanted.Name = name(t, `"`+strings.ReplaceAll(exact, `"`, `""`)+`"`)
		for _, spelling := range []string{exact, wanted.Name.Quoted()} {
			account := newAccount(t, answerJSON(200, fmt.Sprintf(`{"name":%q}`, spelling)))
			c, _ := account.client()
			if stage, err := c.Stages.Fetch(t.Context(), wanted); err != nil || stage.Name != spelling {
				t.Errorf("%s is not %s: %v", spelling, wanted.Name, err)
			}
		}
	}
}

func TestStageFile(t *testing.T) {
	t.Parallel()
	account := newAccount(t, answerJSON(200, `[{"name":"landing/a.csv","size":"16","md5":null,"last_modified":"Tue, 5 Sep 2023 17:59:21 GMT","sha1":null}]`))
	c, _ := account.client()
	files, err := collect(c.Stages.ListFiles(t.Context(), landing(t), "", 0))
	want := []StageFile{{Name: "landing/a.csv", Size: "16", LastModified: "Tue, 5 Sep 2023 17:59:21 GMT"}}
	if err != nil || !slices.Equal(files, want) {
		t.Errorf("%+v, %v", files, err)
	}
}

func TestBadObjects(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ op, body, message string }{
		"no name":       {"fetch", `{"comment":"x"}`, "it has no name"},
		"a list":        {"fetch", `[{"name":"X"}]`, "it is not an object"},
		"null":          {"fetch", `null`, "it is not an object"},
		"a large index": {"fetch", `{"result_handler":"h"}`, "it has no name"},
		"wrong type":    {"fetch", `{"name":"LANDING","has_credentials":"yes"}`, "cannot unmarshal string"},
		"another name":  {"fetch", `{"name":"OTHER"}`, `it describes the stage "OTHER" instead of "LANDING"`},
		"another case":  {"fetch", `{"name":"\"landing\""}`, `it describes the stage "landing" instead of "LANDING"`},
		"no url":        {"presign", `{}`, "it has no presigned_url"},
	}
	for title, test := range tests {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			account := newAccount(t, answerJSON(200, test.body))
			c, _ := account.client()
			i := slices.IndexFunc(operations(), func(op operation) bool { return op.name == test.op })
			got := failure(t, operations()[i].call(t.Context(), t, c))
			contains(t, got.Error(), "reading the reply", test.message)
			if got.Status != http.StatusOK || got.RequestID != requestID {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestBodiesAreCapped(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		answer step
		op     string
		status int
		is     error
	}{
		"read":        {answerJSON(200, `{"name":"`+strings.Repeat("x", maxSuccessBody)+`"}`), "fetch", 200, errTooLarge},
		"write":       {answerJSON(200, `{"status":"`+strings.Repeat("x", maxSuccessBody)+`"}`), "create", 200, ErrUnclear},
		"error reply": {fails(404, "002003", strings.Repeat("x", maxErrorBody)), "fetch", 404, ErrNotSnowflake},
	}
	for title, test := range tests {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			account := newAccount(t, test.answer, fails(403, "003001", "the look is refused"))
			c, _ := account.client()
			i := slices.IndexFunc(operations(), func(op operation) bool { return op.name == test.op })
			got := failure(t, operations()[i].call(t.Context(), t, c))
			if got.Status != test.status || !errors.Is(got, test.is) || !errors.Is(got, errTooLarge) {
				t.Errorf("%v", got)
			}
		})
	}
}
