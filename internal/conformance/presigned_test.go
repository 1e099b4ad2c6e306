package conformance

import (
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

func testPresigned(t *testing.T, a *place) {
	stage := a.stage("PRESIGNED")
	a.create(t, stage, sse(), client.ErrorIfExists)

	t.Run("up_and_down", func(t *testing.T) {
		t.Parallel()
		a.onlyEmulated(t, noUpload)
		for _, path := range []string{
			"a.csv", "in/deep/b.csv", "in/with space.csv", "in/ü雪.csv", "100%.csv", "%2F.csv", "q?u#e&r=y.csv", "plus+.csv", "co:lon.csv",
			`back\slash`, "...", ".hidden", "x:presigned-url", "files/a.csv", `quote"d`, "semi;colon,comma", "tilde~@!$'()*",
		} {
			content := "content of " + path
			upload := a.presign(t, stage, path, client.PresignedURLRequest{Mode: "upload", ExpirationTime: 60})
			if status, body := send(t, http.MethodPut, upload, content); status != http.StatusOK && status != http.StatusCreated {
				t.Errorf("PUT %q: status %d, %s", path, status, body)
			}
			for _, mode := range []string{"", "download"} {
				status, body := send(t, http.MethodGet, a.presign(t, stage, path, client.PresignedURLRequest{Mode: mode}), "")
				if status != http.StatusOK || body != content {
					t.Errorf("GET %q in mode %q: status %d, %s", path, mode, status, body)
				}
			}
		}
	})
	t.Run("bound_to_one_method_and_file", func(t *testing.T) {
		t.Parallel()
		a.onlyEmulated(t, noUpload)
		a.upload(t, stage, "bound.csv", "1")
		download := a.presign(t, stage, "bound.csv", client.PresignedURLRequest{})
		upload := a.presign(t, stage, "bound.csv", client.PresignedURLRequest{Mode: "upload"})
		for name, c := range map[string]struct{ method, url string }{
			"PUT to a download":  {http.MethodPut, download},
			"GET of an upload":   {http.MethodGet, upload},
			"another file":       {http.MethodGet, strings.Replace(download, "bound.csv", "other.csv", 1)},
			"without signature":  {http.MethodGet, strings.SplitN(download, "?", 2)[0]},
			"a longer signature": {http.MethodGet, download + "0"},
		} {
			status, body := send(t, c.method, c.url, "2")
			if status != http.StatusForbidden || !strings.Contains(body, "<Error>") {
				t.Errorf("%s: status %d, %s; want 403 and XML", name, status, body)
			}
		}
		if _, body := send(t, http.MethodGet, download, ""); body != "1" {
			t.Errorf("the file is then %q", body)
		}
	})
	t.Run("file_that_is_absent", func(t *testing.T) {
		t.Parallel()
		status, body := send(t, http.MethodGet, a.presign(t, stage, "absent.csv", client.PresignedURLRequest{ExpirationTime: 604800}), "")
		if status != http.StatusNotFound || !strings.Contains(body, "NoSuchKey") {
			t.Errorf("status %d, %s; want 404 and NoSuchKey", status, body)
		}
	})
	t.Run("encrypted_by_snowflake", func(t *testing.T) {
		t.Parallel()
		a.onlyEmulated(t, noUpload)
		full := a.stage("PRESIGNED_FULL")
		a.create(t, full, client.Stage{Encryption: &client.Encryption{Type: new("SNOWFLAKE_FULL")}}, client.ErrorIfExists)
		a.upload(t, full, "a.csv", "id,name\n")
		status, body := send(t, http.MethodGet, a.presign(t, full, "a.csv", client.PresignedURLRequest{}), "")
		if status != http.StatusOK || len(body) != 16 || strings.Contains(body, "id,name") {
			t.Errorf("status %d, %q; want the encrypted bytes", status, body)
		}
	})
	t.Run("refused", func(t *testing.T) {
		t.Parallel()
		for _, seconds := range []int64{-1, 604801} {
			_, err := a.client.Stages.PresignURL(t.Context(), stage, "a.csv", client.PresignedURLRequest{ExpirationTime: seconds})
			if refused, ok := errors.AsType[*client.Error](err); !ok || refused.Status != http.StatusBadRequest {
				t.Errorf("expiration_time %d: %v, want status 400", seconds, err)
			}
		}
		byRole := a.stage("PRESIGNED_ROLE")
		a.create(t, byRole, client.Stage{
			URL:         new("s3://acme-lake/raw/"),
			Credentials: &client.Credentials{CredentialType: "AWS", AWSRole: new("arn:aws:iam::001234567890:role/lake")},
		}, client.ErrorIfExists)
		_, err := a.client.Stages.PresignURL(t.Context(), byRole, "a.csv", client.PresignedURLRequest{ExpirationTime: 3601})
		if refused, ok := errors.AsType[*client.Error](err); !ok || refused.Status != http.StatusBadRequest {
			t.Errorf("3601 seconds with a role: %v, want status 400", err)
		}
		_, err = a.client.Stages.PresignURL(t.Context(), a.stage("PRESIGNED_ABSENT"), "a.csv", client.PresignedURLRequest{})
		if !errors.Is(err, client.ErrNotFound) {
			t.Errorf("a stage that does not exist: %v, want not found", err)
		}
	})
}

func TestPresignedURLEnds(t *testing.T) {
	t.Parallel()
	var passed atomic.Int64
	start := time.Now()
	clock := func() time.Time { return start.Add(time.Duration(passed.Load())) }
	a := emulated(t, &wire{}, emulator.WithClock(clock))
	stage := a.stage("ENDS")
	a.create(t, stage, sse(), client.ErrorIfExists)
	a.upload(t, stage, "a.csv", "1")
	brief := a.presign(t, stage, "a.csv", client.PresignedURLRequest{ExpirationTime: 60})
	byDefault := a.presign(t, stage, "a.csv", client.PresignedURLRequest{})

	for _, c := range []struct {
		after            time.Duration
		brief, byDefault int
	}{
		{0, http.StatusOK, http.StatusOK},
		{58 * time.Second, http.StatusOK, http.StatusOK},
		{62 * time.Second, http.StatusForbidden, http.StatusOK},
		{3598 * time.Second, http.StatusForbidden, http.StatusOK},
		{3602 * time.Second, http.StatusForbidden, http.StatusForbidden},
	} {
		passed.Store(int64(c.after))
		for url, want := range map[string]int{brief: c.brief, byDefault: c.byDefault} {
			if status, body := send(t, http.MethodGet, url, ""); status != want {
				t.Errorf("after %s: status %d, %s; want %d", c.after, status, body, want)
			}
		}
	}
}
