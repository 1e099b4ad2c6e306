package provider

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

const stageNotFound = `{"code":"002003","message":"stage does not exist or not authorized."}`

// lists is the part of the protocol that lists resources.
func (w wire) lists() tfprotov6.ListResourceServer {
	w.t.Helper()
	server, ok := w.server.(tfprotov6.ListResourceServer)
	if !ok {
		w.t.Fatalf("a %T lists no resources", w.server)
	}
	return server
}

// list asks for all that Terraform would be sent.
func (w wire) list(config hcl, request tfprotov6.ListResourceRequest) []tfprotov6.ListResourceResult {
	w.t.Helper()
	request.TypeName = "snowstage_stage"
	request.Config = dynamic(w.t, config.value(w.t, w.schema.ListResourceSchemas["snowstage_stage"].ValueType()))
	stream, err := w.lists().ListResource(w.t.Context(), &request)
	if err != nil {
		w.t.Fatal(err)
	}
	return slices.Collect(stream.Results)
}

// listed is each result as its display name, or as its diagnostics.
func listed(results []tfprotov6.ListResourceResult) []string {
	var all []string
	for _, result := range results {
		if len(result.Diagnostics) > 0 {
			all = append(all, diagnosticLines(result.Diagnostics)...)
			continue
		}
		all = append(all, result.DisplayName)
	}
	return all
}

func (w wire) wantListed(results []tfprotov6.ListResourceResult, want ...string) {
	w.t.Helper()
	if got := listed(results); !slices.Equal(got, want) {
		w.t.Errorf("listed:\n got %q\nwant %q", got, want)
	}
}

var stagesInRaw = hcl{"database": "analytics", "schema": "raw"}

// rawNames are the display names of stages in ANALYTICS.RAW.
func rawNames(names ...string) []string {
	for i, name := range names {
		names[i] = `"ANALYTICS"."RAW"."` + name + `"`
	}
	return names
}

func TestListGivesNamesAndIdentities(t *testing.T) {
	t.Parallel()
	h := newHarness(t) // Pages of two.
	for _, name := range []string{"A1", "A2", `"a3"`, "B"} {
		h.createBeside(t, "ANALYTICS.RAW."+name, client.Stage{})
	}
	w := h.connect(t)
	all := w.list(stagesInRaw, tfprotov6.ListResourceRequest{})
	w.wantListed(all, rawNames("A1", "A2", "B", "a3")...)
	w.wantIdentity(all[0].Identity, "ANALYTICS", "RAW", "A1")
	w.wantIdentity(all[3].Identity, "ANALYTICS", "RAW", `"a3"`)
	if all[0].Resource != nil {
		t.Error("a resource was sent that nobody asked for")
	}
	some := w.list(hcl{"database": "analytics", "schema": "raw", "like": "a_"}, tfprotov6.ListResourceRequest{})
	w.wantListed(some, rawNames("A1", "A2", "a3")...)
	w.wantListed(w.list(hcl{"database": `"My ""Data"""`, "schema": `"My Schema"`}, tfprotov6.ListResourceRequest{}))
	for _, r := range h.requests() {
		if !strings.HasSuffix(r.Path, "/stages") && !strings.Contains(r.Path, "/results/") {
			t.Errorf("a stage was asked for: %s", r.Path)
		}
	}
}

func TestListAsksForNoMoreThanTheLimitNeeds(t *testing.T) {
	t.Parallel()
	h := newHarness(t) // Pages of two.
	for i := range 5 {
		h.createBeside(t, fmt.Sprintf("ANALYTICS.RAW.S%d", i), client.Stage{})
	}
	for _, test := range []struct {
		limit    int64
		include  bool
		requests int
		want     []string
	}{
		{1, false, 1, rawNames("S0")},
		{2, false, 1, rawNames("S0", "S1")},
		{3, false, 2, rawNames("S0", "S1", "S2")},
		{5, false, 3, rawNames("S0", "S1", "S2", "S3", "S4")},
		{100, false, 3, rawNames("S0", "S1", "S2", "S3", "S4")},
		{1, true, 1 + 1, rawNames("S0")},
		{3, true, 2 + 3, rawNames("S0", "S1", "S2")},
	} {
		w, before := h.connect(t), len(h.requestsButForSQL())
		w.wantListed(w.list(stagesInRaw, tfprotov6.ListResourceRequest{Limit: test.limit, IncludeResource: test.include}), test.want...)
		if got := len(h.requestsButForSQL()) - before; got != test.requests {
			t.Errorf("limit %d, with resources %t: %d requests, want %d", test.limit, test.include, got, test.requests)
		}
	}
}

func TestListStopsWithItsReader(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for i := range 30 {
		h.createBeside(t, fmt.Sprintf("ANALYTICS.RAW.S%02d", i), client.Stage{})
	}
	w := h.connect(t)
	stream, err := w.lists().ListResource(t.Context(), &tfprotov6.ListResourceRequest{
		TypeName: "snowstage_stage", IncludeResource: true,
		Config: dynamic(t, stagesInRaw.value(t, w.schema.ListResourceSchemas["snowstage_stage"].ValueType())),
	})
	if err != nil {
		t.Fatal(err)
	}
	for range stream.Results {
		break
	}
	if got := len(h.requestsButForSQL()); got != describedAtOnce/2+describedAtOnce {
		t.Errorf("%d requests for a reader of one result", got)
	}
}

