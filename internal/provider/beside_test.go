package provider

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// personsToken is the credential of somebody who changes stages beside Terraform.
type personsToken struct{}

func (personsToken) TokenType() string { return "PROGRAMMATIC_ACCESS_TOKEN" }

func (personsToken) Token(context.Context) (string, error) { return testToken, nil }

func (personsToken) Renew(context.Context, string) (string, error) { return testToken, nil }

// createBeside creates a stage, as somebody beside Terraform would.
func (h *harness) createBeside(t *testing.T, name string, stage client.Stage) {
	t.Helper()
	q := qualified(t, name)
	stage.Name = q.Name.Quoted()
	if _, err := h.person.Stages.Create(t.Context(), q.In(), stage, client.ErrorIfExists, nil); err != nil {
		t.Fatal(err)
	}
}

// createSSEBeside creates an internal stage whose files can be read by a presigned URL.
func (h *harness) createSSEBeside(t *testing.T, name string) {
	t.Helper()
	h.createBeside(t, name, client.Stage{Encryption: &client.Encryption{Type: new("SNOWFLAKE_SSE")}})
}

// uploadBeside puts a file on a stage, as somebody beside Terraform would.
func (h *harness) uploadBeside(t *testing.T, name, path, content string) {
	t.Helper()
	material, err := h.person.Stages.PresignURL(t.Context(), qualified(t, name), path, client.PresignedURLRequest{Mode: "upload"})
	if err != nil {
		t.Fatal(err)
	}
	if status, body := transfer(t, http.MethodPut, string(material.PresignedURL), content); status != http.StatusOK {
		t.Fatalf("uploading %s to %s: status %d, %s", path, name, status, body)
	}
}

// transfer does what somebody can who has nothing but a presigned URL.
func transfer(t *testing.T, method, presigned, content string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, presigned, strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	reply, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = reply.Body.Close() }()
	received, err := io.ReadAll(reply.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply.StatusCode, string(received)
}

// replaceBeside drops a stage and creates it anew with other settings, as somebody beside Terraform would.
func (h *harness) replaceBeside(t *testing.T, name string, stage client.Stage) {
	t.Helper()
	q := qualified(t, name)
	stage.Name = q.Name.Quoted()
	if _, err := h.person.Stages.Create(t.Context(), q.In(), stage, client.OrReplace, nil); err != nil {
		t.Fatal(err)
	}
}

// dropBeside drops a stage, as somebody beside Terraform would.
func (h *harness) dropBeside(t *testing.T, name string) {
	t.Helper()
	if err := h.person.Stages.Delete(t.Context(), qualified(t, name), false, nil); err != nil {
		t.Fatal(err)
	}
}

// fetchBeside describes a stage to somebody beside Terraform.
func (h *harness) fetchBeside(t *testing.T, name string) client.Stage {
	t.Helper()
	stage, err := h.person.Stages.Fetch(t.Context(), qualified(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return stage
}

const fileBeside = "a/file.csv"

// putBeside puts a file on a stage, as PUT does.
func (h *harness) putBeside(t *testing.T, name string) {
	t.Helper()
	q := qualified(t, name)
	if err := h.PutFile(q.Database.Quoted(), q.Schema.Quoted(), q.Name.Quoted(), fileBeside, []byte("1,2\n")); err != nil {
		t.Fatal(err)
	}
}

// stillHolds reports whether the stage still has what putBeside has put there.
func (h *harness) stillHolds(t *testing.T, name string) bool {
	t.Helper()
	q := qualified(t, name)
	content, err := h.File(q.Database.Quoted(), q.Schema.Quoted(), q.Name.Quoted(), fileBeside)
	return err == nil && string(content) == "1,2\n"
}
