//go:build unix

package main

import (
	"bufio"
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// server is the command serving, and what it told to export.
type server struct {
	*testing.T
	command  *exec.Cmd
	exported map[string]string
	stderr   bytes.Buffer // may be read once it has stopped
}

func startServer(t *testing.T, arguments ...string) *server {
	t.Helper()
	s := &server{T: t, exported: map[string]string{}}
	s.command = self(t, nil, append([]string{"serve", "--listen", "127.0.0.1:0"}, arguments...)...)
	s.command.Stderr = &s.stderr
	output, err := s.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.command.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(output)
	for s.exported["SNOWFLAKE_PROTOCOL"] == "" && lines.Scan() {
		assignment, ok := strings.CutPrefix(lines.Text(), "export ")
		name, value, isAssignment := strings.Cut(assignment, "=")
		if !ok || !isAssignment {
			t.Fatalf("line %q exports nothing", lines.Text())
		}
		s.exported[name] = strings.Trim(value, "'")
	}
	return s
}

// stop sends Ctrl-C and returns the exit code.
func (s *server) stop() int {
	s.Helper()
	if err := s.command.Process.Signal(syscall.SIGINT); err != nil {
		s.Fatal(err)
	}
	_ = s.command.Wait() // an error is the exit code
	return s.command.ProcessState.ExitCode()
}

// call sends a request signed with the exported key and returns its status.
func (s *server) call(method, path, body string) int {
	s.Helper()
	status, _ := exchange(method, s.base()+path, s.token(), body)
	return status
}

// base is the start of URLs.
func (s *server) base() string {
	return s.exported["SNOWFLAKE_PROTOCOL"] + "://" + s.exported["SNOWFLAKE_HOST"] + ":" + s.exported["SNOWFLAKE_PORT"]
}

func (s *server) token() string {
	s.Helper()
	text, err := os.ReadFile(s.exported["SNOWFLAKE_PRIVATE_KEY_PATH"])
	if err != nil {
		s.Fatal(err)
	}
	block, _ := pem.Decode(text)
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		s.Fatal(err)
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		s.Fatalf("key of type %T", parsed)
	}
	user := strings.ToUpper(s.exported["SNOWFLAKE_ORGANIZATION_NAME"] + "-" + s.exported["SNOWFLAKE_ACCOUNT_NAME"] + "." + s.exported["SNOWFLAKE_USER"])
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		s.Fatal(err)
	}
	fingerprint := sha256.Sum256(der)
	claims, err := json.Marshal(map[string]any{
		"iss": user + ".SHA256:" + base64.StdEncoding.EncodeToString(fingerprint[:]), "sub": user,
		"iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix(),
	})
	if err != nil {
		s.Fatal(err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	signed := encode([]byte(`{"alg":"RS256"}`)) + "." + encode(claims)
	digest := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:])
	if err != nil {
		s.Fatal(err)
	}
	return signed + "." + encode(signature)
}

// send returns the status of a request, or 0 if there was no reply.
func send(method, url, token, body string) int {
	status, _ := exchange(method, url, token, body)
	return status
}

// exchange returns the reply to a request, with status 0 if there was none. An empty token sends none.
func exchange(method, url, token, body string) (status int, reply string) {
	request, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, ""
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, ""
	}
	return response.StatusCode, string(text)
}

