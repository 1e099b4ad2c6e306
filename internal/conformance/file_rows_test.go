package conformance

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
	"github.com/snowstage/terraform-provider-snowstage/internal/fileurl"
	"github.com/snowstage/terraform-provider-snowstage/internal/token"
)

// filed is an account whose object store is at another host, with a file on a stage.
type filed struct {
	*place
	file fileurl.File
}

const (
	filePath    = "in/my orders.csv"
	fileContent = "id,name\n1,Grüße\n"
)

func newFiled(t *testing.T, traffic *wire, settings client.Stage, options ...emulator.Option) *filed {
	t.Helper()
	a := emulated(t, traffic, slices.Concat([]emulator.Option{emulator.WithStorageHost("localhost")}, options)...)
	f := &filed{a, fileurl.File{Host: a.client.Host(), Stage: a.stage("FILED"), Path: filePath}}
	a.create(t, f.file.Stage, settings, client.ErrorIfExists)
	f.put(t)
	return f
}

// put uploads the content to the file's path.
func (f *filed) put(t *testing.T) {
	t.Helper()
	if err := f.client.Files.Upload(t.Context(), f.file.Stage, f.file.Path, contentOf([]byte(fileContent))); err != nil {
		t.Fatal(err)
	}
	f.emulator.ResetJournal()
}

func (f *filed) expectContent(t *testing.T, c *client.Client) {
	t.Helper()
	content, err := c.Files.Get(t.Context(), f.file, 1<<10)
	if err != nil || string(content) != fileContent {
		t.Errorf("getting %s: %q, %v", f.file, content, err)
	}
}

func (f *filed) expectRefused(t *testing.T, c *client.Client, status int, is error, isNot ...error) {
	t.Helper()
	_, err := c.Files.Get(t.Context(), f.file, 1<<10)
	f.checkRefused(t, err, status, is, isNot...)
}

// checkRefused wants a refusal of the account, and not a word to the store.
func (f *filed) checkRefused(t *testing.T, err error, status int, is error, isNot ...error) {
	t.Helper()
	refused, ok := errors.AsType[*client.Error](err)
	switch {
	case !ok:
		t.Fatalf("getting %s: %v, want status %d", f.file, err, status)
	case refused.Operation != "getFile" || refused.Status != status || !errors.Is(err, is):
		t.Errorf("getting %s: %v, want status %d and that it %v", f.file, err, status, is)
	case slices.ContainsFunc(isNot, func(other error) bool { return errors.Is(err, other) }):
		t.Errorf("getting %s: %v is one of %v", f.file, err, isNot)
	case len(f.requests("/storage/")) != 0:
		t.Errorf("getting %s: the store was asked after %v", f.file, err)
	}
}

func fileOfInternalStage(t *testing.T, traffic *wire) {
	f := newFiled(t, traffic, sse())
	f.expectContent(t, f.client)
}

func fileOfExternalStage(t *testing.T, traffic *wire) {
	for _, location := range []string{"s3://acme-lake/raw/", "gcs://acme-lake/raw/", "azure://acme.blob.core.windows.net/lake/raw/"} {
		f := newFiled(t, traffic, external(location))
		f.expectContent(t, f.client)
	}
}

func external(location string) client.Stage {
	return client.Stage{URL: &location, StorageIntegration: new("LAKE_INTEGRATION")}
}

func fileByOAuth(t *testing.T, traffic *wire) {
	f := newFiled(t, traffic, sse())
	for what, credential := range f.byOAuth(t) {
		f.emulator.ResetJournal()
		f.expectContent(t, f.as(t, credential, "LOADER"))
		if asked := f.requests("/api/files/"); len(asked) != 1 || !signsIn(t, asked[0], credential, "OAUTH") {
			t.Errorf("%s: asked %+v", what, asked)
		}
	}
}

func fileByKeyPair(t *testing.T, traffic *wire) {
	f := newFiled(t, traffic, sse())
	credential := keyPair(t, claim, user, registeredKey())
	f.expectContent(t, f.as(t, credential, "LOADER"))
	if asked := f.requests("/api/files/"); len(asked) != 1 || !signsIn(t, asked[0], credential, "KEYPAIR_JWT") {
		t.Errorf("asked %+v", asked)
	}
	f.emulator.ResetJournal()
	f.expectRefused(t, f.as(t, keyPair(t, claim, user, otherKey()), ""), http.StatusUnauthorized, client.ErrUnauthorized)
}

