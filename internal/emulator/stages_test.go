package emulator_test

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

func TestStageLivesFromCreateToDelete(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.do("POST", stagesPath, `{"name":"landing","comment":"Files"}`).want(200)
	if got := f.fetch("LANDING")["comment"]; got != "Files" {
		t.Errorf("comment %v", got)
	}
	if got := f.do("GET", stagesPath, "").want(200).column("name"); !slices.Equal(got, []string{"LANDING"}) {
		t.Errorf("listed %v", got)
	}
	f.do("DELETE", stagesPath+"/landing", "").want(200)
	f.do("GET", stagesPath+"/landing", "").wantError(404, "002003", "stage 'landing' does not exist or not authorized.")
	f.do("DELETE", stagesPath+"/landing", "").wantError(404, "002003", "landing")
}

func TestSuccessSaysWhatTheStatementAnswered(t *testing.T) {
	t.Parallel()
	f := start(t)
	for _, step := range []struct{ method, path, body, status string }{
		{"POST", "", `{"name":"a"}`, "Stage area A successfully created."},
		{"POST", "?createMode=ifNotExists", `{"name":"a"}`, "A already exists, statement succeeded."},
		{"POST", "?createMode=orReplace", `{"name":"a"}`, "Stage area A successfully created."},
		{"DELETE", "/a", "", "A successfully dropped."},
		{"DELETE", "/a?ifExists=TRUE", "", "Drop statement executed successfully (A already dropped)."},
	} {
		var body map[string]string
		f.do(step.method, stagesPath+step.path, step.body).want(200).decode(&body)
		if !reflect.DeepEqual(body, map[string]string{"status": step.status}) {
			t.Errorf("%s %s: %v, want %q", step.method, step.path, body, step.status)
		}
	}
}

func TestFetchAnswersEveryPropertyOfAnInternalStage(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s","encryption":{"type":"SNOWFLAKE_SSE"},"surplus":[1]}`)
	want := map[string]any{
		"name": "S", "kind": "PERMANENT", "url": "", "endpoint": nil, "storage_integration": nil, "comment": nil,
		"directory_table": map[string]any{
			"enable": false, "refresh_on_create": true, "auto_refresh": false, "notification_integration": nil,
		},
		"created_on": "2026-09-05T17:59:21.123+00:00", "has_credentials": false, "has_encryption_key": false,
		"owner": "ACCOUNTADMIN", "owner_role_type": "ROLE", "region": nil, "cloud": nil,
	}
	if got := f.fetch("s"); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	var rows []map[string]any
	f.do("GET", stagesPath, "").decode(&rows)
	if !reflect.DeepEqual(rows, []map[string]any{want}) {
		t.Errorf("the list says %v", rows)
	}
}