func TestServeKeepsStagesOverARestart(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	key := filepath.Join(folder, "my key.p8")
	arguments := []string{"--key-pair", key, "--data", filepath.Join(folder, "stages"), "--schema", "ANALYTICS.RAW", "--schema", "other.s"}
	const stages = "/api/v2/databases/ANALYTICS/schemas/RAW/stages"

	first := startServer(t, arguments...)
	if status := first.call("POST", stages, `{"name":"landing"}`); status != 200 {
		t.Fatalf("create: %d", status)
	}
	if status := first.call("POST", "/api/v2/databases/OTHER/schemas/S/stages", `{"name":"landing"}`); status != 200 {
		t.Errorf("create in the other schema: %d", status)
	}
	if got := run(t, nil, append([]string{"serve", "--listen", "127.0.0.1:0"}, arguments...)...); got.code != 1 || !strings.Contains(got.stderr, "another emulator") {
		t.Errorf("a second emulator on the same folder: %+v", got)
	}
	if code := first.stop(); code != 0 {
		t.Errorf("Ctrl-C ends it with %d; %s", code, &first.stderr)
	}
	if status := first.call("GET", stages, ""); status != 0 {
		t.Errorf("it still answers: %d", status)
	}

	second := startServer(t, arguments...)
	if status := second.call("GET", stages+"/landing", ""); status != 200 {
		t.Errorf("after the restart: %d", status)
	}
	if code := second.stop(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func TestServeRefusesSQLWhenTold(t *testing.T) {
	t.Parallel()
	for flag, want := range map[string]int{"--no-sql": 403, "--no-sql=false": 200} {
		s := startServer(t, "--key-pair", filepath.Join(t.TempDir(), "key.p8"), flag)
		if status := s.call("POST", "/api/v2/statements", `{"statement":"SHOW STAGES IN SCHEMA ANALYTICS.RAW"}`); status != want {
			t.Errorf("%s: a statement is answered with %d", flag, status)
		}
		s.stop()
	}
}

func TestServeListsLessWhenTold(t *testing.T) {
	t.Parallel()
	const stages = "/api/v2/databases/ANALYTICS/schemas/RAW/stages"
	for flag, isThin := range map[string]bool{"--thin-lists": true, "--thin-lists=false": false} {
		s := startServer(t, "--key-pair", filepath.Join(t.TempDir(), "key.p8"), flag)
		if status := s.call("POST", stages, `{"name":"landing","directory_table":{"enable":true}}`); status != 200 {
			t.Fatalf("create: %d", status)
		}
		for path, isWhole := range map[string]bool{stages: !isThin, stages + "/landing": true} {
			status, body := exchange("GET", s.base()+path, s.token(), "")
			if status != 200 || !strings.Contains(body, `"enable":true`) || strings.Contains(body, `"auto_refresh"`) != isWhole {
				t.Errorf("%s: GET %s is answered with %d, %s", flag, path, status, body)
			}
		}
		s.stop()
	}
}

func TestServeLimitsRequests(t *testing.T) {
	t.Parallel()
	s := startServer(t, "--key-pair", filepath.Join(t.TempDir(), "key.p8"), "--request-rate", "1")
	const stages = "/api/v2/databases/ANALYTICS/schemas/RAW/stages"
	refused := false
	for range 20 { // within less than twenty seconds
		refused = s.call("GET", stages, "") == 429 || refused
	}
	if !refused {
		t.Error("no request is answered with 429")
	}
	s.stop()
}

func TestServeLoadsFilesThroughPipes(t *testing.T) {
	t.Parallel()
	s := startServer(t, "--key-pair", filepath.Join(t.TempDir(), "key.p8"), "--load-time", "1ms",
		"--pipe", "analytics.raw.orders=@landing/in", "--pipe", `analytics.raw."strict one"=@analytics.raw.landing,on_error=continue`)
	const stages = "/api/v2/databases/ANALYTICS/schemas/RAW/stages"
	if status := s.call("POST", stages, `{"name":"landing"}`); status != 200 {
		t.Fatalf("create: %d", status)
	}
	var material map[string]string
	_, body := exchange("POST", s.base()+stages+"/landing/files/in%2Fa.csv:presigned-url", s.token(), `{"mode":"upload"}`)
	if err := json.Unmarshal([]byte(body), &material); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	if status := send("PUT", material["presigned_url"], "", "1,x\n2,y\n3\n"); status != 200 {
		t.Fatalf("upload: %d", status)
	}
	for element, c := range map[string]struct{ path, status string }{
		"ANALYTICS.RAW.ORDERS":             {"a.csv", `"rowsInserted":0,"rowsParsed":3,"errorsSeen":1,`},
		"ANALYTICS.RAW.%22strict%20one%22": {"in/a.csv", `"rowsInserted":2,"rowsParsed":3,"errorsSeen":1,`},
	} {
		pipe := "/v1/data/pipes/" + element + "/"
		if status := s.call("POST", pipe+"insertFiles", `{"files":[{"path":"`+c.path+`"}]}`); status != 200 {
			t.Errorf("insert: %d", status)
		}
		report := ""
		for deadline := time.Now().Add(time.Minute); !strings.Contains(report, `"complete":true`) && time.Now().Before(deadline); {
			_, report = exchange("GET", s.base()+pipe+"insertReport", s.token(), "")
		}
		if !strings.Contains(report, c.status) || !strings.Contains(report, `"firstErrorLineNum":3`) {
			t.Errorf("report %s", report)
		}
	}
	s.stop()
}

func TestServeListsManyFiles(t *testing.T) {
	t.Parallel()
	s := startServer(t, "--key-pair", filepath.Join(t.TempDir(), "key.p8"), "--many-files", `analytics.raw."a=b"=3`)
	status, body := exchange("GET", s.base()+"/api/v2/databases/ANALYTICS/schemas/RAW/stages/%22a%3Db%22/files", s.token(), "")
	if status != 200 || strings.Count(body, `{"name":"a=b/batch-00000/part-`) != 3 {
		t.Errorf("%d, %s", status, body)
	}
	s.stop()
}

func TestServeMakesAKeyThatIsPrivate(t *testing.T) {
	t.Parallel()
	key := filepath.Join(t.TempDir(), "key.p8")
	s := startServer(t, "--key-pair", key)
	if s.exported["SNOWFLAKE_PRIVATE_KEY_PATH"] != key {
		t.Errorf("exported %v", s.exported)
	}
	s.stop()
	if strings.Contains(s.stderr.String(), "warning") {
		t.Errorf("a warning on loopback: %s", &s.stderr)
	}
	info, err := os.Stat(key)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	text, err := os.ReadFile(key)
	if err != nil || !strings.HasPrefix(string(text), "-----BEGIN PRIVATE KEY-----\n") {
		t.Errorf("key file %q, %v", text, err)
	}
	if err := os.Chmod(key, 0o640); err != nil {
		t.Fatal(err)
	}
	if got := run(t, nil, "serve", "--key-pair", key); got.code != 1 || !strings.Contains(got.stderr, "mode 0640") || !strings.Contains(got.stderr, key) {
		t.Errorf("%+v", got)
	}
	if err := os.WriteFile(key, []byte("-----BEGIN NONSENSE-----"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(key, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := run(t, nil, "serve", "--key-pair", key); got.code != 1 || !strings.Contains(got.stderr, "PKCS #8") {
		t.Errorf("%+v", got)
	}
}

func TestServeWarnsWhenOthersCanReachIt(t *testing.T) {
	t.Parallel()
	s := startServer(t, "--key-pair", filepath.Join(t.TempDir(), "key.p8"), "--listen", "0.0.0.0:0")
	if s.exported["SNOWFLAKE_HOST"] != "127.0.0.1" {
		t.Errorf("exported %v", s.exported)
	}
	s.stop()
	if !strings.Contains(s.stderr.String(), "warning") {
		t.Errorf("no warning: %s", &s.stderr)
	}
}

func TestServeTellsWhenItCannotListen(t *testing.T) {
	t.Parallel()
	key := filepath.Join(t.TempDir(), "key.p8")
	s := startServer(t, "--key-pair", key)
	taken := s.exported["SNOWFLAKE_HOST"] + ":" + s.exported["SNOWFLAKE_PORT"]
	if got := run(t, nil, "serve", "--key-pair", key, "--listen", taken); got.code != 1 || !strings.Contains(got.stderr, taken) {
		t.Errorf("%+v", got)
	}
	s.stop()
}
