package client

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

func TestStatementsOfStages(t *testing.T) {
	t.Parallel()
	const stage = `ALTER STAGE "ANALYTICS"."RAW"."LANDING" `
	tests := []struct {
		name, want string
		change     func(ctx context.Context, stages *Stages) error
	}{
		{"all settings", stage + `SET URL = 's3://b/' STORAGE_INTEGRATION = "My ""own""" ENCRYPTION = (TYPE = 'AWS_SSE_KMS' KMS_KEY_ID = 'k') COMMENT = ''`, func(ctx context.Context, stages *Stages) error {
			return stages.Alter(ctx, landing(t), StageSettings{
				URL: new("s3://b/"), StorageIntegration: new(`"My ""own"""`), Comment: new(""), Encryption: &Encryption{Type: new("AWS_SSE_KMS"), KMSKeyID: new("k")},
			}, nil)
		}},
		{"keys", stage + `SET CREDENTIALS = (AWS_KEY_ID = 'i' AWS_SECRET_KEY = 's' AWS_TOKEN = 't') ENCRYPTION = (MASTER_KEY = 'm')`, func(ctx context.Context, stages *Stages) error {
			return stages.Alter(ctx, landing(t), StageSettings{
				Credentials: &Credentials{CredentialType: "AWS", AWSKeyID: new(Secret("i")), AWSSecretKey: new(Secret("s")), AWSToken: new(Secret("t"))},
				Encryption:  &Encryption{MasterKey: new(Secret("m"))},
			}, nil)
		}},
		{"role", stage + `SET CREDENTIALS = (AWS_ROLE = 'arn')`, func(ctx context.Context, stages *Stages) error {
			return stages.Alter(ctx, landing(t), StageSettings{Credentials: &Credentials{CredentialType: "AWS", AWSRole: new("arn")}}, nil)
		}},
		{"no credentials", stage + `SET CREDENTIALS = ()`, func(ctx context.Context, stages *Stages) error {
			return stages.Alter(ctx, landing(t), StageSettings{Credentials: &Credentials{}}, nil)
		}},
		{"directory", stage + `SET DIRECTORY = (ENABLE = FALSE)`, func(ctx context.Context, stages *Stages) error {
			return stages.SetDirectory(ctx, landing(t), false, nil)
		}},
		{"rename", stage + `RENAME TO "ANALYTICS"."RAW"."Other"`, func(ctx context.Context, stages *Stages) error {
			return stages.Rename(ctx, landing(t), other(t), createdOn, nil)
		}},
		{"refresh", stage + `REFRESH SUBPATH = 'in/'`, func(ctx context.Context, stages *Stages) error {
			_, err := stages.RefreshDirectory(ctx, landing(t), "in/")
			return err
		}},
		{"types", `SHOW STAGES LIKE 'a\\_b' IN SCHEMA "ANALYTICS"."RAW"`, func(ctx context.Context, stages *Stages) error {
			_, err := stages.Types(ctx, landing(t).In(), `a\_b`)
			return err
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			account := newAccount(t, answerJSON(200, rowsOf([]string{"name", "type", "file", "status"})))
			c, _ := account.client()
			if err := test.change(t.Context(), c.Stages); err != nil {
				t.Fatal(err)
			}
			if _, body := submitted(t, account.requests()[0]); body["statement"] != test.want {
				t.Errorf("sent %v,\nwant %s", body["statement"], test.want)
			}
		})
	}
}

func TestAnswerThatIsNoResultLeavesAnAlterationInDoubt(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"null", "[]", "{}", `{"code":"001003","message":"syntax error","statementHandle":"e4ce"}`} {
		c, _ := newAccount(t, answerJSON(200, body)).client()
		if err := c.Stages.SetDirectory(t.Context(), landing(t), true, nil); !errors.Is(err, ErrUnclear) {
			t.Errorf("%s: %v", body, err)
		}
	}
}

// The description of a result's rows is optional in the documents.
func TestResultWithoutRowsIsOne(t *testing.T) {
	t.Parallel()
	c, _ := newAccount(t, answerJSON(200, `{"code":"090001","message":"Statement executed successfully.","statementHandle":"e4ce"}`)).client()
	if err := c.Stages.SetDirectory(t.Context(), landing(t), true, nil); err != nil {
		t.Error(err)
	}
}

func TestIntegrationThatIsNoNameIsNotSent(t *testing.T) {
	t.Parallel()
	c, _ := newAccount(t).client()
	if err := c.Stages.Alter(t.Context(), landing(t), StageSettings{StorageIntegration: new("a b")}, nil); err == nil {
		t.Error("no complaint")
	}
}

const createdOn = "2026-11-01T09:30:00.123Z"

func other(t *testing.T) identifier.Qualified {
	t.Helper()
	to := landing(t)
	to.Name = name(t, `"Other"`)
	return to
}

