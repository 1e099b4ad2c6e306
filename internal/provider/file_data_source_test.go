package provider

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// putFileBeside puts a file on a stage, as PUT does.
func (h *harness) putFileBeside(t *testing.T, name, path, content string) {
	t.Helper()
	q := qualified(t, name)
	if err := h.PutFile(q.Database.Quoted(), q.Schema.Quoted(), q.Name.Quoted(), path, []byte(content)); err != nil {
		t.Fatal(err)
	}
}

// scopedURLOf is what BUILD_SCOPED_FILE_URL gives a user.
func (h *harness) scopedURLOf(t *testing.T, user, name, path string) string {
	t.Helper()
	q := qualified(t, name)
	url, err := h.ScopedURL(user, q.Database.Quoted(), q.Schema.Quoted(), q.Name.Quoted(), path)
	if err != nil {
		t.Fatal(err)
	}
	return "https://" + h.address.Host + url
}

func sha256Of(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

// expectBareStorage wants so many requests to have gone to the storage, and none of them to have had anything of the account's with it.
func (h *harness) expectBareStorage(t *testing.T, host string, want int) {
	t.Helper()
	got := 0
	for _, r := range h.Journal() {
		if named, _, _ := net.SplitHostPort(r.Host); named != host {
			continue
		}
		got++
		for header := range r.Header {
			if header == "Authorization" || header == "Cookie" || header == "Referer" || strings.HasPrefix(header, "X-Snowflake-") {
				t.Errorf("the storage was sent the header %s", header)
			}
		}
		if r.Body != "" || !strings.HasPrefix(r.Path, "/storage/") {
			t.Errorf("the storage was sent %s %s with the body %q", r.Method, r.Path, r.Body)
		}
	}
	if got != want {
		t.Errorf("%d requests went to the storage, want %d", got, want)
	}
}

func TestFileIsReadInEveryWay(t *testing.T) {
	t.Parallel()
	const (
		storage = "localhost"
		stage   = `"My ""Data"""."My Schema"."Größe.1"`
		path    = "in/ünï 100%?#+.csv"
		content = "id,name\n1,snow\n"
	)
	h := newHarness(t, emulator.WithStorageHost(storage))
	h.createSSEBeside(t, stage)
	h.putFileBeside(t, stage, path, content)
	named := func(way string) string { return "data \"snowstage_file\" \"it\" {\n" + way + "\n}\n" }
	step := func(way string, path knownvalue.Check) resource.TestStep {
		check := func(attribute string, value knownvalue.Check) statecheck.StateCheck {
			return statecheck.ExpectKnownValue("data.snowstage_file.it", tfjsonpath.New(attribute), value)
		}
		return resource.TestStep{
			Config: h.config(named(way)),
			ConfigStateChecks: checksOf(
				check("path", path),
				check("content", knownvalue.StringExact(content)),
				check("content_base64", knownvalue.StringExact(base64.StdEncoding.EncodeToString([]byte(content)))),
				check("size", knownvalue.Int64Exact(int64(len(content)))),
				check("sha256", knownvalue.StringExact(sha256Of(content))),
			),
		}
	}
	known := knownvalue.StringExact(path)
	steps := []resource.TestStep{
		step(`
database = "\"My \"\"Data\"\"\""
schema   = "\"My Schema\""
stage    = provider::snowstage::quote_identifier("Größe.1")
path     = "`+path+`"
`, known),
		step(`
stage_id = "\"My \"\"Data\"\"\".\"My Schema\".\"Größe.1\""
path     = "`+path+`"
`, known),
		step(`file_url = provider::snowstage::stage_file_url("`+h.address.Host+`", "\"My \"\"Data\"\"\"", "\"My Schema\"", "\"Größe.1\"", "`+path+`")`, known),
		step(`file_url = "http://`+h.address.Host+`/api/files/%22My%20%22%22Data%22%22%22/%22My%20Schema%22/%22Gr%C3%B6%C3%9Fe%2e1%22/in%2F%c3%bcn%c3%af%20100%25%3f%23%2b%2ecsv"`, known),
		step(`scoped_url = "`+h.scopedURLOf(t, testUser, stage, path)+`"`, knownvalue.Null()),
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: providerFactories,
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_8_0)},
		Steps:                    steps,
	})
	asked := 0
	for _, r := range h.requests() {
		if !strings.HasPrefix(r.Path, "/api/files/") {
			t.Errorf("reading files sent %s %s", r.Method, r.Path)
		}
		asked++
	}
	if asked == 0 {
		t.Error("no file was asked for")
	}
	h.expectBareStorage(t, storage, asked)
}

func TestFileArgumentsExcludeEachOther(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	fileURL := "file_url = \"https://" + h.address.Host + "/api/files/A/B/C/d\"\n"
	refused := func(arguments string, complaint ...string) resource.TestStep {
		return resource.TestStep{
			Config:   h.config("data \"snowstage_file\" \"it\" {\n"+arguments+"\n}", "ephemeral \"snowstage_file\" \"it\" {\n"+arguments+"\n}"),
			PlanOnly: true, ExpectError: says(complaint...),
		}
	}
	const oneName, onePath = "Exactly one of these attributes must be configured: [stage_id,stage,file_url,scoped_url]", "Exactly one of these attributes must be configured: [path,file_url,scoped_url]"
	h.run(t,
		refused(`stage_id = "A.B.C"`, onePath),
		refused(`path = "d"`, oneName),
		refused(fileURL+`path = "d"`, onePath),
		refused(fileURL+`stage_id = "A.B.C"`, oneName),
		refused("stage = \"a\"\npath = \"d\"", "These attributes must be configured together: [database,schema,stage]"),
		refused("stage_id = \"A.B.C\"\npath = \"d//e\"", "Invalid file path", "it has an empty segment, //"),
		refused("stage_id = \"A.B.C\"\npath = \"d\"\nmax_size = 0", "max_size = 0", "between 1 and 16777216"),
		refused("stage_id = \"A.B.C\"\npath = \"d\"\nmax_size = 16777217", "max_size = 16777217", "between 1 and 16777216"),
		refused(`file_url = "@landing/d"`, "Invalid file URL", "The text is no file URL: it does not start with https:// and a host."),
		refused(`scoped_url = "https://`+h.address.Host+`/api/files/A/B/C/d"`, "Invalid scoped URL", "it does not name the query that made it."),
	)
	if sent := h.requests(); len(sent) > 0 {
		t.Errorf("%d requests were sent for arguments that say nothing", len(sent))
	}
}
