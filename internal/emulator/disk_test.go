package emulator_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// restart closes an emulator and opens its folder with a new one.
func (f *fixture) restart(folder string, options ...emulator.Option) *fixture {
	f.Helper()
	if err := f.Close(); err != nil {
		f.Fatal(err)
	}
	return start(f.T, append(options, emulator.WithData(folder))...)
}

func TestStagesAndFilesSurviveARestart(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	f := start(t, emulator.WithData(folder))
	f.create(`{"name":"\"Ünï / stage\"","comment":"kept","directory_table":{"enable":true}}`)
	f.create(`{"name":"lake","url":"s3://acme/raw/",` + byKeys + `}`)
	f.create(`{"name":"dropped"}`)
	f.create(`{"name":"replaced","comment":"old"}`)
	f.put(`"Ünï / stage"`, "in/a.csv", "first")
	f.put(`"Ünï / stage"`, "in/a.csv", "second")
	f.put("lake", "../x"[3:], "in the bucket")
	f.put("dropped", "a", "gone")
	f.put("replaced", "a", "gone")
	f.do("DELETE", stagesPath+"/dropped", "").want(200)
	f.do("POST", stagesPath+"?createMode=orReplace", `{"name":"replaced","comment":"new"}`).want(200)
	before := f.do("GET", stagesPath, "").body

	f = f.restart(folder)
	if after := f.do("GET", stagesPath, "").body; after != before {
		t.Errorf("got  %s\nwant %s", after, before)
	}
	for stage, path := range map[string]string{`"Ünï / stage"`: "in/a.csv", "lake": "x"} {
		want := map[string]string{"x": "in the bucket", "in/a.csv": "second"}[path]
		if got, err := f.File("db", "raw", stage, path); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", stage, got, err)
		}
	}
	if got := f.files("replaced", ""); len(got) != 0 {
		t.Errorf("the replaced stage holds %v", got)
	}
	f.do("POST", stagesPath, `{"name":"younger"}`).want(200)
	created := f.do("GET", stagesPath, "").column("created_on")
	if younger := createdOn(t, f.fetch("younger")).Format("2006-01-02T15:04:05.000-07:00"); slices.Max(created) != younger {
		t.Errorf("created_on %v, the youngest has %s", created, younger)
	}
}

func TestNoSecretIsWrittenToDisk(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	f := start(t, emulator.WithData(folder))
	f.create(`{"name":"a","url":"s3://b/","credentials":{"credential_type":"AWS","aws_key_id":"SECRET1","aws_secret_key":"SECRET2","aws_token":"SECRET3"},"encryption":{"master_key":"` + key256 + `"}}`)
	f.create(`{"name":"b","url":"azure://acme.blob.core.windows.net/box/","credentials":{"credential_type":"AZURE","azure_sas_token":"SECRET4"}}`)
	written := readAll(t, folder)
	for path, text := range written {
		if strings.Contains(text, "SECRET") || strings.Contains(text, key256) {
			t.Errorf("%s holds a secret: %s", path, text)
		}
	}
	if len(written) != 3 {
		t.Errorf("%d files", len(written))
	}
}

// readAll returns the content of all files of a folder, which nobody else may read.
func readAll(t *testing.T, folder string) map[string]string {
	t.Helper()
	contents := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v", path, info.Mode())
		}
		text, err := os.ReadFile(path)
		contents[path] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return contents
}

func TestTemporaryStagesEndWithTheEmulator(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	f := start(t, emulator.WithData(folder))
	f.create(`{"name":"a"}`)
	f.do("POST", stagesPath+"?createMode=orReplace", `{"name":"a","kind":"TEMPORARY"}`).want(200)
	f.put("a", "x", "1")
	if got := f.fetch("a")["kind"]; got != "TEMPORARY" {
		t.Errorf("kind %v", got)
	}
	f = f.restart(folder)
	f.do("GET", stagesPath+"/a", "").want(404)
}

