package provider

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

func TestNoMorePagesAreListedThanItTakes(t *testing.T) {
	t.Parallel()
	const pageSize = 100
	for _, test := range []struct {
		files int
		want  string
		pages int
	}{
		{150, "150 files of 750 bytes", 2},
		{1000, "1,000 files of 4.9 KiB (5,000 bytes)", 10},
		{1250, "more than 1,000 files of at least 4.9 KiB (5,000 bytes)", 11},
	} {
		t.Run(fmt.Sprint(test.files), func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, emulator.WithPageSize(pageSize), emulator.WithAsync(0, 0))
			pages := func() int {
				return len(slices.DeleteFunc(h.requests(), func(r emulator.Request) bool {
					return !strings.HasSuffix(r.Path, "/files") && !strings.HasPrefix(r.Path, "/api/v2/results/")
				}))
			}
			h.run(t,
				resource.TestStep{Config: h.config(landingWith(sse))},
				resource.TestStep{
					PreConfig: func() {
						for i := range test.files {
							h.putFile(t, fmt.Sprintf("%04d.csv", i))
						}
					},
					Config: h.config(withoutIt), ExpectError: says(atPlan, "Unable to drop stage", test.want),
				},
				resource.TestStep{
					PreConfig: func() {
						if got := pages(); got != test.pages {
							t.Errorf("%d pages were asked for, want %d", got, test.pages)
						}
					},
					Config: h.config(landingWith(sse + force)),
				},
			)
		})
	}
}

func TestFilesOfExternalStagesAreNotListed(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.run(t,
		resource.TestStep{Config: h.config(landingWith(`url = "s3://a/"`))},
		resource.TestStep{
			PreConfig: func() { h.putFile(t, "a.csv") },
			Config:    h.config(landingWith("url = \"s3://a/\"\n" + unalterable)),
		},
		resource.TestStep{Config: h.config(landingWith(orReplace + `url = "s3://a/"`))},
		resource.TestStep{Taint: []string{landing}, Config: h.config(landingWith(orReplace + `url = "s3://a/"`))},
		resource.TestStep{Config: h.config(withoutIt)},
		resource.TestStep{
			PreConfig: func() {
				h.createBeside(t, "ANALYTICS.RAW.LANDING", client.Stage{URL: new("s3://a/")})
				h.putFile(t, "b.csv")
			},
			Config: h.config(landingWith(orReplace + `url = "s3://a/"`)),
		},
	)
	if n := h.listings(); n != 0 {
		t.Errorf("the files of an external stage were listed %d times", n)
	}
	post, replace, drop := "POST createMode=errorIfExists", "POST createMode=orReplace", "DELETE ifExists=true"
	h.expectWrites(t, post, drop, post, replace, drop, replace, drop, replace, drop)
}
