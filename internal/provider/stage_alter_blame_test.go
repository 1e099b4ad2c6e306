package provider

import (
	"net/http"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// What Snowflake complains of in a statement is told on the attribute that it comes from.
func TestRefusedStatementBlamesTheAttribute(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newHarness(t, emulator.WithAsync(0, 0))
	w := h.connect(t)
	created := w.apply(w.nothing(), withName("landing", hcl{"url": "s3://a/"}))
	for _, test := range []struct {
		fault     emulator.Fault
		attribute string
		says      string
	}{
		{failedStatement("001008", "22023", "SQL compilation error:\ninvalid value ['s3://b'] for parameter 'URL'"), "url", "correct the setting"},
		{failedStatement("001008", "22023", "SQL compilation error:\ninvalid value [x] for parameter 'AWS_ROLE'"), "credentials.aws_role", "correct the setting"},
		{failedStatement("001423", "22023", "invalid parameter 'KMS_KEY_ID'"), "encryption.kms_key_id", "correct the setting"},
		{failedStatement("001008", "22023", "invalid property 'DIRECTORY' for 'STAGE'"), "directory_table.enable", "correct the setting"},
		{failedStatement("001008", "22023", "invalid property 'COMMENT' for 'STAGE'"), "comment", "correct the setting"},
		{failedStatement("002003", "02000", "SQL compilation error:\nIntegration 'LAKE' does not exist or not authorized."), "storage_integration", "check storage_integration."},
		{failedStatement("003001", "42501", "SQL access control error:\nInsufficient privileges to operate on integration 'LAKE'"), "storage_integration", "USAGE on the storage integration"},
		{failedStatement("002003", "02000", "SQL compilation error:\nStage 'ANALYTICS.RAW.URL' does not exist or not authorized."), "", "check the names of database, schema and stage"},
		{failedStatement("001003", "42000", "SQL compilation error:\nsyntax error line 1 at position 12 unexpected 'X'."), "", "report this as a bug of the provider"},
		{emulator.Fault{Status: http.StatusForbidden, Body: `{"code":"391902","message":"Not enabled."}`}, "", "SQL API"},
	} {
		planned := w.planAlteration(created, withName("landing", hcl{"url": "s3://a/", "comment": "new"}))
		test.fault.Method, test.fault.Path = http.MethodPost, "^"+statementsPath+"$"
		remove := h.Inject(test.fault)
		_, complaints := w.carryOut(planned)
		remove()
		w.want(nil, complaints, "error "+test.attribute+": Unable to alter stage")
		if detail := complaints[0].Detail; !strings.Contains(detail, test.says) || !strings.Contains(detail, "Nothing was changed.") || !strings.Contains(detail, "It was about comment.") {
			t.Errorf("%q is not all there is to do in %s", test.says, detail)
		}
	}
}

func TestFailedRenameNamesBothNames(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newHarness(t, emulator.WithAsync(0, 0))
	w := h.connect(t)
	planned := w.planAlteration(w.apply(w.nothing(), withName("landing", nil)), withName("landing", hcl{"schema": "ABSENT"}))
	_, complaints := w.carryOut(planned)
	w.want(nil, complaints, "error : Unable to rename stage")
	for _, want := range []string{`renaming stage "ANALYTICS"."RAW"."LANDING" to "ANALYTICS"."ABSENT"."LANDING".`, "CREATE STAGE on the schema of the new name", "Nothing was changed."} {
		if detail := complaints[0].Detail; !strings.Contains(detail, want) {
			t.Errorf("%q is not in %s", want, detail)
		}
	}
}