func TestStagesOfAnUndeclaredSchemaWaitForIt(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	f := start(t, emulator.WithData(folder), emulator.WithSchema("db", "second"))
	second := strings.Replace(stagesPath, "RAW", "SECOND", 1)
	f.do("POST", second, `{"name":"a"}`).want(200)
	if err := f.PutFile("db", "second", "a", "x", []byte("1")); err != nil {
		t.Fatal(err)
	}
	f = f.restart(folder)
	f.do("GET", second+"/a", "").want(404)
	f = f.restart(folder, emulator.WithSchema("db", "second"))
	f.do("GET", second+"/a", "").want(200)
	if got, err := f.File("db", "second", "a", "x"); err != nil || string(got) != "1" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestOneEmulatorAtATimeUsesAFolder(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	f := start(t, emulator.WithData(folder))
	if _, err := emulator.New(emulator.WithData(folder)); err == nil || !strings.Contains(err.Error(), folder) || !strings.Contains(err.Error(), "another emulator") {
		t.Errorf("error %v", err)
	}
	f.restart(folder)
	f.do("POST", stagesPath, `{"name":"late"}`).wantError(500, "390500", "closed")
	if err := f.PutFile("db", "raw", "late", "x", nil); err == nil {
		t.Error("a closed emulator took a file")
	}
}

func TestWhatAKillLeftIsClearedAway(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	f := start(t, emulator.WithData(folder))
	f.create(`{"name":"a"}`)
	f.put("a", "x", "1")
	leftovers := []string{"stages/part-1", "files/part-2", "files/5b3ce6ae-d123-4c27-afb3-8a26422d5f32.blob"}
	for _, path := range leftovers {
		if err := os.WriteFile(filepath.Join(folder, path), []byte(`{"half`), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f = f.restart(folder)
	for _, path := range leftovers {
		if _, err := os.Stat(filepath.Join(folder, path)); !os.IsNotExist(err) {
			t.Errorf("%s is still there: %v", path, err)
		}
	}
	if got, err := f.File("db", "raw", "a", "x"); err != nil || string(got) != "1" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestAFolderThatIsSpoiltIsNotServed(t *testing.T) {
	t.Parallel()
	for what, spoil := range map[string]func(folder string) error{
		"a record": func(folder string) error {
			return os.WriteFile(filepath.Join(folder, "stages", "x.json"), []byte("{"), 0o600)
		},
		"content": func(folder string) error {
			blobs, err := filepath.Glob(filepath.Join(folder, "files", "*.blob"))
			if err != nil || len(blobs) != 1 {
				return fmt.Errorf("blobs %v: %w", blobs, err)
			}
			return os.Remove(blobs[0])
		},
	} {
		folder := t.TempDir()
		f := start(t, emulator.WithData(folder))
		f.create(`{"name":"a"}`)
		f.put("a", "x", "1")
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		if err := spoil(folder); err != nil {
			t.Fatal(err)
		}
		if _, err := emulator.New(emulator.WithData(folder)); err == nil || !strings.Contains(err.Error(), folder) {
			t.Errorf("%s: error %v", what, err)
		}
	}
}

// The variable that makes the test binary write until it is killed, instead of running tests.
const writerFolder = "EMULATOR_TEST_WRITER_FOLDER"

func TestMain(m *testing.M) {
	if folder := os.Getenv(writerFolder); folder != "" {
		writeUntilKilled(folder)
	}
	os.Exit(m.Run())
}

// writeUntilKilled changes stages and files at random and prints a line for each change before it is
// tried ("?") and after it was acknowledged ("!").
func writeUntilKilled(folder string) {
	e, err := emulator.New(emulator.WithSchema("db", "raw"), emulator.WithToken("OAUTH", "t"), emulator.WithData(folder))
	if err != nil {
		panic(err)
	}
	call := func(method, path, body string) {
		request := httptest.NewRequest(method, stagesPath+path, strings.NewReader(body))
		request.Header.Set("Authorization", "Bearer t")
		request.Header.Set("User-Agent", "writer/1")
		reply := httptest.NewRecorder()
		e.ServeHTTP(reply, request)
		if reply.Code != http.StatusOK {
			panic(reply.Body.String())
		}
	}
	for i := 0; ; i++ {
		stage := fmt.Sprintf("S%d", rand.IntN(4))
		change, value := []string{"create", "put", "drop", "alter"}[rand.IntN(4)], fmt.Sprint(i)
		fmt.Println("?", change, stage, value)
		switch change {
		case "create":
			call("POST", "?createMode=orReplace", `{"name":"`+stage+`","comment":"`+value+`"}`)
		case "put":
			call("POST", "?createMode=ifNotExists", `{"name":"`+stage+`","comment":"by put"}`)
			if err := e.PutFile("db", "raw", stage, "file", []byte(value)); err != nil {
				panic(err)
			}
		case "drop":
			call("DELETE", "/"+stage+"?ifExists=true", "")
		case "alter":
			if _, err := e.RunSQL("ALTER STAGE IF EXISTS db.raw." + stage + " SET COMMENT = '" + value + "'"); err != nil {
				panic(err)
			}
		}
		fmt.Println("!", change, stage, value)
	}
}

// known is what a stage may look like after its writer was killed.
type known struct{ comment, file string } // comment "-": absent; file "-": absent

func (k known) after(change, value string) []known {
	switch change {
	case "create":
		return []known{{value, "-"}}
	case "drop":
		return []known{{"-", "-"}}
	case "alter":
		if k.comment == "-" {
			return []known{k}
		}
		return []known{{value, k.file}}
	}
	if k.comment == "-" {
		return []known{{"by put", "-"}, {"by put", value}}
	}
	return []known{{k.comment, value}}
}

func TestAKillLosesNoAcknowledgedWrite(t *testing.T) {
	t.Parallel()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	state := map[string]known{}
	acknowledged := 0
	for range 8 {
		writer := exec.CommandContext(t.Context(), executable)
		writer.Env = append(os.Environ(), writerFolder+"="+folder)
		output, err := writer.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := writer.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(output)
		var tried []string
		killed := false
		for limit := rand.IntN(80); lines.Scan(); {
			words := strings.Fields(lines.Text())
			if len(words) != 4 {
				break // the kill cut the line
			}
			tried = words
			if words[0] == "!" {
				acknowledged++
				outcomes := before(state, words[2]).after(words[1], words[3])
				state[words[2]] = outcomes[len(outcomes)-1]
				tried = nil
			}
			if limit--; limit < 0 && !killed {
				killed = true
				time.AfterFunc(time.Duration(rand.IntN(3000))*time.Microsecond, func() { _ = writer.Process.Kill() })
			}
		}
		_ = writer.Wait() // it was killed
		if !killed {
			t.Fatalf("the writer ended by itself: %v", writer.ProcessState)
		}
		checkAfterKill(t, folder, state, tried)
	}
	if acknowledged == 0 {
		t.Error("no write was acknowledged, so nothing was shown")
	}
}

func before(state map[string]known, stage string) known {
	if k, ok := state[stage]; ok {
		return k
	}
	return known{"-", "-"}
}

// checkAfterKill opens the folder and compares; the one write that was under way may be done or not.
func checkAfterKill(t *testing.T, folder string, state map[string]known, tried []string) {
	t.Helper()
	f := start(t, emulator.WithData(folder))
	for i := range 4 {
		stage := fmt.Sprintf("S%d", i)
		allowed := []known{before(state, stage)}
		if tried != nil && tried[2] == stage {
			allowed = append(allowed, allowed[0].after(tried[1], tried[3])...)
		}
		got := known{"-", "-"}
		if reply := f.do("GET", stagesPath+"/"+stage, ""); reply.status == 200 {
			got.comment = fmt.Sprint(f.fetch(stage)["comment"])
		}
		if content, err := f.File("db", "raw", stage, "file"); err == nil {
			got.file = string(content)
		}
		if !slices.ContainsFunc(allowed, func(k known) bool { return reflect.DeepEqual(k, got) }) {
			t.Errorf("stage %s is %v, want one of %v", stage, got, allowed)
		}
		state[stage] = got
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestFilesWhoseStageIsGoneAreClearedAway(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	f := start(t, emulator.WithData(folder))
	f.create(`{"name":"a"}`)
	f.put("a", "x", "1")
	f.put("a", "y", "2")
	records, err := filepath.Glob(filepath.Join(folder, "stages", "*"))
	if err != nil || len(records) != 1 {
		t.Fatalf("records %v, %v", records, err)
	}
	if err := os.Remove(records[0]); err != nil { // as far as a kill in the middle of a drop gets
		t.Fatal(err)
	}
	f = f.restart(folder)
	f.do("GET", stagesPath+"/a", "").want(404)
	if left, err := os.ReadDir(filepath.Join(folder, "files")); err != nil || len(left) != 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

func TestAlterationsSurviveARestart(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	f := start(t, emulator.WithData(folder))
	f.create(`{"name":"s"}`)
	f.put("s", "a", "1")
	f.create(`{"name":"fleeting","kind":"TEMPORARY"}`)
	f.alter("s", "SET COMMENT = 'new'").want(200)
	f.alter("s", "RENAME TO t").want(200)
	f.alter("fleeting", "RENAME TO s").want(200)
	before := f.fetch("t")
	f = f.restart(folder)
	f.do("GET", stagesPath+"/s", "").want(404)
	if after := f.fetch("t"); !reflect.DeepEqual(before, after) {
		t.Errorf("got %v, want %v", after, before)
	}
	if got, err := f.File("db", "raw", "t", "a"); err != nil || string(got) != "1" {
		t.Errorf("%q, %v", got, err)
	}
}

// A rename writes the new record before it removes the old one.
func TestAKillInTheMiddleOfARenameLeavesOneStage(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	f := start(t, emulator.WithData(folder))
	f.create(`{"name":"s"}`)
	f.put("s", "a", "1")
	f.alter("s", "RENAME TO before").want(200)
	old := readAll(t, filepath.Join(folder, "stages"))
	f.alter("before", "RENAME TO after").want(200)
	for path, text := range old {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // The second start finds what the first one has left.
		f = f.restart(folder)
		if got := f.do("GET", stagesPath, "").column("name"); !slices.Equal(got, []string{"AFTER"}) {
			t.Fatalf("stages %v", got)
		}
	}
	if got, err := f.File("db", "raw", "after", "a"); err != nil || string(got) != "1" {
		t.Errorf("%q, %v", got, err)
	}
	if left := readAll(t, filepath.Join(folder, "stages")); len(left) != 1 {
		t.Errorf("records %v", left)
	}
	f.do("DELETE", stagesPath+"/after", "").want(200)
	f = f.restart(folder)
	if got := f.do("GET", stagesPath, "").body; got != "[]" {
		t.Errorf("stages %s", got)
	}
}

func TestAClosedEmulatorAltersNothing(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	f := start(t, emulator.WithData(folder))
	f.create(`{"name":"s"}`)
	f.put("s", "a", "1")
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{"ALTER STAGE s SET COMMENT = 'x'", "ALTER STAGE s RENAME TO t", "REMOVE @s"} {
		if got := f.execute(statement, "").want(500); !strings.Contains(got.body, "closed") {
			t.Errorf("%s: %s", statement, got.body)
		}
	}
	if f.fetch("s")["comment"] != nil || len(f.files("s", "")) != 1 {
		t.Error("something has changed")
	}
}
