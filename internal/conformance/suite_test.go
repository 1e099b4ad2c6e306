package conformance

import (
	"regexp"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// suite runs every area against an account. The areas use different names and so run beside each other.
func suite(t *testing.T, a *place) {
	t.Helper()
	for name, area := range map[string]func(*testing.T, *place){
		"stages":      testStages,
		"create_mode": testCreateMode,
		"properties":  testProperties,
		"refusals":    testRefusals,
		"alterations": testAlterations,

		"identifiers": testIdentifiers,
		"lists":       testLists,
		"shared":      testSharedReads,
		"files":       testFiles,
		"file_lives":  testFileLives,
		"pipes":       testPipes,
		"presigned":   testPresigned,
		"sign_in":     testSignIn,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			area(t, a)
		})
	}
}

// TestEmulator runs the suite on the emulator with the replies looking in each way that the documents allow, and then asks
// the wire whether anything documented was left out.
func TestEmulator(t *testing.T) {
	t.Parallel()
	traffic := &wire{}
	t.Run("suite", func(t *testing.T) {
		testStatuses(t, traffic)
		testStatements(t, traffic)
		testRows(t, traffic, "files", rowsOfFiles)
		testRows(t, traffic, "pipes", rowsOfPipes)
		t.Run("thin_lists", func(t *testing.T) {
			t.Parallel()
			testSharedReads(t, emulated(t, traffic, emulator.WithThinLists()))
		})
		for name, options := range map[string][]emulator.Option{
			"at_once":        nil,
			"accepted":       {emulator.WithAsync(1, 1)},
			"accepted_reads": {emulator.WithAsync(1, 2), emulator.WithAsyncReads(), emulator.WithCamelCaseHandler()},
			"no_location":    {emulator.WithAsync(1, 1), emulator.WithAsyncReads(), emulator.WithoutLocation()},
			"pages":          {emulator.WithPageSize(2), emulator.WithAsync(2, 1)},
			"large_result":   {emulator.WithPageSize(2), emulator.WithLargeResultObject()},
			"pages_accepted": {emulator.WithPageSize(2), emulator.WithAsync(1, 1), emulator.WithAsyncReads(), emulator.WithLargeResultObject()},
			"bare_names":     {emulator.WithBareNames(), emulator.WithExtras()},
			"on_disk":        {emulator.WithData(t.TempDir()), emulator.WithPageSize(1)},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				suite(t, emulated(t, traffic, options...))
			})
		}
	})
	if t.Failed() {
		return // What is lacking then says nothing.
	}
	if lacking := traffic.lacking(documented()); len(lacking) > 0 {
		t.Errorf("the documents list what no call of the suite used:\n  %s", strings.Join(lacking, "\n  "))
	}
	for _, breach := range []string{
		`^(listStages|fetchStage|fetchResult) reply (credentials|encryption)`, // write-only
		`^createStage body (created_on|has_|owner|region|cloud)`,              // read-only
		`^unknown `,
	} {
		if seen := traffic.matching(regexp.MustCompile(breach)); len(seen) > 0 {
			t.Errorf("seen on the wire, against the documents:\n  %s", strings.Join(seen, "\n  "))
		}
	}
}
