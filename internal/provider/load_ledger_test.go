package provider

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// event is "path time status" as a report tells it.
func event(line string) client.LoadedFile {
	words := strings.Fields(line)
	return client.LoadedFile{Path: words[0], TimeReceived: words[1], Status: client.LoadStatus(words[2])}
}

func events(lines ...string) (files []client.LoadedFile) {
	for _, line := range lines {
		files = append(files, event(line))
	}
	return files
}

func TestLoadLedgerTellsThisRunsFilesFromEarlierOnes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		before  []client.LoadedFile
		receipt client.Receipt
		after   []client.LoadedFile
		want    string
		left    []string // outstanding
	}{
		"nothing is known yet": {
			want: "0 of 2 files loaded", left: []string{"a", "b"},
		},
		"each in its own way": {
			after: events("b T1 LOAD_IN_PROGRESS", "a T1 LOADED", "other T1 LOAD_FAILED", "b T1 PARTIALLY_LOADED"),
			want:  "1 of 2 files loaded, 1 loaded in part",
		},
		"a status that nobody knows": {
			after: events("a T1 LOAD_POSTPONED", "b T1 LOAD_FAILED"), want: "0 of 2 files loaded, 1 failed", left: []string{"a"},
		},
		"an old failure that is told again, then the new one": {
			before: events("a T0 LOAD_FAILED"), after: events("a T0 LOAD_FAILED"), want: "0 of 2 files loaded", left: []string{"a", "b"},
		},
		"an old failure, and it is loaded now": {
			before: events("a T0 LOAD_FAILED"), after: events("a T0 LOAD_FAILED", "a T1 LOADED"), want: "1 of 2 files loaded", left: []string{"b"},
		},
		"loaded before, and Snowpipe does not say that it skips it": {
			before: events("a T0 LOAD_IN_PROGRESS", "a T0 LOADED"), after: events("a T0 LOADED"), want: "0 of 2 files loaded, 1 skipped", left: []string{"b"},
		},
		"loaded before, and told twice out of order": {
			before: events("a T0 LOADED", "a T0 LOAD_IN_PROGRESS"), want: "0 of 2 files loaded, 1 skipped", left: []string{"b"},
		},
		"an earlier run loads it meanwhile": {
			before: events("a T0 LOAD_IN_PROGRESS"), after: events("a T0 LOADED"), want: "1 of 2 files loaded", left: []string{"b"},
		},
		"an earlier run fails meanwhile, and this one's is queued": {
			before: events("a T0 LOAD_IN_PROGRESS"), after: events("a T0 LOAD_FAILED"), want: "0 of 2 files loaded", left: []string{"a", "b"},
		},
		"an earlier run fails meanwhile, and this one's is not queued": {
			before: events("a T0 LOAD_IN_PROGRESS"), receipt: client.Receipt{Skipped: []string{"a"}}, after: events("a T0 LOAD_FAILED"),
			want: "0 of 2 files loaded, 1 failed", left: []string{"b"},
		},
		"skipped": {
			receipt: client.Receipt{Skipped: []string{"b", "other"}}, want: "0 of 2 files loaded, 1 skipped", left: []string{"a"},
		},
		"skipped, because it has failed before": {
			before: events("b T0 LOAD_FAILED"), receipt: client.Receipt{Skipped: []string{"b"}}, want: "0 of 2 files loaded, 1 failed", left: []string{"a"},
		},
		"perhaps skipped because of a lost reply": {
			before:  events("b T0 LOADED"),
			receipt: client.Receipt{Skipped: []string{"a", "b"}, Repeated: []string{"a", "b"}}, want: "0 of 2 files loaded, 1 skipped", left: []string{"a"},
		},
		"unmatched": {
			receipt: client.Receipt{Unmatched: []string{"a"}}, after: events("b T1 LOADED"), want: "1 of 2 files loaded, 1 not matched by the pipe",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ledger := newLoadLedger([]string{"a", "b", "a"}, test.before)
			ledger.receipt(test.receipt)
			for _, file := range test.after {
				ledger.take(file)
			}
			if got, left := ledger.String(), ledger.outstanding(); got != test.want || !slices.Equal(left, test.left) {
				t.Errorf("%s, and %q outstanding; want %s, and %q", got, left, test.want, test.left)
			}
		})
	}
}

