package provider

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// shiftedClock is ahead of the real one.
type shiftedClock struct{ by atomic.Int64 }

func (c *shiftedClock) now() time.Time { return time.Now().Add(time.Duration(c.by.Load())) }

func TestFileDriftIsPutBack(t *testing.T) {
	t.Parallel()
	var clock shiftedClock
	h := newFileHarness(t, emulator.WithClock(clock.now))
	again := func(content string) func(path string) {
		return func(path string) { h.putFileBeside(t, onLanding, path, content) }
	}
	secret := func(version int) string {
		return fmt.Sprintf("content_wo = \"mine\"\n content_wo_version = %d", version)
	}
	drifts := []struct {
		lines  string
		drift  func(path string)
		action plancheck.ResourceActionType
	}{
		{`content = "mine"`, again("them"), plancheck.ResourceActionUpdate},
		{`content = "mine"`, again("a longer one"), plancheck.ResourceActionUpdate},
		{`content = "mine"`, again("mine"), plancheck.ResourceActionNoop},
		{`content = "mine"`, func(path string) { h.removeFileBeside(t, path) }, plancheck.ResourceActionCreate},
		{secret(1), again("a longer one"), plancheck.ResourceActionUpdate},
		{secret(1), again("them"), plancheck.ResourceActionUpdate},
		{secret(1), again("mine"), plancheck.ResourceActionUpdate}, // No hash is kept by which it could be known to be the same.
		{secret(1), func(string) {}, plancheck.ResourceActionNoop},
		{secret(1), func(path string) { h.removeFileBeside(t, path) }, plancheck.ResourceActionCreate},
	}
	var hcl strings.Builder
	var checks []plancheck.PlanCheck
	for i, test := range drifts {
		hcl.WriteString(fileNamed(fmt.Sprintf("f%d", i), fmt.Sprintf("in/%d", i), test.lines))
		checks = append(checks, plancheck.ExpectResourceAction(fmt.Sprintf("snowstage_stage_file.f%d", i), test.action))
	}
	h.run(t,
		resource.TestStep{Config: h.config(hcl.String())},
		resource.TestStep{
			PreConfig: func() {
				clock.by.Store(int64(time.Minute)) // so that what is written from now on is listed as later
				for i, test := range drifts {
					test.drift(fmt.Sprintf("in/%d", i))
				}
			},
			Config: h.config(hcl.String()), ConfigPlanChecks: preApply(checks...),
		},
		resource.TestStep{
			PreConfig: func() {
				for i := range drifts {
					h.expectFile(t, fmt.Sprintf("in/%d", i), "mine")
				}
			},
			Config: h.config(hcl.String()), ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan()),
		},
	)
}

// On an external stage the listed MD5 need not be that of the content. It still tells whether the file has changed since.
func TestFileDriftWhereTheStoreListsAnotherHash(t *testing.T) {
	t.Parallel()
	for name, listed := range map[string]string{
		"another hash": `"md5":"0123456789abcdef0123456789abcdef"`, "none": `"md5":null`, "parts": `"md5":"0123456789abcdef0123456789abcdef-2"`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			h.createBeside(t, onLanding, client.Stage{URL: new("s3://acme-lake/raw/")})
			config := h.config(fileWith(`content = "mine"`, "overwrite = true"))
			var undo func()
			now := func(listed, modified string) func() {
				return func() {
					if undo != nil {
						undo()
					}
					undo = h.Inject(emulator.Fault{Path: `/files$`, Status: 200, Body: `[{"name":"s3://acme-lake/raw/in/a.csv","size":"4",` + listed + `,"last_modified":"Sat, 5 Sep 2026 17:59:` + modified + ` GMT"}]`})
				}
			}
			other := strings.Replace(listed, "cdef", "cdee", 1)
			steps := []resource.TestStep{
				{PreConfig: now(listed, "01"), Config: config},
				{Config: config, ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan())},
			}
			if name != "none" {
				steps = append(steps, resource.TestStep{PreConfig: now(listed, "02"), Config: config, ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan())})
			}
			steps = append(steps,
				resource.TestStep{PreConfig: now(other, "03"), Config: config, ConfigPlanChecks: fileAction(plancheck.ResourceActionUpdate)},
				resource.TestStep{PreConfig: func() { h.expectUploads(t, "raw/in/a.csv", "raw/in/a.csv") }, Config: config, ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan())},
				resource.TestStep{PreConfig: func() { undo() }, RefreshState: true, ExpectNonEmptyPlan: true},
			)
			h.run(t, steps...)
		})
	}
}

func TestFileLeavesTheStateWithItsStage(t *testing.T) {
	t.Parallel()
	h := newFileHarness(t)
	const notFound = `{"code":"002003","message":"stage 'landing' does not exist or not authorized.","request_id":"r-1"}`
	config := h.config(fileWith(`content = "hello"`))
	var undo func()
	h.run(t,
		resource.TestStep{Config: config},
		// A 404 of the listing alone may be a lost grant.
		resource.TestStep{
			PreConfig: func() { undo = h.Inject(emulator.Fault{Path: `/files$`, Status: 404, Body: notFound}) },
			Config:    config, ExpectError: says("Unable to find file", "which is in the list of its schema. It stays in the state"),
		},
		resource.TestStep{
			PreConfig: func() {
				undo()
				undo = h.Inject(emulator.Fault{Path: `/files$`, Status: 403, Body: `{"code":"003001","message":"Insufficient privileges to operate on stage"}`})
			},
			Config: config, ExpectError: says("Unable to find file", "in/a.csv", "Insufficient privileges to operate on stage", "READ on an internal stage"),
		},
		resource.TestStep{
			PreConfig: func() {
				undo()
				h.dropBeside(t, onLanding)
			},
			Config: config, ExpectError: says("Unable to upload file", `stage = "landing"`, "does not exist or not authorized"),
		},
		resource.TestStep{
			PreConfig: func() { h.createSSEBeside(t, onLanding) },
			Config:    config, ConfigPlanChecks: fileAction(plancheck.ResourceActionCreate),
		},
	)
	h.expectUploads(t, "in/a.csv", "in/a.csv")
}
