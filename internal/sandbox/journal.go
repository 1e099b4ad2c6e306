package sandbox

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// Deeds are what the journal tells of Terraform's requests.
type Deeds struct {
	Requests int            // of the API
	Creates  int            // carried out or not
	Commits  map[string]int // creates that were carried out, whatever was answered, by the stage's name
	Drops    int            // drops that were carried out
	Replaces int            // creates with orReplace
	Alters   int            // SQL statements that have changed something
}

// Deeds reads the journal since it was last reset, without what was done beside Terraform.
func (a *Account) Deeds() Deeds {
	deeds := Deeds{Commits: map[string]int{}}
	for _, r := range a.Journal() {
		if r.Header.Get("Authorization") == "Bearer "+OthersToken {
			continue
		}
		deeds.Requests++
		switch {
		case IsCreate(r):
			deeds.Creates++
			if r.Done {
				deeds.Commits[CreatedName(r)]++
			}
			if strings.Contains(r.Query, "orReplace") {
				deeds.Replaces++
			}
		case r.Method == http.MethodDelete && r.Done:
			deeds.Drops++
		case strings.HasPrefix(r.Path, "/api/v2/statements") && r.Done:
			deeds.Alters++
		}
	}
	return deeds
}

// Committed counts all creates that were carried out.
func (d Deeds) Committed() (sum int) {
	for _, n := range d.Commits {
		sum += n
	}
	return sum
}

// IsCreate tells the creation of a stage from other requests.
func IsCreate(r emulator.Request) bool {
	return r.Method == http.MethodPost && strings.HasSuffix(r.Path, "/stages")
}

// CreatedName is the name in a create's body, empty if it has none.
func CreatedName(r emulator.Request) string {
	var body struct{ Name string }
	_ = json.Unmarshal([]byte(r.Body), &body) // A body that is no JSON names nothing.
	return body.Name
}
