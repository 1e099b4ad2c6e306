package provider

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// What is not known to be the stage in state is neither dropped nor replaced; only if nobody tells a time at all, nothing can be compared.
func TestGuardProvesTheStage(t *testing.T) {
	t.Parallel()
	const early, late = "2026-01-01T00:00:00.123Z", "2026-01-02T00:00:00.123Z"
	for name, test := range map[string]struct {
		state types.String
		found *string
		pass  bool
	}{
		"the same":                  {types.StringValue(early), new(early), true},
		"the same, spelled anew":    {types.StringValue(early), new("2026-01-01T01:00:00.123+01:00"), true},
		"another":                   {types.StringValue(early), new(late), false},
		"the state does not know":   {types.StringNull(), new(early), false},
		"Snowflake does not tell":   {types.StringValue(early), nil, false},
		"neither has ever known it": {types.StringNull(), nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := stageResource{configuredResource{configured{client: describing(t, client.Stage{Name: "LANDING", CreatedOn: test.found})}}}
			err := r.guard(t.Context(), qualified(t, "A.B.LANDING"), stageModel{ForceDestroy: types.BoolValue(true), stageFacts: stageFacts{CreatedOn: test.state}})
			if (err == nil) != test.pass {
				t.Errorf("the guard said %v, want it to pass: %t", err, test.pass)
			}
			// Only two times that differ prove that the stage in state is gone.
			if got, want := errors.Is(err, client.ErrReplaced), name == "another"; got != want {
				t.Errorf("replaced: %t, want %t", got, want)
			}
		})
	}
}

// describing is the client of a server that knows one stage.
func describing(t *testing.T, stage client.Stage) *client.Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(stage); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(server.Close)
	address, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	made, err := client.New(client.Config{BaseURL: address, Credential: personsToken{}, UserAgent: "test/1"})
	if err != nil {
		t.Fatal(err)
	}
	return made
}