func TestFetchAnswersWhatWasGivenButNoSecret(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"lake","url":"azure://acme.blob.core.windows.net/lake/raw/","comment":"",
		"credentials":{"credential_type":"AZURE","azure_sas_token":"sas-secret"},
		"encryption":{"type":"AZURE_CSE","master_key":"MDEyMzQ1Njc4OWFiY2RlZg=="},
		"directory_table":{"enable":true,"refresh_on_create":false,"auto_refresh":true,"notification_integration":"\"Note\""}}`)
	got := f.fetch("lake")
	want := map[string]any{
		"name": "LAKE", "kind": "PERMANENT", "url": "azure://acme.blob.core.windows.net/lake/raw/", "endpoint": nil,
		"storage_integration": nil, "comment": "",
		"directory_table": map[string]any{
			"enable": true, "refresh_on_create": false, "auto_refresh": true, "notification_integration": `"Note"`,
		},
		"created_on": got["created_on"], "has_credentials": true, "has_encryption_key": true,
		"owner": "ACCOUNTADMIN", "owner_role_type": "ROLE", "region": "westus2", "cloud": "AZURE",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestCloudAndKeysOfExternalStages(t *testing.T) {
	t.Parallel()
	f := start(t)
	for _, c := range []struct {
		name, rest, cloud      string
		hasCredentials, hasKey bool
	}{
		{"public", `"url":"s3://b/"`, "AWS", false, false},
		{"keys", `"url":"s3china://b/","credentials":{"credential_type":"AWS","aws_key_id":"k","aws_secret_key":"s","aws_token":"t"}`, "AWS", true, false},
		{"role", `"url":"s3gov://b/","credentials":{"credential_type":"AWS","aws_role":"r"}`, "AWS", true, false},
		{"kms", `"url":"s3://b/","storage_integration":"i","encryption":{"type":"AWS_SSE_KMS","kms_key_id":"k"}`, "AWS", false, true},
		{"kms_default", `"url":"s3://b/","encryption":{"type":"AWS_SSE_KMS"}`, "AWS", false, false},
		{"alone", `"url":"s3://b/","encryption":{"master_key":"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="}`, "AWS", false, true},
		{"google", `"url":"gcs://b/","storage_integration":"i","encryption":{"type":"GCS_SSE_KMS","kms_key_id":"k"}`, "GCP", false, true},
		{"compatible", `"url":"s3compat://b/","endpoint":"s3.example.com","credentials":{"credential_type":"AWS","aws_key_id":"k","aws_secret_key":"s"}`, "AWS", true, false},
	} {
		f.create(`{"name":"` + c.name + `",` + c.rest + `}`)
		got := f.fetch(c.name)
		if got["cloud"] != c.cloud || got["has_credentials"] != c.hasCredentials || got["has_encryption_key"] != c.hasKey {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if got := f.fetch("compatible")["endpoint"]; got != "s3.example.com" {
		t.Errorf("endpoint %v", got)
	}
	if got := f.fetch("kms")["storage_integration"]; got != "I" {
		t.Errorf("storage integration %v", got)
	}
}

func TestExtrasAreProperties(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithExtras())
	f.create(`{"name":"s"}`)
	got := f.fetch("s")
	directory, _ := got["directory_table"].(map[string]any)
	if _, ok := directory["aws_sns_topic"]; !ok || got["file_format"] == nil || got["copy_options"] == nil {
		t.Errorf("%v", got)
	}
}

func TestThinListsTellLess(t *testing.T) {
	t.Parallel()
	const internal, external = `{"name":"IN","directory_table":{"enable":true}}`, `{"name":"OUT","url":"s3://acme/","storage_integration":"I"}`
	for name, test := range map[string]struct {
		options []emulator.Option
		lacks   map[string][]string // by stage
	}{
		"thin":  {[]emulator.Option{emulator.WithThinLists()}, map[string][]string{"IN": {"directory_table", "has_credentials", "has_encryption_key"}, "OUT": {"directory_table"}}},
		"whole": {nil, map[string][]string{"IN": nil, "OUT": nil}},
	} {
		f := start(t, test.options...)
		f.create(internal)
		f.create(external)
		var rows []map[string]any
		f.do("GET", stagesPath, "").want(200).decode(&rows)
		if len(rows) != len(test.lacks) {
			t.Fatalf("%s: %d rows", name, len(rows))
		}
		for _, row := range rows {
			stage, _ := row["name"].(string)
			var lacks []string
			for property, value := range f.fetch(stage) {
				if listed, isListed := row[property]; !isListed || !reflect.DeepEqual(listed, value) {
					lacks = append(lacks, property)
				}
			}
			if slices.Sort(lacks); !slices.Equal(lacks, test.lacks[stage]) {
				t.Errorf("%s: the row of %s lacks %q, want %q", name, stage, lacks, test.lacks[stage])
			}
			if directory, _ := row["directory_table"].(map[string]any); directory["enable"] != (stage == "IN") {
				t.Errorf("%s: the row of %s tells of a directory table: %v", name, stage, directory)
			}
		}
	}
}

func TestCreateModes(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"", "errorIfExists", "orReplace", "ifNotExists"} {
		t.Run("mode "+mode, func(t *testing.T) {
			t.Parallel()
			f := start(t)
			path := stagesPath
			if mode != "" {
				path += "?createMode=" + mode
			}
			f.do("POST", path, `{"name":"s","comment":"first"}`).want(200)
			before := f.fetch("s")
			if err := f.PutFile("db", "raw", "s", "a.txt", []byte("a")); err != nil {
				t.Fatal(err)
			}
			second := f.do("POST", path, `{"name":"S","comment":"second"}`)
			after := f.fetch("s")
			files := len(f.do("GET", stagesPath+"/s/files", "").column("name"))
			switch mode {
			case "orReplace":
				second.want(200)
				if after["comment"] != "second" || files != 0 {
					t.Errorf("comment %v, %d files", after["comment"], files)
				}
				if !createdOn(t, after).After(createdOn(t, before)) {
					t.Errorf("created_on %v is not after %v", after["created_on"], before["created_on"])
				}
			case "ifNotExists":
				second.want(200)
				if !reflect.DeepEqual(after, before) || files != 1 {
					t.Errorf("%v, %d files", after, files)
				}
			default:
				second.wantError(409, "002002", "object 's' already exists.")
				if !reflect.DeepEqual(after, before) || files != 1 {
					t.Errorf("%v, %d files", after, files)
				}
			}
		})
	}
}

func TestUnknownCreateModeIsRefused(t *testing.T) {
	t.Parallel()
	f := start(t)
	for _, mode := range []string{"or_replace", "ORREPLACE", "x"} {
		f.do("POST", stagesPath+"?createMode="+mode, `{"name":"s"}`).
			wantError(400, "390400", "Not a valid createMode: "+mode, "errorIfExists,orReplace,ifNotExists")
	}
	f.do("GET", stagesPath+"/s", "").want(404)
}

func TestIfExistsIsTrueOnlyByThatWord(t *testing.T) {
	t.Parallel()
	f := start(t)
	for value, status := range map[string]int{"true": 200, "True": 200, "false": 404, "1": 404, "": 404} {
		f.do("DELETE", stagesPath+"/none?ifExists="+value, "").want(status)
	}
}

func createdOn(t *testing.T, stage map[string]any) time.Time {
	t.Helper()
	text, _ := stage["created_on"].(string)
	created, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return created
}

func TestEveryStageIsYoungerThanAllBefore(t *testing.T) {
	t.Parallel()
	f := start(t) // its clock stands still
	var wait sync.WaitGroup
	for i := range 20 {
		wait.Go(func() { f.do("POST", stagesPath, fmt.Sprintf(`{"name":"s%d"}`, i)) })
	}
	wait.Wait()
	created := f.do("GET", stagesPath, "").column("created_on")
	slices.Sort(created)
	if distinct := slices.Compact(slices.Clone(created)); len(distinct) != 20 {
		t.Errorf("created_on %v", created)
	}
	if !regexp.MustCompile(`\.\d{3}\+00:00$`).MatchString(created[0]) {
		t.Errorf("created_on %s has no parts of a second", created[0])
	}
}

func TestMissingParentsAreTold(t *testing.T) {
	t.Parallel()
	f := start(t)
	noDatabase, noSchema := "/api/v2/databases/none/schemas/raw/stages", "/api/v2/databases/db/schemas/none/stages"
	for _, r := range []struct{ method, path, body string }{
		{"GET", "", ""}, {"POST", "", `{"name":"s"}`}, {"GET", "/s", ""}, {"DELETE", "/s?ifExists=true", ""},
		{"GET", "/s/files", ""}, {"POST", "/s/files/a:presigned-url", ""},
	} {
		f.do(r.method, noDatabase+r.path, r.body).wantError(404, "002003", "database 'none' does not exist")
		f.do(r.method, noSchema+r.path, r.body).wantError(404, "002003", "schema 'db.none' does not exist")
	}
}

func TestNamesFoldAndQuote(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ given, path, shown, bare string }{
		{`landing`, `LANDING`, `LANDING`, `LANDING`},
		{`"LANDING"`, `landing`, `LANDING`, `LANDING`},
		{`_a$1`, `%22_A$1%22`, `_A$1`, `_A$1`},
		{`"Landing"`, `%22Landing%22`, `"Landing"`, `Landing`},
		{`"my stage"`, `%22my%20stage%22`, `"my stage"`, `my stage`},
		{`"a.b"`, `%22a.b%22`, `"a.b"`, `a.b`},
		{`"a""b"`, `%22a%22%22b%22`, `"a""b"`, `a"b`},
		{`"a/b"`, `%22a%2Fb%22`, `"a/b"`, `a/b`},
		{`"a:b"`, `%22a:b%22`, `"a:b"`, `a:b`},
		{`"Grüße 雪"`, url.PathEscape(`"Grüße 雪"`), `"Grüße 雪"`, `Grüße 雪`},
	} {
		t.Run(c.given, func(t *testing.T) {
			t.Parallel()
			for shown, options := range map[string][]emulator.Option{c.shown: nil, c.bare + "": {emulator.WithBareNames()}} {
				if c.shown == c.bare && options != nil {
					continue
				}
				f := start(t, options...)
				f.do("POST", stagesPath, `{"name":`+fmt.Sprintf("%q", c.given)+`}`).want(200)
				if got := f.fetch(c.path)["name"]; got != shown {
					t.Errorf("name %v, want %s", got, shown)
				}
				f.do("GET", stagesPath+"/"+c.path+"/files", "").want(200)
				f.do("POST", stagesPath+"/"+c.path+"/files/x:presigned-url", "").want(200)
				f.do("DELETE", stagesPath+"/"+c.path, "").want(200)
			}
		})
	}
}

