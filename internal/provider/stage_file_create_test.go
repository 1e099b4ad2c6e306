package provider

import (
	"crypto/md5"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

func TestExistingFileIsTakenOverOrLeftAlone(t *testing.T) {
	t.Parallel()
	h := newFileHarness(t)
	h.putFileBeside(t, onLanding, "in/a.csv", "theirs")
	h.run(t,
		resource.TestStep{
			Config: h.config(fileWith(`content = "mine"`)),
			ExpectError: says("File exists", `path = "in/a.csv"`, "it has 6 bytes, MD5 "+fmt.Sprintf("%x", md5.Sum([]byte("theirs"))), "to be uploaded are 4 bytes", "Nothing was changed", "overwrite = true",
				"to = snowstage_stage_file.in_a_csv", `id = "\"ANALYTICS\".\"RAW\".\"LANDING\"/in/a.csv"`),
		},
		resource.TestStep{PreConfig: func() { h.expectUploads(t) }, Config: h.config(fileWith(`content = "theirs"`))},
		resource.TestStep{PreConfig: func() { h.expectUploads(t) }, Config: h.config("removed {\n from = snowstage_stage_file.f\n lifecycle { destroy = false }\n}\n")},
		resource.TestStep{Config: h.config(fileWith(`content_wo = "theirs"`, "content_wo_version = 1"))},
		resource.TestStep{PreConfig: func() { h.expectUploads(t) }, Config: h.config("removed {\n from = snowstage_stage_file.f\n lifecycle { destroy = false }\n}\n")},
		resource.TestStep{
			Config:      h.config(fileWith(`content_wo = "thy own"`, "content_wo_version = 1")),
			ExpectError: says("File exists", "to be uploaded are 7 bytes."),
		},
		resource.TestStep{Config: h.config(fileWith(`content = "mine"`, "overwrite = true"))},
		h.stays(fileWith(`content = "mine"`, "overwrite = true")),
	)
	h.expectUploads(t, "in/a.csv")
}

// Two resources for one file would write over each other for ever.
func TestTwoResourcesForOneFile(t *testing.T) {
	t.Parallel()
	h := newFileHarness(t)
	another := strings.Replace(fileNamed("g", "in/a.csv", `content = "other"`, "overwrite = true"), `"landing"`, `"\"LANDING\""`, 1)
	h.run(t, resource.TestStep{
		Config:      h.config(fileWith(`content = "mine"`, "overwrite = true"), another),
		ExpectError: says("Unable to upload file", "another resource of this configuration has just written it", "Nothing was changed"),
	})
	h.expectUploads(t, "in/a.csv")
}

// With create_before_destroy the old object is destroyed after the new one has taken its file.
func TestFileOfTheNewObjectIsNotRemovedWithTheOld(t *testing.T) {
	t.Parallel()
	h, cli := newFileHarness(t), newCommandLine(t)
	cli.configure(h.config(fileWith(`content = "hello"`, "lifecycle { create_before_destroy = true }")))
	cli.run("apply", "-auto-approve")
	said, err := cli.Must(t.Context(), "apply", "-no-color", "-auto-approve", "-replace="+theFile)
	if err != nil {
		t.Fatal(err)
	}
	if !h.sqlOff && !says("File was not removed", `File "in/a.csv" of stage`, "belongs to that one now").MatchString(withoutBars.Replace(said.Said)) {
		t.Errorf("nothing is said of the file that stays:\n%s", said.Said)
	}
	h.expectFile(t, "in/a.csv", "hello")
	cli.run("plan", "-detailed-exitcode")
	// So it is when a resource gets another address without a moved block.
	cli.configure(h.config(fileNamed("g", "in/a.csv", `content = "hello"`)))
	cli.run("apply", "-auto-approve")
	cli.run("apply", "-auto-approve") // if the old one was destroyed first
	h.expectFile(t, "in/a.csv", "hello")
}

func TestAccountWithoutUploads(t *testing.T) {
	t.Parallel()
	for name, option := range map[string]emulator.Option{"ignores the mode": emulator.WithModeIgnored(), "refuses the mode": emulator.WithModeRefused()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newFileHarness(t, option)
			config := h.config(fileWith(`content = "hello"`))
			h.run(t,
				resource.TestStep{
					Config:      config,
					ExpectError: says("Unable to upload file", "the account gives no URLs for uploads", `no longer takes the mode "upload"`, "AUTO_COMPRESS = FALSE", "taken over without an upload"),
				},
				resource.TestStep{PreConfig: func() { h.putFileBeside(t, onLanding, "in/a.csv", "hello") }, Config: config},
				resource.TestStep{Config: config, ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan())},
			)
			h.expectUploads(t)
		})
	}
}

