package conformance

import (
	"bytes"
	"crypto/md5"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
	"github.com/snowstage/terraform-provider-snowstage/internal/fileurl"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// nastyPaths are names of files that something on the way may read as something else: a URL, a statement, a regular expression, a path of a
// file system, or the beginning of one another.
var nastyPaths = []string{
	"a", "a.csv", "a.csv.gz", "in/a", "in/a.csv", "in/a/in/a", "in/a b.csv", " leading and trailing ", "in/ /a",
	"100%.csv", "%2e%2e/%2F", "%25", "a%20b", "a+b", "a b+c%2F?&=#.csv", "q?u=e#r", "x&y=1;z",
	`it's`, `say "hi"`, "`$(id)`", `back\slash\n`, `\\server\share`, `a\E.*\Q`, "a*", "[a-z]{2}(x|y)^$", ".*",
	"@stage/~user", "s3:bucket/key", "file:etc/passwd", "a:b:presigned-url", "files/a.csv", "...", ".hidden", "..a/b..", "--comment", "x/*y*/;DROP",
	"Grüße/雪❄️.txt", "e\u0301 and é", "\u202eright\u2066", "İSTANBUL/ß", strings.Repeat("long/", 204) + "tail",
}

// whole reads what is at both kinds of URL of a file.
func (a *place) whole(t *testing.T, stage identifier.Qualified, path string, limit int64) (byURL, byFileURL []byte) {
	t.Helper()
	status, body := send(t, http.MethodGet, a.presign(t, stage, path, client.PresignedURLRequest{}), "")
	if status != http.StatusOK {
		t.Fatalf("GET %q: status %d, %s", path, status, body)
	}
	byFileURL, err := a.client.Files.Get(t.Context(), fileurl.File{Host: a.client.Host(), Stage: stage, Path: path}, limit)
	if err != nil {
		t.Fatalf("getting %q by its file URL: %v", path, err)
	}
	return []byte(body), byFileURL
}

func contentOf(content []byte) client.Content {
	return client.Content{Size: int64(len(content)), MD5: md5.Sum(content), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(content)), nil
	}}
}

// expectStored compares what is listed, and what both kinds of URL give, with what was uploaded.
func (a *place) expectStored(t *testing.T, stage identifier.Qualified, path string, content []byte) {
	t.Helper()
	found, err := a.client.Files.Find(t.Context(), stage, path)
	if err != nil {
		t.Fatalf("finding %q: %v", path, err)
	}
	if found.Size != strconv.Itoa(len(content)) || found.MD5 != fmt.Sprintf("%x", md5.Sum(content)) || !strings.HasSuffix(found.Name, "/"+path) {
		t.Errorf("%q is listed as %+v", path, found)
	}
	byURL, byFileURL := a.whole(t, stage, path, int64(len(content)))
	if !bytes.Equal(byURL, content) || !bytes.Equal(byFileURL, content) {
		t.Errorf("%q: %d bytes were uploaded, %d and %d came back, or others", path, len(content), len(byURL), len(byFileURL))
	}
}

// remove removes a file, after which it is not there, and all the others are.
func (a *place) remove(t *testing.T, stage identifier.Qualified, path string) {
	t.Helper()
	found, err := a.client.Files.Find(t.Context(), stage, path)
	if err == nil {
		err = a.client.Files.Remove(t.Context(), stage, path, found, nil)
	}
	if err != nil {
		t.Fatalf("removing %q: %v", path, err)
	}
	if _, err := a.client.Files.Find(t.Context(), stage, path); !errors.Is(err, client.ErrNoFile) {
		t.Errorf("%q after its removal: %v", path, err)
	}
	_, err = a.client.Files.Get(t.Context(), fileurl.File{Host: a.client.Host(), Stage: stage, Path: path}, 1)
	if !errors.Is(err, client.ErrNoFile) {
		t.Errorf("getting %q after its removal: %v", path, err)
	}
}