func TestNamesThatAreNone(t *testing.T) {
	t.Parallel()
	f := start(t)
	for _, name := range []string{
		"1a", "my stage", "a-b", "ä", `"`, `""`, `"a`, `a"`, `"a"b"`, strings.Repeat("a", 256), `"` + strings.Repeat("ä", 256) + `"`,
	} {
		text := fmt.Sprintf("%q", name)
		f.do("POST", stagesPath, `{"name":`+text+`}`).wantError(400, "", "Invalid SQL Identifier found in the request: "+name)
		if !strings.Contains(name, ":") {
			f.do("GET", stagesPath+"/"+url.PathEscape(name), "").wantError(400, "", name)
		}
	}
	f.create(`{"name":"` + strings.Repeat("a", 255) + `"}`)
	f.create(`{"name":"\"` + strings.Repeat("ä", 255) + `\""}`)
	f.do("POST", stagesPath, `{"comment":"nameless"}`).wantError(400, "390400", "name")
	f.do("POST", "/api/v2/databases/a%20b/schemas/raw/stages", `{"name":"s"}`).wantError(400, "", "a b")
}

func TestLike(t *testing.T) {
	t.Parallel()
	f := start(t)
	for _, name := range []string{`land_1`, `landx1`, `other`, `"100%"`, `"x\\y"`} {
		f.create(`{"name":` + strings.ReplaceAll(`"`+strings.ReplaceAll(name, `"`, `\"`)+`"`, "'", "") + `}`)
	}
	for like, want := range map[string][]string{
		"":        {`"100%"`, "LANDX1", "LAND_1", "OTHER", `"x\y"`},
		"land%":   {"LANDX1", "LAND_1"},
		"LAND_1":  {"LANDX1", "LAND_1"},
		`land\_1`: {"LAND_1"},
		`%\%`:     {`"100%"`},
		`x\\y`:    {`"x\y"`},
		"and%":    {},
		"o____":   {"OTHER"},
		`x\\y\`:   {},
		"other.*": {},
		"%":       {`"100%"`, "LANDX1", "LAND_1", "OTHER", `"x\y"`},
	} {
		if got := f.do("GET", stagesPath+"?like="+url.QueryEscape(like), "").want(200).column("name"); !slices.Equal(got, want) {
			t.Errorf("like %q: %v, want %v", like, got, want)
		}
	}
}

func TestOwnerIsTheRoleOfTheRequest(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithRoles("loader", `"Data Team"`))
	f.do("POST", stagesPath, `{"name":"a"}`, "X-Snowflake-Role", "LOADER").want(200)
	f.do("POST", stagesPath, `{"name":"b"}`, "X-Snowflake-Role", `"Data Team"`).want(200)
	if got := f.fetch("a")["owner"]; got != "LOADER" {
		t.Errorf("owner %v", got)
	}
	if got := f.fetch("b")["owner"]; got != `"Data Team"` {
		t.Errorf("owner %v", got)
	}
	f.do("POST", stagesPath, `{"name":"c"}`, "X-Snowflake-Role", "other").wantError(403, "390189", "OTHER")
	f.do("POST", stagesPath, `{"name":"c"}`, "X-Snowflake-Role", "no role").wantError(400, "", "no role")
	f.do("GET", stagesPath+"/c", "").want(404)
}

func TestIntegrationsThatExist(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithStorageIntegrations("lake"), emulator.WithNotificationIntegrations("news"))
	f.create(`{"name":"a","url":"gcs://b/","storage_integration":"LAKE","directory_table":{"notification_integration":"NEWS"}}`)
	f.do("POST", stagesPath, `{"name":"b","url":"gcs://b/","storage_integration":"pond"}`).
		wantError(404, "002003", "storage integration 'pond'")
	f.do("POST", stagesPath, `{"name":"b","url":"gcs://b/","directory_table":{"notification_integration":"pond"}}`).
		wantError(404, "002003", "notification integration 'pond'")
	f.do("GET", stagesPath+"/b", "").want(404)
}

func TestBodiesThatAreNone(t *testing.T) {
	t.Parallel()
	f := start(t)
	for _, body := range []string{
		``, `{`, `[]`, `null`, `"x"`, `{"name":"s"} {}`, `{"name":1}`, `{"name":"s","comment":{}}`,
		`{"name":"s","directory_table":{"enable":"true"}}`, `{"name":"s","directory_table":[]}`,
		`{"name":"s","encryption":"NONE"}`, `{"name":"s","credentials":{"credential_type":1}}`,
	} {
		got := f.do("POST", stagesPath, body).want(400)
		if got.body != "" || got.header.Get("X-Snowflake-Request-ID") == "" {
			t.Errorf("%s: body %q, request id %q", body, got.body, got.header.Get("X-Snowflake-Request-ID"))
		}
	}
	f.do("POST", stagesPath, `{"NAME":"s"}`).wantError(400, "390400", "name")
	f.create(`{"name":"s","kind":null,"url":null,"credentials":null,"encryption":{},"directory_table":{}}`)
}

func TestRoutes(t *testing.T) {
	t.Parallel()
	f := start(t)
	for _, path := range []string{
		"/", "/api/v2/databases", "/api/v2/databases/db/schemas/raw", "/api/v2/databases//schemas/raw/stages", "/api/v1/databases/db/schemas/raw/stages",
		stagesPath + "/", stagesPath + "/s/", stagesPath + "/s/file", stagesPath + "/s/files/a", stagesPath + "/s/files/a:url",
		stagesPath + "/s:refresh", stagesPath + "/%22s%22:refresh", stagesPath + "/s/files/a:presigned-url/", "/api/v2/results/", "/api/v2/results/a/b",
	} {
		f.do("GET", path, "", "Authorization", "").wantBare(404)
	}
	for path, method := range map[string]string{
		stagesPath: "PUT", stagesPath + "/s": "POST", stagesPath + "/s/files": "POST", "/api/v2/results/x": "DELETE",
		stagesPath + "/s/files/a:presigned-url": "GET",
	} {
		f.do(method, path, "", "Authorization", "").wantBare(405)
	}
	f.do("HEAD", stagesPath, "").want(405)
	for _, mediaType := range []string{"text/plain", "application/x-www-form-urlencoded", "application/json-patch+json", ";"} {
		f.do("POST", stagesPath, `{"name":"s"}`, "Content-Type", mediaType).wantBare(415)
	}
	f.do("POST", stagesPath, `{"name":"s"}`, "Content-Type", "application/json; charset=utf-8").want(200)
	f.do("POST", stagesPath, strings.Repeat(" ", 2<<20)+"{}").wantBare(413)
}

func TestReplyHeaders(t *testing.T) {
	t.Parallel()
	f := start(t)
	first, second := f.do("GET", stagesPath, "").want(200), f.do("GET", stagesPath, "").want(200)
	id := first.header.Get("X-Snowflake-Request-ID")
	if !regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(id) {
		t.Errorf("request id %q is no UUID", id)
	}
	if id == second.header.Get("X-Snowflake-Request-ID") {
		t.Error("two replies have the same request id")
	}
	if got := first.header.Get("Date"); got != "Sat, 05 Sep 2026 17:59:21 GMT" {
		t.Errorf("date %q is not the emulator's", got)
	}
	if got := first.header.Get("Content-Type"); got != "application/json" {
		t.Errorf("content type %q", got)
	}
	if got := f.do("GET", "/none", "").header.Get("Date"); got != f.clock.Now().Format(http.TimeFormat) {
		t.Errorf("date %q of an unknown path", got)
	}
}