func fileByAnyRole(t *testing.T, traffic *wire) {
	f := newFiled(t, traffic, sse(), emulator.WithRoles(`"Analyst of Lakes"`))
	for _, role := range []string{"LOADER", `"Analyst of Lakes"`, ""} {
		f.emulator.ResetJournal()
		f.expectContent(t, f.as(t, static(t, token.Form{Kind: token.OAuth}, granted), role))
		if asked := f.requests("/api/files/"); len(asked) != 1 || asked[0].Header.Get("X-Snowflake-Role") != role {
			t.Errorf("asked %+v", asked)
		}
	}
	f.emulator.ResetJournal()
	f.expectRefused(t, f.as(t, static(t, token.Form{Kind: token.OAuth}, granted), "SOMEBODY_ELSES_ROLE"), http.StatusForbidden, client.ErrNoRole)
}

func fileWithoutRead(t *testing.T, traffic *wire) { fileWithoutPrivilege(t, traffic, sse()) }

func fileWithoutUsage(t *testing.T, traffic *wire) {
	fileWithoutPrivilege(t, traffic, external("s3://acme-lake/raw/"))
}

// fileWithoutPrivilege stands in for grants, which the emulator does not know.
func fileWithoutPrivilege(t *testing.T, traffic *wire, settings client.Stage) {
	f := newFiled(t, traffic, settings)
	remove := f.emulator.Inject(refusing(http.StatusForbidden, http.MethodGet, "^/api/files/"))
	f.expectRefused(t, f.client, http.StatusForbidden, client.ErrForbidden, client.ErrNoRole, client.ErrNotFound)
	remove()
	f.expectContent(t, f.client)
}

func fileThatLooksCorrupted(t *testing.T, traffic *wire) {
	for want, settings := range map[client.StageType]client.Stage{client.InternalStage: {}, client.InternalStageNoCSE: sse()} {
		f := newFiled(t, traffic, settings)
		content, err := f.client.Files.Get(t.Context(), f.file, 1<<10)
		if err != nil || (string(content) == fileContent) != (want == client.InternalStageNoCSE) {
			t.Errorf("%s: %q, %v", want, content, err)
		}
		types, err := f.client.Stages.Types(t.Context(), f.in, "")
		if err != nil || types[f.file.Stage.Name] != want {
			t.Errorf("the stage is %s, want %s (%v)", types[f.file.Stage.Name], want, err)
		}
	}
}

func filesThatAreRefused(t *testing.T, traffic *wire) {
	f := newFiled(t, traffic, sse())
	there := f.file
	f.file.Stage = f.stage("NOWHERE")
	f.expectRefused(t, f.as(t, static(t, token.Form{Kind: token.OAuth}, "other"), "SOMEBODY_ELSES_ROLE"), http.StatusUnauthorized, client.ErrUnauthorized)
	f.expectRefused(t, f.as(t, static(t, token.Form{Kind: token.OAuth}, granted), "SOMEBODY_ELSES_ROLE"), http.StatusForbidden, client.ErrForbidden)
	f.expectRefused(t, f.client, http.StatusNotFound, client.ErrNotFound, client.ErrNoFile)
	f.file = there
	f.file.Path = "in/nothing.csv"
	_, err := f.client.Files.Get(t.Context(), f.file, 1<<10)
	missed, ofStore := errors.AsType[*client.StoreError](err)
	if !ofStore || missed.Status != http.StatusNotFound || !errors.Is(err, client.ErrNoFile) || errors.Is(err, client.ErrNotFound) {
		t.Errorf("a file that is not there: %v", err)
	}
}

func statusesOfFiles(t *testing.T, traffic *wire) {
	f := newFiled(t, traffic, sse())
	for _, status := range []int{400, 401, 403, 404, 429, 500, 503} {
		remove := f.emulator.Inject(refusing(status, http.MethodGet, "^/api/files/"))
		_, err := f.impatient(t).Files.Get(t.Context(), f.file, 1<<10)
		refused, ok := errors.AsType[*client.Error](err)
		if !ok || refused.Operation != "getFile" || refused.Status != status || refused.Code != codeOf(status) || refused.Message != fmt.Sprintf("refused with %d", status) ||
			refused.RequestID != errorID || errors.Is(err, client.ErrNotSnowflake) {
			t.Errorf("%v, want status %d", err, status)
		}
		if kind := refusedStatuses[status]; kind != nil && !errors.Is(err, kind) {
			t.Errorf("%v is not %q", err, kind)
		}
		remove()
	}
	for _, status := range []int{429, 500, 503} {
		passing := refusing(status, http.MethodGet, "^/api/files/")
		passing.Times = 2
		f.emulator.Inject(passing)
		f.expectContent(t, f.client)
	}
}
