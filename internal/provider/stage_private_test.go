package provider

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

func privateOf(t *testing.T, values map[string]string) []byte {
	t.Helper()
	encoded := map[string][]byte{}
	for key, value := range values {
		encoded[key] = []byte(value)
	}
	private, err := json.Marshal(encoded)
	if err != nil {
		t.Fatal(err)
	}
	return private
}

func wantPrivate(t *testing.T, got remembered, want map[string]string) {
	t.Helper()
	expected := ""
	if want != nil {
		expected = string(privateOf(t, want))
	}
	if string(got.private) != expected {
		t.Errorf("private state is %s, want %s", got.private, expected)
	}
}

// What nothing has to be said of takes no room in the state, which Terraform writes for each stage.
func TestPrivateStateIsEmptyByDefault(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	config := withName("landing", nil)
	made := h.connect(t).apply(h.connect(t).nothing(), config)
	wantPrivate(t, made, nil)
	w := h.connect(t)
	read := w.read(made)
	wantPrivate(t, read, nil)
	wantPrivate(t, w.apply(read, withName("landing", hcl{"if_exists": false})), nil)
}

// The mark of an import goes with the first read, if that tells all.
func TestPrivateStateForgetsAnImport(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newHarness(t)
	h.createBeside(t, "ANALYTICS.RAW.LANDING", client.Stage{})
	imported := h.connect(t).imported("ANALYTICS.RAW.LANDING", nil)
	if !strings.Contains(string(imported.private), importedKey) {
		t.Errorf("an import is not marked: %s", imported.private)
	}
	wantPrivate(t, h.connect(t).read(imported), nil)
}

// Whose stage was replaced by somebody is told by the time of the first one, until an apply takes the new one over.
func TestPrivateStateRemembersTheFirstStage(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	made := h.connect(t).apply(h.connect(t).nothing(), withName("landing", hcl{"create_mode": "orReplace"}))
	first := texts(t, made.state)["created_on"]
	h.dropBeside(t, "ANALYTICS.RAW.LANDING")
	h.createBeside(t, "ANALYTICS.RAW.LANDING", client.Stage{})

	followed := h.connect(t).read(made)
	wantPrivate(t, followed, map[string]string{witnessedKey: `"` + first + `"`})
	again := h.connect(t).read(followed)
	wantPrivate(t, again, map[string]string{witnessedKey: `"` + first + `"`})
	w := h.connect(t)
	w.want(nil, w.drop(again), "error : Unable to drop stage")

	taken := h.connect(t).apply(again, withName("landing", hcl{"create_mode": "orReplace", "if_exists": false}))
	wantPrivate(t, taken, nil)
	w = h.connect(t)
	w.want(nil, w.drop(taken))
}

// Earlier versions remembered each stage's time, and said of what was not the case that it was not.
func TestPrivateStateOfOldVersions(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	made := h.connect(t).apply(h.connect(t).nothing(), withName("landing", hcl{"create_mode": "orReplace"}))
	createdOn := texts(t, made.state)["created_on"]

	made.private = privateOf(t, map[string]string{importedKey: "false", renamedKey: "null", witnessedKey: `"` + createdOn + `"`})
	wantPrivate(t, h.connect(t).read(made), map[string]string{importedKey: "false", renamedKey: "null"})
	wantPrivate(t, h.connect(t).apply(made, withName("landing", hcl{"create_mode": "orReplace", "if_exists": false})), map[string]string{renamedKey: "null"})

	made.private = privateOf(t, map[string]string{witnessedKey: "null"}) // after an update whose outcome was unclear
	h.dropBeside(t, "ANALYTICS.RAW.LANDING")
	h.createBeside(t, "ANALYTICS.RAW.LANDING", client.Stage{})
	taken := h.connect(t).read(made)
	wantPrivate(t, taken, nil)
	w := h.connect(t)
	w.want(nil, w.drop(taken))
}

// An alteration that fails after somebody has put another stage in the place of Terraform's leaves the other one in the state, and the
// memory of the first one: so the other one is not dropped, neither at once nor after a refresh.
func TestStageFoundAfterAFailedAlterationIsNotDropped(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	for name, refreshes := range map[string]bool{"at once": false, "after a refresh": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, emulator.WithAsync(0, 0)).fetching()
			w := h.connectWith(t, hcl{"max_retries": 0})
			created := w.apply(w.nothing(), withName("landing", hcl{"create_mode": "orReplace", "comment": "old"}))
			first := texts(t, created.state)["created_on"]
			planned := w.planAlteration(created, withName("landing", hcl{"create_mode": "orReplace", "comment": "new"}))
			h.replaceBeside(t, "ANALYTICS.RAW.LANDING", client.Stage{Comment: new("theirs")})
			h.Inject(failing(1, busyBefore))
			h.Inject(described(0, `"comment":"old","created_on":"`+first+`"`)) // to the guard
			after, complaints := w.carryOut(planned)
			if len(complaints) == 0 || texts(t, after.state)["created_on"] == first {
				t.Fatalf("%v, and the state follows %s", diagnosticLines(complaints), texts(t, after.state)["created_on"])
			}
			w = h.connect(t)
			if refreshes {
				after = w.read(after)
			}
			w.want(nil, w.drop(after), "error : Unable to drop stage")
			for _, r := range h.requests() {
				if r.Method == http.MethodDelete {
					t.Errorf("%s %s was sent", r.Method, r.Path)
				}
			}
		})
	}
}