// What query writes into configuration is what an import of the same stage would put into the state.
func TestListedStageIsTheImportedOne(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for name, stage := range map[string]client.Stage{
		"PLAIN":      {},
		`"sse zone"`: {Encryption: &client.Encryption{Type: new("SNOWFLAKE_SSE")}, Comment: new("c")},
		"KEYS": {
			URL:         new("s3://a/"),
			Credentials: &client.Credentials{CredentialType: "AWS", AWSKeyID: new(client.Secret("i")), AWSSecretKey: new(client.Secret("s"))},
			Encryption:  &client.Encryption{Type: new("AWS_CSE"), MasterKey: new(client.Secret(keyOf128))},
		},
		"TABLE": {
			URL: new("gcs://a/"), StorageIntegration: new("LAKE"), Encryption: &client.Encryption{Type: new("GCS_SSE_KMS"), KMSKeyID: new("k")},
			DirectoryTable: &client.DirectoryTable{Enable: new(true), AutoRefresh: new(true), NotificationIntegration: new("EVENTS")},
		},
	} {
		h.createBeside(t, "ANALYTICS.RAW."+name, stage)
	}
	w := h.connect(t)
	results := w.list(stagesInRaw, tfprotov6.ListResourceRequest{IncludeResource: true})
	w.wantListed(results, rawNames("KEYS", "PLAIN", "TABLE", "sse zone")...)
	for _, result := range results {
		resource, err := result.Resource.Unmarshal(w.stageType())
		if err != nil {
			t.Fatal(err)
		}
		want := w.read(w.imported("", w.names(result.Identity)))
		if !resource.Equal(want.state) {
			t.Errorf("%s is listed as\n%s\nand imported as\n%s", result.DisplayName, resource, want.state)
		}
	}
}

func TestListedStageThatVanishesIsLeftOut(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for _, name := range []string{"A", "B", "C"} {
		h.createBeside(t, "ANALYTICS.RAW."+name, client.Stage{})
	}
	h.Inject(emulator.Fault{Path: `/stages/A$`, Status: 404, Body: stageNotFound})
	w := h.connect(t)
	results := w.list(stagesInRaw, tfprotov6.ListResourceRequest{IncludeResource: true, Limit: 2})
	w.wantListed(results, append([]string{"warning : Stage is gone"}, rawNames("B", "C")...)...)
	if results[0].Identity != nil || results[0].Resource != nil {
		t.Error("the stage that is gone was listed")
	}
	for _, want := range []string{`Stage "ANALYTICS"."RAW"."A" was in the list`, "does not exist or not authorized", "the user's default role"} {
		if detail := results[0].Diagnostics[0].Detail; !strings.Contains(detail, want) {
			t.Errorf("the warning lacks %q: %s", want, detail)
		}
	}
}

func TestListTellsWhatItCouldNotRead(t *testing.T) {
	t.Parallel()
	h := newHarness(t) // Pages of two.
	for _, name := range []string{"A", "B", "C", "D"} {
		h.createBeside(t, "ANALYTICS.RAW."+name, client.Stage{})
	}
	w := h.connect(t)
	undo := h.Inject(emulator.Fault{Path: `/stages/B$`, Status: 403, Body: `{"code":"003001","message":"Insufficient privileges"}`})
	got := w.list(stagesInRaw, tfprotov6.ListResourceRequest{IncludeResource: true})
	w.wantListed(got, slices.Concat(rawNames("A"), []string{"error : Unable to read stage"}, rawNames("C", "D"))...)
	if detail := got[1].Diagnostics[0].Detail; !strings.Contains(detail, "Insufficient privileges") || !strings.Contains(detail, `"ANALYTICS"."RAW"."B"`) {
		t.Errorf("the error says: %s", detail)
	}
	undo()

	h.Inject(emulator.Fault{Path: `/results/`, Status: 403, Body: `{"code":"003001","message":"Insufficient privileges"}`})
	w.wantListed(w.list(stagesInRaw, tfprotov6.ListResourceRequest{}), append(rawNames("A", "B"), "error : Unable to list stages")...)
	w.wantListed(w.list(hcl{"database": "analytics", "schema": "missing"}, tfprotov6.ListResourceRequest{}), "error schema: Unable to list stages")
	w.wantListed(unconnected(t).list(stagesInRaw, tfprotov6.ListResourceRequest{}), "error : Provider not configured yet")
}

func TestListRefusesWhatIsNoNameAndNoPattern(t *testing.T) {
	t.Parallel()
	w := unconnected(t)
	config := hcl{"database": "my data", "schema": `"raw`, "like": ""}.value(t, w.schema.ListResourceSchemas["snowstage_stage"].ValueType())
	resp, err := w.lists().ValidateListResourceConfig(t.Context(), &tfprotov6.ValidateListResourceConfigRequest{
		TypeName: "snowstage_stage", Config: dynamic(t, config), Limit: dynamic(t, tftypes.NewValue(tftypes.Number, 1)), IncludeResourceObject: dynamic(t, tftypes.NewValue(tftypes.Bool, true)),
	})
	w.want(err, resp.Diagnostics, "error database: Invalid identifier", "error like: Invalid Attribute Value Length", "error schema: Invalid identifier")
}