// TestRenameInDoubtIsSettled plays a server that executes a repeated statement again, and one that never answers it.
func TestRenameInDoubtIsSettled(t *testing.T) {
	t.Parallel()
	busy := fails(503, "", "busy")
	gone := failsToExecute(422, "002003", "02000", "does not exist or not authorized")
	stage := func(name, createdOn string) step {
		return answerJSON(200, fmt.Sprintf(`{"name":%q,"created_on":%q}`, name, createdOn))
	}
	moved, stays, foreign := stage("Other", "2026-11-01T10:30:00.123+01:00"), stage("LANDING", createdOn), stage("Other", "2026-11-02T00:00:00Z")
	noResult := answerJSON(200, `{"code":"001003","sqlState":"42000","message":"syntax error","statementHandle":"e4ce"}`)
	tests := []struct {
		name   string
		script []step
		want   error
	}{
		{"executed twice", []step{busy, gone, moved}, nil},
		{"never answered, done", []step{busy, busy, moved}, nil},
		{"never answered, not done", []step{busy, busy, notThere, stays}, ErrUnclear},
		{"refused in the end", []step{busy, failsToExecute(422, "002002", "42710", "already exists"), foreign, stays}, ErrConflict},
		{"neither name is there", []step{busy, gone, notThere, notThere}, ErrUnclear},
		{"the look fails", []step{busy, gone, noLook}, ErrUnclear},
		{"refused at once", []step{gone}, ErrNotFound},
		{"answered with null, done", []step{answerJSON(200, "null"), moved}, nil},
		{"answered with a failure, not done", []step{noResult, notThere, stays, noResult, notThere, stays}, ErrUnclear},
		{"accepted, answered with another object", []step{answerJSON(202, executing), stays, moved}, nil},
		{"rows that cannot be read, done", []step{answerJSON(200, rowsOf([]string{"status"}, "[1]")), moved}, nil},
		{"done in more parts than anybody reads", []step{answerJSON(200, `{"resultSetMetaData":{"rowType":[{"name":"status"}],"partitionInfo":[{},{}]},"data":[]}`)}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			account := newAccount(t, test.script...)
			c, _ := account.client(func(config *Config) { config.MaxRetries = 1 })
			if err := c.Stages.Rename(t.Context(), landing(t), other(t), createdOn, nil); !errors.Is(err, test.want) {
				t.Errorf("%v", err)
			}
			if got := len(account.requests()); got != len(test.script) {
				t.Errorf("%v", account.uris())
			}
		})
	}
}

// rowsOf is a result of one partition.
func rowsOf(columns []string, rows ...string) string {
	var types, data string
	for i, column := range columns {
		if i > 0 {
			types += ","
		}
		types += fmt.Sprintf(`{"name":%q,"type":"text"}`, column)
	}
	for i, row := range rows {
		if i > 0 {
			data += ","
		}
		data += row
	}
	return fmt.Sprintf(`{"code":"090001","statementHandle":"e4ce","resultSetMetaData":{"rowType":[%s],"partitionInfo":[{"rowCount":1}]},"data":[%s]}`, types, data)
}

func TestTypesOfAllPartitions(t *testing.T) {
	t.Parallel()
	account := newAccount(t,
		answerJSON(200, `{"statementHandle":"e4ce","statementStatusUrl":"/api/v2/statements/e4ce?requestId=r","resultSetMetaData":{"rowType":[{"name":"NAME"},{"name":"owner"},{"name":"type"}],
			"partitionInfo":[{"rowCount":1},{"rowCount":1},{"rowCount":1}]},"data":[["A",null,"INTERNAL"]]}`),
		answerJSON(200, `{"data":[["b c","R","INTERNAL NO CSE"]]}`), answerJSON(200, `{"data":[["D",null,null]]}`))
	c, _ := account.client()
	types, err := c.Stages.Types(t.Context(), landing(t).In(), "")
	if err != nil {
		t.Fatal(err)
	}
	want := map[identifier.Name]StageType{name(t, "a"): InternalStage, name(t, `"b c"`): InternalStageNoCSE, name(t, "d"): ""}
	if !maps.Equal(types, want) {
		t.Errorf("%v", types)
	}
	if got := account.uris()[1:]; !slices.Equal(got, []string{"GET /api/v2/statements/e4ce?partition=1&requestId=r", "GET /api/v2/statements/e4ce?partition=2&requestId=r"}) {
		t.Errorf("%v", got)
	}
}

func TestRowsThatAreNotAsPromised(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"no column":       rowsOf([]string{"name"}, `["A"]`),
		"a short row":     rowsOf([]string{"name", "type"}, `["A","INTERNAL"]`, `["B"]`),
		"no rows at all":  `{"statementHandle":"e4ce"}`,
		"a list":          `[]`,
		"of another type": `{"data":[[1]]}`,
		"too many":        rowsOf([]string{"name", "type"}, `["A",""]`, `["B",""]`, `["C",""]`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := newAccount(t, answerJSON(200, body)).client()
			c.bounds.rows = 2
			if _, err := c.Stages.Types(t.Context(), landing(t).In(), ""); failure(t, err).Status != 200 {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestRefreshedFiles(t *testing.T) {
	t.Parallel()
	c, _ := newAccount(t, answerJSON(200, rowsOf([]string{"file", "status", "description"}, `["a.csv","REGISTERED_NEW","File registered"]`, `["b.csv","UNREGISTERED",null]`))).client()
	files, err := c.Stages.RefreshDirectory(t.Context(), landing(t), "")
	if want := []RefreshedFile{{"a.csv", "REGISTERED_NEW"}, {"b.csv", "UNREGISTERED"}}; err != nil || !slices.Equal(files, want) {
		t.Errorf("%v, %v", files, err)
	}
}
