package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// Snowflake's "does not exist or not authorized" is about a role, so the warning says which one asked.
func TestWarningAboutAVanishedStageNamesTheRole(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ role, words string }{
		{"", "the user's default role"},
		{"loader", "role loader"},
		{`"Data Loader"`, `role "Data Loader"`},
	} {
		t.Run(test.words, func(t *testing.T) {
			t.Parallel()
			i := newInterruption(t, emulator.WithRoles("LOADER", `"Data Loader"`))
			start := func() terraformRun { return i.terraformWith(map[string]string{"role": test.role}) }
			run := start()
			state := run.apply(landingConfig, run.none(), run.plan(landingConfig, run.none()))
			i.dropBeside(t, "ANALYTICS.RAW.LANDING")
			later, next := start(), start()
			for summary, told := range map[string]told{
				"Stage is gone":          later.refresh(state),
				"Stage was gone already": next.apply(nil, state, next.plan(nil, state)),
			} {
				if !told.isNull() || len(told.diagnostics) != 1 {
					t.Fatalf("%q, state %s", diagnosticLines(told.diagnostics), told.value)
				}
				warning := told.diagnostics[0]
				if warning.Severity != tfprotov6.DiagnosticSeverityWarning || warning.Summary != summary {
					t.Errorf("%s: %s", warning.Severity, warning.Summary)
				}
				for _, part := range []string{"Snowflake says to " + test.words + ` that it "does not exist or not authorized"`, "check that the role still has USAGE"} {
					if !strings.Contains(warning.Detail, part) {
						t.Errorf("%q is not in %s", part, warning.Detail)
					}
				}
			}
		})
	}
}