func TestStoreThatRefusesIsQuoted(t *testing.T) {
	t.Parallel()
	h := newFileHarness(t)
	h.Inject(emulator.Fault{Method: "PUT", Path: `^/storage/`, Status: 404, Header: map[string]string{"X-Amz-Request-Id": "R1"}, Body: "<Error><Code>NoSuchBucket</Code><Message>The bucket is gone.</Message></Error>"})
	h.run(t, resource.TestStep{
		Config:      h.config(fileWith(`content = "hello"`)),
		ExpectError: says("Unable to upload file", "The object store answered: The bucket is gone.", "host "+h.address.Host, "HTTP status 404 Not Found", "code NoSuchBucket", "request id R1", "correct what the object store's message names"),
	})
}

func TestUploadThatBreaksOffIsRepeated(t *testing.T) {
	t.Parallel()
	h := newFileHarness(t)
	h.Inject(emulator.Fault{Method: "PUT", Path: `^/storage/`, CutUpload: 3, Times: 2})
	h.run(t, resource.TestStep{Config: h.config(fileWith(`content = "hello"`))})
	h.expectUploads(t, "in/a.csv")
}

// An upload of which nothing is known afterwards is no reason to replace the file.
func TestUploadThatIsNotListedIsInTheState(t *testing.T) {
	t.Parallel()
	h := newFileHarness(t)
	config := h.config(fileWith(`content = "hello"`))
	var undo func()
	refused := emulator.Fault{Path: `/files$`, Skip: 1, Status: 403, Body: `{"code":"003001","message":"Insufficient privileges"}`}
	h.run(t,
		resource.TestStep{PreConfig: func() { undo = h.Inject(refused) }, Config: config, ExpectError: says("Unable to find file")}, // by the refresh after the apply
		resource.TestStep{PreConfig: func() { undo() }, Config: config, ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan())},
	)
	h.expectUploads(t, "in/a.csv")
}

func TestUploadThatArrivesOtherwiseIsAnError(t *testing.T) {
	t.Parallel()
	h := newFileHarness(t)
	var undo func()
	listed := func(body string) func() {
		return func() {
			if undo != nil {
				undo()
			}
			undo = h.Inject(emulator.Fault{Path: `/files$`, Status: 200, Body: body})
		}
	}
	config := h.config(fileWith(`content = "hello"`, "overwrite = true"))
	h.run(t,
		resource.TestStep{
			PreConfig: listed(`[{"name":"landing/in/a.csv","size":"16","md5":null,"last_modified":"Sat, 5 Sep 2026 17:59:01 GMT"}]`), Config: config,
			ExpectError: says("File is not what was uploaded", "took 5 bytes, but afterwards the stage lists the file with 16 bytes, last modified 2026-09-05T17:59:01Z", "SNOWFLAKE_FULL", "SHOW STAGES"),
		},
		resource.TestStep{PreConfig: listed(`[]`), Config: config, ExpectError: says("File is not what was uploaded", "the stage lists no such file")},
	)
}

// A hash of another kind than expected is no reason to give up what was uploaded.
func TestUploadThatIsListedWithAnotherMD5IsToldOf(t *testing.T) {
	t.Parallel()
	h := newFileHarness(t)
	w := h.files(t)
	h.Inject(emulator.Fault{Path: `/files$`, Skip: 1, Status: 200, Body: `[{"name":"landing/in/a.csv","size":"5","md5":"0cc175b9c0f1b6a831c399e269772661","last_modified":"Sat, 5 Sep 2026 17:59:01 GMT"}]`})
	planned := w.planAlteration(w.nothing(), fileConfig(hcl{"content": "hello"}))
	made, complaints := w.carryOut(planned)
	w.wantSaid(complaints, "warning : File may not be what was uploaded", "0cc175b9c0f1b6a831c399e269772661", "5d41402abc4b2a76b9719d911017c592")
	if made.state.IsNull() {
		t.Error("the file is not in the state")
	}
}
