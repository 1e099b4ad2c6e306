package main

import (
	"encoding/base64"
	"encoding/json"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

func TestManifold(t *testing.T) {
	t.Parallel()
	private := base64.StdEncoding.EncodeToString([]byte(`{"seen":"` + base64.StdEncoding.EncodeToString([]byte(`"day 0"`)) + `"}`))
	first := `{"version":4,"resources":[{"type":"snowstage_stage","instances":[
		{"index_key":0,"attributes":{"name":"STAGE_0","comment":"stage 0","created_on":"day 0"},"private":"` + private + `"}]}]}`
	text, err := manifold([]byte(first), 3, map[string]sandbox.Found{"STAGE_0": {CreatedOn: "day 0"}, "STAGE_1": {CreatedOn: "day 1"}, "STAGE_2": {CreatedOn: "day 2"}})
	if err != nil {
		t.Fatal(err)
	}
	var state struct {
		Version   int
		Resources []struct {
			Instances []struct {
				Index      int `json:"index_key"`
				Attributes struct {
					Name, Comment string
					CreatedOn     string `json:"created_on"`
				}
				Private []byte
			}
		}
	}
	if err := json.Unmarshal([]byte(text), &state); err != nil {
		t.Fatal(err)
	}
	if state.Version != 4 || len(state.Resources) != 1 || len(state.Resources[0].Instances) != 3 {
		t.Fatalf("the state is\n%s", text)
	}
	second := state.Resources[0].Instances[2]
	var seen map[string][]byte
	if err := json.Unmarshal(second.Private, &seen); err != nil {
		t.Fatal(err)
	}
	if second.Index != 2 || second.Attributes.Name != "STAGE_2" || second.Attributes.Comment != "stage 2" || second.Attributes.CreatedOn != "day 2" || string(seen["seen"]) != `"day 2"` {
		t.Errorf("the state of the third stage is %+v, and %s", second, seen)
	}
	for _, wrong := range []string{``, `{}`, `{"resources":[{},{}]}`, `{"resources":[{"instances":[{},{}]}]}`, `{"resources":[{"instances":[{"private":"%"}]}]}`} {
		if _, err := manifold([]byte(wrong), 3, nil); err == nil {
			t.Errorf("a state was made of %q", wrong)
		}
	}
}
