package conformance

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

const noUpload = "whether its presigned URLs still take an upload is not documented"

func testFiles(t *testing.T, a *place) {
	t.Run("none", func(t *testing.T) {
		t.Parallel()
		stage := a.stage("FILES_NONE")
		a.create(t, stage, sse(), client.ErrorIfExists)
		if files := a.files(t, stage, ""); len(files) != 0 {
			t.Errorf("a new stage has files: %v", files)
		}
	})
	t.Run("internal", func(t *testing.T) {
		t.Parallel()
		a.onlyEmulated(t, noUpload)
		stage := a.exactly(identifier.FromReply(a.prefix + "_Files Of Mine"))
		a.create(t, stage, sse(), client.ErrorIfExists)
		contents := map[string]string{
			"a.csv": "id,name\n", "in/b.csv": "", "in/deep/c.json": "{}", "in/ü 100%.csv": "ü", "out/d.csv.gz": strings.Repeat("x", 70_000), "e": "e",
		}
		for path, content := range contents {
			a.upload(t, stage, path, content)
		}
		prefix := strings.ToLower(stage.Name.Exact()) + "/"
		files := a.files(t, stage, "")
		if len(files) != len(contents) {
			t.Errorf("%d files, want %d", len(files), len(contents))
		}
		for _, file := range files {
			content, ok := contents[strings.TrimPrefix(file.Name, prefix)]
			if !ok {
				t.Errorf("a file is listed as %q, want %q and a path", file.Name, prefix)
				continue
			}
			if file.Size != strconv.Itoa(len(content)) || file.MD5 != md5Of(content) {
				t.Errorf("%s has %s bytes and md5 %s", file.Name, file.Size, file.MD5)
			}
			modified, err := time.Parse("Mon, 2 Jan 2006 15:04:05 GMT", file.LastModified)
			if err != nil || time.Since(modified).Abs() > 10*time.Minute {
				t.Errorf("%s was modified on %q (%v), want about now", file.Name, file.LastModified, err)
			}
		}
		for pattern, want := range map[string]int{
			`.*[.]csv`: 3, `.*/in/.*`: 3, `in/.*`: 0, `csv`: 0, `.*(a|b)\.csv`: 2, `.*ü.*`: 1, `.*\.CSV`: 0, `.*`: 6, `.*[.](csv|json)`: 4,
		} {
			if files := a.files(t, stage, pattern); len(files) != want {
				t.Errorf("%d files match %s, want %d", len(files), pattern, want)
			}
		}
	})
	t.Run("encrypted_by_snowflake", func(t *testing.T) {
		t.Parallel()
		a.onlyEmulated(t, noUpload)
		stage := a.stage("FILES_FULL")
		a.create(t, stage, client.Stage{}, client.ErrorIfExists)
		a.upload(t, stage, "a.csv", "id,name\n")
		files := a.files(t, stage, "")
		if len(files) != 1 || files[0].Size != "16" || files[0].MD5 == md5Of("id,name\n") {
			t.Errorf("files are %v, want size and md5 of the encrypted bytes, whose blocks have 16", files)
		}
	})
	t.Run("external", func(t *testing.T) {
		t.Parallel()
		a.onlyEmulated(t, "it would need a bucket to write to")
		stage := a.stage("FILES_LAKE")
		a.create(t, stage, client.Stage{URL: new("s3://acme-" + strings.ToLower(a.prefix) + "/raw/"), StorageIntegration: &a.storageIntegration}, client.ErrorIfExists)
		a.upload(t, stage, "in/a.csv", "1")
		files := a.files(t, stage, "")
		if want := "s3://acme-" + strings.ToLower(a.prefix) + "/raw/in/a.csv"; len(files) != 1 || files[0].Name != want {
			t.Errorf("files are %v, want %s", files, want)
		}
	})
	t.Run("without_digest", func(t *testing.T) {
		t.Parallel()
		a.onlyEmulated(t, "it would need a bucket to write to")
		stage := a.stage("FILES_KEYED")
		a.create(t, stage, client.Stage{
			URL: new("gcs://acme-" + strings.ToLower(a.prefix) + "/raw/"), StorageIntegration: &a.storageIntegration,
			Encryption: &client.Encryption{Type: new("GCS_SSE_KMS"), KMSKeyID: new("projects/p/locations/l/keyRings/r/cryptoKeys/k")},
		}, client.ErrorIfExists)
		a.upload(t, stage, "a.csv", "1")
		if files := a.files(t, stage, ""); len(files) != 1 || files[0].Size != "1" || files[0].MD5 != "" {
			t.Errorf("files are %v, want one without an md5: Google knows none under a customer's key", files)
		}
	})
	t.Run("gone_with_the_stage", func(t *testing.T) {
		t.Parallel()
		a.onlyEmulated(t, noUpload)
		stage := a.stage("FILES_GONE")
		a.create(t, stage, sse(), client.ErrorIfExists)
		a.upload(t, stage, "a.csv", "1")
		a.create(t, stage, sse(), client.IfNotExists)
		if files := a.files(t, stage, ""); len(files) != 1 {
			t.Errorf("after ifNotExists the files are %v", files)
		}
		a.create(t, stage, sse(), client.OrReplace)
		if files := a.files(t, stage, ""); len(files) != 0 {
			t.Errorf("after orReplace the files are %v", files)
		}
		a.upload(t, stage, "a.csv", "1")
		if err := a.client.Stages.Delete(t.Context(), stage, false, nil); err != nil {
			t.Fatal(err)
		}
		a.create(t, stage, sse(), client.ErrorIfExists)
		if files := a.files(t, stage, ""); len(files) != 0 {
			t.Errorf("after dropping and creating it the files are %v", files)
		}
	})
	t.Run("refused", func(t *testing.T) {
		t.Parallel()
		stage := a.stage("FILES_REFUSED")
		if _, err := a.tryFiles(t, stage, ""); !errors.Is(err, client.ErrNotFound) {
			t.Errorf("files of a stage that does not exist: %v, want not found", err)
		}
		a.create(t, stage, sse(), client.ErrorIfExists)
		_, err := a.tryFiles(t, stage, "*.csv")
		if refused, ok := errors.AsType[*client.Error](err); !ok || refused.Status != http.StatusBadRequest {
			t.Errorf("a pattern that is no regular expression: %v, want status 400", err)
		}
	})
}