// testFileLives has every file seen by the same name by upload, list, both kinds of URL and removal.
func testFileLives(t *testing.T, a *place) {
	a.onlyEmulated(t, noUpload)
	for name, settings := range map[string]client.Stage{"LIVES": sse(), "Lives Quoted": sse(), "LIVES_LAKE": {URL: new(a.lake + "lives"), StorageIntegration: new(a.storageIntegration)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stage := a.stage(name)
			a.create(t, stage, settings, client.ErrorIfExists)
			for _, path := range nastyPaths {
				if err := a.client.Files.Upload(t.Context(), stage, path, contentOf([]byte("content of "+path))); err != nil {
					t.Fatalf("uploading %q: %v", path, err)
				}
			}
			for _, path := range nastyPaths {
				a.expectStored(t, stage, path, []byte("content of "+path))
			}
			left := slices.Clone(nastyPaths)
			for len(left) > 0 {
				a.remove(t, stage, left[0])
				left = left[1:]
				if len(left)%10 == 0 { // A list of all takes many pages.
					a.expectFiles(t, stage, left)
				}
			}
		})
	}
}

func (a *place) expectFiles(t *testing.T, stage identifier.Qualified, want []string) {
	t.Helper()
	var listed []client.StageFile
	for file, err := range a.client.Stages.ListFiles(t.Context(), stage, "", 0) {
		if err != nil {
			t.Fatal(err)
		}
		listed = append(listed, file)
	}
	paths, err := a.client.Stages.Paths(t.Context(), stage, listed)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(paths)
	if want = slices.Sorted(slices.Values(want)); !slices.Equal(paths, want) {
		t.Errorf("%s has the files %q, want %q", stage, paths, want)
	}
}

func TestNastyPathsAreManyAndDiffer(t *testing.T) {
	t.Parallel()
	if distinct := slices.Compact(slices.Sorted(slices.Values(nastyPaths))); len(distinct) < 40 || len(distinct) != len(nastyPaths) {
		t.Errorf("%d different paths of %d", len(distinct), len(nastyPaths))
	}
}

// TestFilesOfAllSizes takes files to a stage and back whole, undisturbed and with the connection cut at random during their upload.
func TestFilesOfAllSizes(t *testing.T) {
	t.Parallel()
	a := emulated(t, &wire{}, emulator.WithStorageHost("localhost"))
	stage := a.stage("SIZES")
	a.create(t, stage, sse(), client.ErrorIfExists)
	for _, size := range []int{0, 1, 5 << 20, 100 << 20} {
		content := make([]byte, size)
		_, _ = rand.NewChaCha8([32]byte{byte(size >> 20)}).Read(content) // never fails
		for seed := range uint64(4) {
			path := fmt.Sprintf("%d-bytes-seed-%d", size, seed)
			cuts := 0
			if seed > 0 && size > 0 {
				cuts = a.cutUploads(rand.New(rand.NewPCG(seed, uint64(size))), int64(size), path)
			}
			if err := a.client.Files.Upload(t.Context(), stage, path, contentOf(content)); err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			a.expectStored(t, stage, path, content)
			if puts := a.uploadsOf(path); puts != cuts+1 {
				t.Errorf("%s: %d uploads with %d cuts", path, puts, cuts)
			}
			a.remove(t, stage, path)
		}
	}
}

// cutUploads cuts the connection of the next uploads of a file, each somewhere else, and returns how many.
func (a *place) cutUploads(random *rand.Rand, size int64, path string) int {
	cuts := 1 + random.IntN(3)
	for range cuts {
		a.emulator.Inject(emulator.Fault{Method: http.MethodPut, Path: "^/storage/.*" + path, Times: 1, CutUpload: 1 + random.Int64N(size)})
	}
	return cuts
}

func (a *place) uploadsOf(path string) int {
	uploads := 0
	for _, request := range a.emulator.Journal() {
		if request.Method == http.MethodPut && strings.HasSuffix(request.Path, path) {
			uploads++
		}
	}
	return uploads
}
