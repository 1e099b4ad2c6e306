package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

func TestFailureTellsWhatWasTriedWhatWasAnsweredAndWhatToDo(t *testing.T) {
	t.Parallel()
	reply := func(status int) *client.Error {
		return &client.Error{
			Operation: "createStage", Method: "POST", Path: "/api/v2/x", Status: status,
			Code: "003001", Message: "\nthe words of Snowflake", RequestID: "0f-1e", Tries: 3,
		}
	}
	for _, test := range []struct {
		name string
		err  error
		role string
		want []string
	}{
		{"400", reply(400), "", []string{"creating stage X", "the words of Snowflake", "400 Bad Request", "code 003001", "request id 0f-1e", "3 tries", "correct the setting"}},
		{"401", errors.Join(client.ErrUnauthorized, reply(401)), "", []string{"RSA_PUBLIC_KEY_FP", "the words of Snowflake"}},
		{"403", errors.Join(client.ErrForbidden, reply(403)), "LOADER", []string{"role LOADER needs", "CREATE STAGE on the schema", "USAGE on the database"}},
		{"403 without a role", errors.Join(client.ErrForbidden, reply(403)), "", []string{"the user's default role needs"}},
		{"404", errors.Join(client.ErrNotFound, reply(404)), "LOADER", []string{"does not exist and for one the role may not see", "role LOADER needs"}},
		{"409", errors.Join(client.ErrConflict, reply(409)), "", []string{"import block"}},
		{"429", reply(429), "", []string{"max_requests_per_second"}},
		{"503", reply(503), "", []string{"request id"}},
		{"not Snowflake", errors.Join(client.ErrNotSnowflake, &client.Error{Operation: "fetchStage", Status: 200}), "", []string{"proxy", "200 OK", "nothing more than its status"}},
		{"unclear", errors.Join(client.ErrUnclear, &client.Error{Operation: "createStage", Cause: errors.New("connection reset")}), "", []string{"connection reset", "look whether it was carried out"}},
		{"too late", &client.Error{Operation: "createStage", Cause: context.DeadlineExceeded}, "", []string{"operation createStage"}},
		{"no token", errors.Join(client.ErrNoToken, &client.Error{Operation: "createStage", Cause: errors.New("invalid_client")}), "", []string{"invalid_client", "signs in", "without a token no request is sent"}},
		{"role not granted", errors.Join(client.ErrForbidden, client.ErrNoRole, &client.Error{Operation: "createStage", Status: 403, Code: "390189"}), "NOPE", []string{"grant the role to the user", "role NOPE"}},
		{"interrupted", fmt.Errorf("creating: %w", context.Canceled), "", []string{"What to do: nothing: the run was interrupted"}},
		{"something else", errors.New("no route to host"), "", []string{"no route to host", "can be reached"}},
	} {
		told := (&configured{role: test.role}).failure(t.Context(), creatingStage, "stage X", test.err)
		if told.Summary() != "Unable to create stage" || told.Severity() != diag.SeverityError {
			t.Errorf("%s: summary %q, severity %s", test.name, told.Summary(), told.Severity())
		}
		for _, want := range append(test.want, "What was tried: creating stage X.", "What to do: ") {
			if !strings.Contains(told.Detail(), want) {
				t.Errorf("%s: lacks %q:\n%s", test.name, want, told.Detail())
			}
		}
	}
}

func TestAnUnclearWriteIsNeverSaidToNeedNothing(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		kind error
		then string // empty: nothing more is said
	}{
		{context.Canceled, ""},
		{client.ErrConflict, ""},
		{context.DeadlineExceeded, "can be reached"},
		{client.ErrNotFound, "check the names of database, schema and stage"},
		{client.ErrForbidden, "grant what is missing"},
		{client.ErrUnauthorized, "RSA_PUBLIC_KEY_FP"},
		{client.ErrNoToken, "signs in"},
		{client.ErrNotSnowflake, "proxy"},
	} {
		err := errors.Join(test.kind, client.ErrUnclear, &client.Error{Operation: "createStage", Cause: errors.New("gone")})
		told := new(configured).failure(t.Context(), creatingStage, "stage X", err).Detail()
		_, advice, _ := strings.Cut(told, "What to do: ")
		if !strings.HasPrefix(advice, "look whether it was carried out before trying again") {
			t.Errorf("%v: does not say to look first: %s", test.kind, advice)
		}
		if _, then, _ := strings.Cut(advice, " If it was not: "); !strings.Contains(then, test.then) || (then == "") != (test.then == "") {
			t.Errorf("%v: does not go on with %q: %s", test.kind, test.then, advice)
		}
	}
}