func sse() client.Stage {
	return client.Stage{Encryption: &client.Encryption{Type: new("SNOWFLAKE_SSE")}}
}

func (a *place) files(t *testing.T, stage identifier.Qualified, pattern string) []client.StageFile {
	t.Helper()
	files, err := a.tryFiles(t, stage, pattern)
	if err != nil {
		t.Fatalf("listing the files of %s: %v", stage, err)
	}
	return files
}

func (a *place) tryFiles(t *testing.T, stage identifier.Qualified, pattern string) ([]client.StageFile, error) {
	t.Helper()
	var files []client.StageFile
	for file, err := range a.client.Stages.ListFiles(t.Context(), stage, pattern, 0) {
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	slices.SortFunc(files, func(x, y client.StageFile) int { return strings.Compare(x.Name, y.Name) })
	return files, nil
}

// upload puts a file on a stage by a presigned URL.
func (a *place) upload(t *testing.T, stage identifier.Qualified, path, content string) {
	t.Helper()
	status, body := send(t, http.MethodPut, a.presign(t, stage, path, client.PresignedURLRequest{Mode: "upload"}), content)
	if status != http.StatusOK && status != http.StatusCreated {
		t.Fatalf("uploading %s to %s: status %d, %s", path, stage, status, body)
	}
}

func (a *place) presign(t *testing.T, stage identifier.Qualified, path string, request client.PresignedURLRequest) string {
	t.Helper()
	material, err := a.client.Stages.PresignURL(t.Context(), stage, path, request)
	if err != nil {
		t.Fatalf("asking for a URL of %s on %s: %v", path, stage, err)
	}
	return string(material.PresignedURL)
}

// send sends what somebody would who has nothing but the URL.
func send(t *testing.T, method, url, content string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, bytes.NewReader([]byte(content)))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Ms-Blob-Type", "BlockBlob") // Azure wants it; the others do not mind.
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

func md5Of(content string) string {
	sum := md5.Sum([]byte(content))
	return hex.EncodeToString(sum[:])
}
