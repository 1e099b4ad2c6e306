package provider

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// halfWay is an update of three statements of which one fails, and what the state says then.
type halfWay struct {
	what     string
	fault    emulator.Fault
	failing  int // which statement, from 1
	name     string
	url      string
	comment  string
	enabled  bool
	version  int64 // of the credentials
	sentNext []string
}

const (
	halfWayStage  = `ALTER STAGE "ANALYTICS"."RAW"."LANDING" `
	halfWayRename = halfWayStage + `RENAME TO "ANALYTICS"."RAW"."OTHER"`
	halfWayOther  = `ALTER STAGE "ANALYTICS"."RAW"."OTHER" `
	halfWaySecret = halfWayOther + "SET URL = 's3://b/' CREDENTIALS = (AWS_KEY_ID = 'id' AWS_SECRET_KEY = 'secret') ENCRYPTION = (TYPE = 'AWS_SSE_S3')"
	halfWaySet    = halfWaySecret + " COMMENT = 'new'"
	halfWayTable  = halfWayOther + "SET DIRECTORY = (ENABLE = TRUE)"
)

var (
	noPrivilege = failedStatement("003001", "42501", "SQL access control error:\nInsufficient privileges to operate on stage 'LANDING'")
	busyBefore  = emulator.Fault{Status: 503, Body: `{"code":"390503","message":"busy"}`}
	busyAfter   = afterWork(busyBefore)
)

var halfWays = []halfWay{
	{"refused", noPrivilege, 1, "landing", "s3://a/", "old", true, 1, []string{halfWayRename, halfWaySet, halfWayTable}},
	{"refused", noPrivilege, 2, "other", "s3://a/", "old", true, 1, []string{halfWaySet, halfWayTable}},
	{"refused", noPrivilege, 3, "other", "s3://b/", "new", false, 2, []string{halfWayTable}},

	{"not done, in doubt", busyBefore, 1, "landing", "s3://a/", "old", true, 1, []string{halfWayRename, halfWaySet, halfWayTable}},
	{"not done, in doubt", busyBefore, 2, "other", "s3://a/", "old", true, 1, []string{halfWaySet, halfWayTable}},
	{"not done, in doubt", busyBefore, 3, "other", "s3://b/", "new", false, 2, []string{halfWayTable}},

	// What Snowflake does not tell is sent again, and the new url has switched the directory table off.
	{"done, in doubt", busyAfter, 2, "other", "s3://b/", "new", false, 1, []string{halfWaySecret, halfWayTable}},
	{"done, in doubt", busyAfter, 3, "other", "s3://b/", "new", true, 2, nil},
}

// TestUpdateThatFailsHalfWayLeavesTheTruth also shows that the next apply does what is left, and no more.
func TestUpdateThatFailsHalfWayLeavesTheTruth(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	for _, test := range halfWays {
		t.Run(fmt.Sprintf("statement %d is %s", test.failing, test.what), func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, emulator.WithAsync(0, 0))
			once := hcl{"max_retries": 0}
			w := h.connectWith(t, once)
			table := hcl{"enable": true}
			created := w.apply(w.nothing(), withName("landing", hcl{
				"url": "s3://a/", "comment": "old", "credentials": keysOfAWS, "credentials_wo_version": 1, "directory_table": table,
			}))
			config := withName("other", hcl{
				"url": "s3://b/", "comment": "new", "credentials": keysOfAWS, "credentials_wo_version": 2, "directory_table": table,
				"encryption": hcl{"type": "AWS_SSE_S3"}, "force_destroy": true,
			})
			planned := w.planAlteration(created, config)
			h.Inject(failing(test.failing, test.fault))
			after, complaints := w.carryOut(planned)
			summary := "error : Unable to alter stage"
			if test.failing == 1 {
				summary = "error : Unable to rename stage"
			}
			w.want(nil, complaints, summary)
			test.compareComplaint(t, complaints[0].Detail)
			test.compareState(t, after)
			w.wantIdentity(after.identity, "ANALYTICS", "RAW", strings.ToUpper(test.name))

			next := h.connectWith(t, once)
			read := next.read(after)
			if !read.state.Equal(after.state) {
				t.Errorf("the refresh changes\n%s\nto\n%s", after.state, read.state)
			}
			before := len(h.alterations(t))
			applied := next.apply(read, config)
			if sent := h.alterations(t)[before:]; !slices.Equal(sent, test.sentNext) {
				t.Errorf("the next apply sent\n%s\nwant\n%s", strings.Join(sent, "\n"), strings.Join(test.sentNext, "\n"))
			}
			if got := next.planned(applied, config); got != "" {
				t.Errorf("the plan after that %s", got)
			}
			if first, last := texts(t, created.state)["created_on"], texts(t, applied.state)["created_on"]; first != last {
				t.Errorf("the stage was created on %s, now on %s", first, last)
			}
		})
	}
}

// failing hits the statement with this number of those that alter.
func failing(number int, fault emulator.Fault) emulator.Fault {
	fault.Method, fault.Path, fault.Skip, fault.Times = http.MethodPost, "^"+statementsPath+"$", number-1, 1
	return fault
}

func (h halfWay) compareComplaint(t *testing.T, detail string) {
	t.Helper()
	var want []string
	switch isUnclear := strings.HasSuffix(h.what, "in doubt"); {
	case isUnclear:
		want = []string{"is sent again by the next apply"}
	case h.failing == 1:
		want = []string{"Nothing was changed", "CREATE STAGE on the schema of the new name"}
	case h.failing == 2:
		want = []string{`Before that, these were changed: name (to "ANALYTICS"."RAW"."OTHER").`, "It was about url, comment, credentials_wo_version, encryption.", "OWNERSHIP of the stage"}
	default:
		want = []string{"Before that, these were changed: name", ", url, comment, credentials_wo_version, encryption.", "It was about directory_table.enable."}
	}
	for _, part := range want {
		if !strings.Contains(detail, part) {
			t.Errorf("%q is not in %s", part, detail)
		}
	}
	if strings.Contains(detail, "secret") {
		t.Errorf("it tells a secret: %s", detail)
	}
}

func (h halfWay) compareState(t *testing.T, after remembered) {
	t.Helper()
	state := texts(t, after.state)
	got := halfWay{name: state["name"], url: state["url"], comment: state["comment"], version: numberIn(t, after.state, "credentials_wo_version")}
	want := halfWay{name: h.name, url: h.url, comment: h.comment, version: h.version}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the state has name, url, comment and version %v, want %v", got, want)
	}
	if id := `"ANALYTICS"."RAW"."` + strings.ToUpper(h.name) + `"`; state["id"] != id {
		t.Errorf("the id is %s, want %s", state["id"], id)
	}
	if is := strings.Contains(after.state.String(), `"enable":tftypes.Bool<"true">`); is != h.enabled {
		t.Errorf("that the directory table is on: %t", is)
	}
	if strings.Contains(after.state.String(), `"force_destroy":tftypes.Bool<"true">`) {
		t.Error("a failed update has allowed the loss of files")
	}
}
