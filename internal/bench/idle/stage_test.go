package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func text(value any) tftypes.Value { return tftypes.NewValue(tftypes.String, value) }

func object(attributes map[string]tftypes.Value) tftypes.Value {
	types := map[string]tftypes.Type{}
	for name, value := range attributes {
		types[name] = value.Type()
	}
	return tftypes.NewValue(tftypes.Object{AttributeTypes: types}, attributes)
}

func TestSchemaIsTheRealOne(t *testing.T) {
	t.Parallel()
	stage := &idleStage{real: realStage()}
	var schema resource.SchemaResponse
	stage.Schema(t.Context(), resource.SchemaRequest{}, &schema)
	var identity resource.IdentitySchemaResponse
	stage.IdentitySchema(t.Context(), resource.IdentitySchemaRequest{}, &identity)
	for _, name := range []string{"database", "name", "created_on", "directory_table", "timeouts"} {
		if _, ok := schema.Schema.Attributes[name]; !ok {
			t.Errorf("the schema is without %s", name)
		}
	}
	if len(identity.IdentitySchema.Attributes) != 3 {
		t.Errorf("the identity has %d attributes", len(identity.IdentitySchema.Attributes))
	}
}

func TestKnown(t *testing.T) {
	t.Parallel()
	plan := object(map[string]tftypes.Value{
		"name": text("A"), "id": text(tftypes.UnknownValue), "url": text(nil),
		"flag": tftypes.NewValue(tftypes.Bool, tftypes.UnknownValue), "size": tftypes.NewValue(tftypes.Number, tftypes.UnknownValue),
		"table": object(map[string]tftypes.Value{"inner": text(tftypes.UnknownValue)}),
	})
	state, err := known(plan)
	if err != nil || !state.IsFullyKnown() {
		t.Fatalf("%s, %v", state, err)
	}
	of, err := attributes(state)
	if err != nil || !of["name"].Equal(text("A")) || of["id"].IsNull() || !of["url"].IsNull() || of["flag"].IsNull() || !of["size"].IsNull() {
		t.Errorf("%s, %v", state, err)
	}
	identity, err := parts(state, tftypes.Object{AttributeTypes: map[string]tftypes.Type{"name": tftypes.String}})
	if err != nil || !identity.Equal(object(map[string]tftypes.Value{"name": text("A")})) {
		t.Errorf("the identity is %s, %v", identity, err)
	}
	if _, err := parts(state, tftypes.String); err == nil {
		t.Error("an identity was made that is no object")
	}
}

func TestSender(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var seen []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var stage map[string]string
		_ = json.Unmarshal(body, &stage)
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, fmt.Sprint(r.Method, " ", r.URL.RequestURI(), " ", r.Header.Get("Authorization"), " ", stage))
		if stage["name"] == "TAKEN" {
			w.WriteHeader(http.StatusConflict)
			_, _ = io.WriteString(w, "taken")
		}
	}))
	t.Cleanup(server.Close)
	planned := func(name string) tftypes.Value {
		return object(map[string]tftypes.Value{"name": text(name), "kind": text("PERMANENT"), "comment": text("c"), "id": text(tftypes.UnknownValue)})
	}
	s := newSender(server.URL+"/stages", "secret")
	if err := s.create(t.Context(), planned("A")); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"POST /stages?createMode=errorIfExists Bearer secret map[comment:c kind:PERMANENT name:A]",
		"GET /stages/A Bearer secret map[]",
	}
	if !slices.Equal(seen, want) {
		t.Errorf("requests %q, want %q", seen, want)
	}
	if err := s.create(t.Context(), planned("TAKEN")); err == nil || !strings.Contains(err.Error(), "409 Conflict: taken") {
		t.Errorf("error %v", err)
	}
}
