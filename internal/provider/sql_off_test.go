package provider

import (
	"os"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/plancheck"
)

// sqlIsOff reports whether all tests are to hold without the SQL API, as they did before the provider used it: make test-without-sql.
func sqlIsOff() bool { return os.Getenv("SNOWSTAGE_TEST_SQL_API") == "off" }

// needsSQL skips a test of what only SQL can do.
func needsSQL(t *testing.T) {
	t.Helper()
	if sqlIsOff() {
		t.Skip("SNOWSTAGE_TEST_SQL_API=off: what this test is about is done by SQL")
	}
}

// withoutSQL is for a test in which changes have to be replacements.
func (h *harness) withoutSQL() *harness {
	h.sqlOff = true
	return h
}

// alteration expects of a change that SQL can make to the stage landing that it is made in place; without SQL, that the attribute is why
// the stage is replaced.
func (h *harness) alteration(attribute string) plancheck.PlanCheck {
	return h.alterationAt(landing, attribute)
}

func (h *harness) alterationAt(address, attribute string) plancheck.PlanCheck {
	if h.sqlOff {
		return replacedFor{address, attribute}
	}
	return plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate)
}

// ifReplaced are what is sent for such changes if they cannot be made in place.
func (h *harness) ifReplaced(writes ...string) []string {
	if h.sqlOff {
		return writes
	}
	return nil
}

func (h *harness) expectNoSQLIfOff(t *testing.T) {
	t.Helper()
	if !h.sqlOff {
		return
	}
	if sent := h.statements(t); len(sent) > 0 {
		t.Errorf("with sql_api = \"off\" statements were sent: %q", sent)
	}
}