func TestFailureTellsTheLimitThatWasPassed(t *testing.T) {
	t.Parallel()
	late := &client.Error{Operation: "fetchStage", Cause: context.DeadlineExceeded}
	for _, test := range []struct {
		name  string
		limit time.Duration
		by    string
		err   error
		want  []string
		not   string
	}{
		{"of the resource", -time.Second, "timeouts.read", late, []string{"reading stage X", "not done within -1s", "more time by timeouts.read"}, ""},
		{"fixed", -time.Second, "", fmt.Errorf("reading: %w", context.DeadlineExceeded), []string{"not done within -1s", "or try again"}, "more time"},
		{"of a write", -time.Second, "timeouts.delete", errors.Join(client.ErrUnclear, late), []string{"timeouts.delete", "may have been carried out"}, ""},
		{"not passed", time.Hour, "timeouts.read", errors.New("no route to host"), []string{"no route to host"}, "1h0m0s"},
		{"passed, but not to blame", -time.Second, "timeouts.read", errors.New("no route to host"), []string{"no route to host"}, "more time"},
	} {
		ctx, cancel := within(t.Context(), test.limit, test.by)
		told := new(configured).failure(ctx, readingStage, "stage X", test.err).Detail()
		cancel()
		for _, want := range test.want {
			if !strings.Contains(told, want) {
				t.Errorf("%s: lacks %q:\n%s", test.name, want, told)
			}
		}
		if test.not != "" && strings.Contains(told, test.not) {
			t.Errorf("%s: says %q:\n%s", test.name, test.not, told)
		}
	}
}

func TestFailureBlamesTheAttributeThatTheMessageNames(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		try     attempt
		status  int
		message string
		blamed  string // empty: no attribute
	}{
		{creatingStage, 400, "invalid value for URL", "url"},
		{creatingStage, 400, "endpoint is required", "endpoint"},
		{creatingStage, 400, "STORAGE_INTEGRATION cannot be combined with credentials", "storage_integration"},
		{creatingStage, 400, "credentials do not fit the url", "credentials"},
		{creatingStage, 400, "aws_key_id without aws_secret_key", "credentials.aws_key_id_wo"},
		{creatingStage, 400, "azure_sas_token is malformed", "credentials.azure_sas_token_wo"},
		{creatingStage, 400, "master_key must be base64", "encryption.master_key_wo"},
		{creatingStage, 400, "encryption.type SNOWFLAKE_SSE", "encryption.type"},
		{creatingStage, 400, "bad encryption", "encryption"},
		{creatingStage, 400, "directory_table.auto_refresh", "directory_table.auto_refresh"},
		{replacingStage, 400, "kind is bad", "kind"},
		{creatingStage, 400, "curl failed", ""},
		{creatingStage, 400, "url_x and xurl, then a url", "url"},
		{creatingStage, 404, "storage integration 'X' does not exist or not authorized", "storage_integration"},
		{creatingStage, 404, "Notification Integration 'X' does not exist or not authorized", "directory_table.notification_integration"},
		{creatingStage, 404, "schema 'URL' does not exist or not authorized", ""},
		{creatingStage, 403, "no USAGE for url", ""},
		{readingStage, 400, "bad url", ""},
	} {
		told := new(configured).failure(t.Context(), test.try, "stage X", &client.Error{Operation: "createStage", Status: test.status, Message: test.message})
		blamed := ""
		if at, ok := told.(diag.DiagnosticWithPath); ok {
			blamed = at.Path().String()
		}
		if blamed != test.blamed {
			t.Errorf("%s, %d %q: blames %q, want %q", test.try.doing, test.status, test.message, blamed, test.blamed)
		}
	}
}
