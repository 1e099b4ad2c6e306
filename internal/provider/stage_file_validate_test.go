package provider

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

func TestFileConfigurationIsChecked(t *testing.T) {
	t.Parallel()
	w := unconnected(t).of("snowstage_stage_file")
	for name, test := range map[string]struct {
		config hcl
		want   []string
	}{
		"text":                 {hcl{"content": "x"}, nil},
		"an unknown text":      {hcl{"content": later{}}, nil},
		"a secret":             {hcl{"content_wo": "x", "content_wo_version": 1}, nil},
		"nothing":              {nil, []string{"error : Missing Attribute Configuration"}},
		"two":                  {hcl{"content": "x", "source": "y"}, []string{"error source: Invalid Attribute Combination"}},
		"a version of nothing": {hcl{"content": "x", "content_wo_version": 1}, []string{"error content_wo_version: Version of nothing"}},
		"no version":           {hcl{"content_wo": "x"}, []string{"error content_wo: Invalid Attribute Combination"}},
		"a hash of nothing":    {hcl{"content": "x", "source_hash": "y"}, []string{"error source_hash: Invalid Attribute Combination"}},
		"an empty source":      {hcl{"source": ""}, []string{"error source: Invalid Attribute Value Length"}},
		"no Base64":            {hcl{"content_base64": "the-secret!"}, []string{"error content_base64: Invalid Base64"}},
		"no padding":           {hcl{"content_base64": "AP8NCg"}, []string{"error content_base64: Invalid Base64"}},
		"no time":              {hcl{"content": "x", "timeouts": hcl{"create": "0s"}}, []string{"error timeouts.create: Invalid timeout"}},
		"a bad name":           {hcl{"content": "x", "stage": "my stage"}, []string{"error stage: Invalid identifier"}},
		"a bad path":           {hcl{"content": "x", "path": "a/../b"}, []string{"error path: Invalid file path"}},
		"a long path":          {hcl{"content": "x", "path": strings.Repeat("ü", 513)}, []string{"error path: Invalid file path"}},
		"a line break":         {hcl{"content": "x", "path": "a\nb"}, []string{"error path: Invalid file path"}},
		"a path of all kinds":  {hcl{"content": "x", "path": `%2e/#?+ &"'\*$ü`}, nil},
	} {
		resp, err := w.server.ValidateResourceConfig(t.Context(), &tfprotov6.ValidateResourceConfigRequest{
			TypeName: w.resourceType(), Config: dynamic(t, fileConfig(test.config).value(t, w.stageType())),
			ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := diagnosticLines(resp.Diagnostics); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
		for _, complaint := range resp.Diagnostics {
			if strings.Contains(complaint.Detail, "the-secret!") {
				t.Errorf("%s: the content is quoted: %s", name, complaint.Detail)
			}
		}
	}
}

func TestStageFileID(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"a.b.c/d":             `"A"."B"."C"/d`,
		`"A"."B"."c"/d/e.csv`: `"A"."B"."c"/d/e.csv`,
		`a."b.""/x".c/"d"`:    `"A"."b.""/x"."C"/"d"`,
		"a.b.c/d.e/f":         `"A"."B"."C"/d.e/f`,
	} {
		if file, err := parseStageFileID(id); err != nil || file.String() != want {
			t.Errorf("%s is read as %s, %v; want %s", id, file, err, want)
		}
	}
	for id, want := range map[string]string{
		"":            "no slash",
		"a.b.c":       "no slash",
		`a.b."c/d`:    "no slash",
		"a.b/d":       "is not the full name of a stage",
		"a/b/c/d":     "is not the full name of a stage",
		"a.b.my c/d":  `the name of`,
		"a.b.c/":      "it is empty",
		"a.b.c//d":    "it starts with /",
		"a.b.c/d/../": "it ends in /",
	} {
		if file, err := parseStageFileID(id); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is read as %s, %v; want an error with %q", id, file, err, want)
		}
	}
}