func TestLoadLedgerSettlesItsDoubts(t *testing.T) {
	t.Parallel()
	ledger := newLoadLedger([]string{"a", "b", "c"}, nil)
	ledger.receipt(client.Receipt{Skipped: []string{"a", "b"}, Repeated: []string{"a", "b"}})
	ledger.take(event("a T1 LOADED"))
	ledger.settleDoubts()
	if got, left := ledger.String(), ledger.outstanding(); got != "1 of 3 files loaded, 1 skipped" || !slices.Equal(left, []string{"c"}) {
		t.Errorf("%s, and %q outstanding", got, left)
	}
}

func TestLoadComplaintsNameFilesAndErrors(t *testing.T) {
	t.Parallel()
	var paths []string
	for i := range 1041 {
		paths = append(paths, fmt.Sprintf("in/%04d.csv", i))
	}
	ledger := newLoadLedger(paths, nil)
	ledger.receipt(client.Receipt{Skipped: paths[:19], Unmatched: paths[19:20]})
	for _, path := range paths[20:22] {
		ledger.take(client.LoadedFile{
			Path: path, TimeReceived: "T1", Status: client.PartiallyLoaded, RowsParsed: 12_000, RowsInserted: 11_999, FirstError: "Numeric value '\x1b]0;x\a' is not recognized\n  in \u202eit",
			FirstErrorLine: 3, FirstErrorCharacter: 17, FirstErrorColumn: "\"ORDERS\"[\"ID\x1b\":1]",
		})
	}
	for _, path := range paths[22:] {
		ledger.take(client.LoadedFile{Path: path, TimeReceived: "T1", Status: client.LoadFailed, SystemError: "internal error"})
	}
	if left := ledger.outstanding(); len(left) > 0 {
		t.Fatalf("%q outstanding", left)
	}
	if got, want := ledger.String(), "0 of 1,041 files loaded, 2 loaded in part, 1,019 failed, 19 skipped, 1 not matched by the pipe"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	wanted := []struct{ severity, summary, contains string }{
		{"Error", "Files were not loaded", "What happened: 1,019 of them could not be loaded:\n  in/0022.csv: internal error (0 of 0 rows loaded)\n  in/0023.csv"},
		{"Error", "Files do not match the pipe", "1 of them not queued, because the pattern of the pipe leaves them out:\n  in/0019.csv\n\n"},
		{"Warning", "Files were loaded in part", "\n  in/0020.csv: Numeric value ']0;x' is not recognized in it (line 3, column \"ORDERS\"[\"ID\":1], character 17, 11,999 of 12,000 rows loaded)\n  in/0021.csv: "},
		{"Warning", "Files were skipped", "19 of them not queued"},
	}
	complaints := ledger.complaints(qualified(t, "A.B.C"))
	if len(complaints) != len(wanted) {
		t.Fatalf("%v", complaints)
	}
	for i, want := range wanted {
		got := complaints[i]
		if got.Severity().String() != want.severity || got.Summary() != want.summary || !strings.Contains(got.Detail(), want.contains) ||
			!strings.HasPrefix(got.Detail(), "What was tried: loading 1,041 files by pipe \"A\".\"B\".\"C\".\n\n") {
			t.Errorf("%s %s: %s", got.Severity(), got.Summary(), got.Detail())
		}
	}
	if failed := complaints[0].Detail(); !strings.Contains(failed, "in/0041.csv: internal error (0 of 0 rows loaded)\n  and 999 more\n\n") || strings.Contains(failed, "in/0042.csv") {
		t.Errorf("not 20 files are named: %s", failed)
	}
	if all := newLoadLedger(paths, nil).complaints(qualified(t, "A.B.C")); len(all) > 0 {
		t.Errorf("it complains of what has not happened: %v", all)
	}
}
