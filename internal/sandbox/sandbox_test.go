package sandbox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestAudit(t *testing.T) {
	t.Parallel()
	found := map[string]Found{
		"A": {Name: "A", Comment: "a", CreatedOn: "2026-01-02T03:04:05.000Z"},
		"B": {Name: "B", Comment: "b", CreatedOn: "2026-01-02T03:04:05Z"},
		"C": {Name: "C", Comment: "of somebody", CreatedOn: "2026-01-02T03:04:05Z"},
	}
	record := func(name, createdOn string, tainted bool) Recorded {
		r := Recorded{Address: Stage{Name: name}.Address(), Tainted: tainted}
		r.Values.Name, r.Values.CreatedOn = name, createdOn
		return r
	}
	a, b := record("A", "2026-01-02T03:04:05Z", false), record("B", "2026-01-02T04:04:05+01:00", false)
	configured := []Stage{{Name: "A", Comment: "a"}, {Name: "B", Comment: "b"}}

	for name, tc := range map[string]struct {
		recorded   []Recorded
		configured []Stage
		want       []string
	}{
		"an orphan":           {[]Recorded{a, b}, configured, []string{"C is an orphan"}},
		"missing":             {[]Recorded{a, b}, []Stage{{Name: "D"}}, []string{"C is an orphan", "D is missing"}},
		"another comment":     {[]Recorded{a, b}, []Stage{{Name: "C", Comment: "c"}}, []string{"C is an orphan", `the comment of C, "of somebody", is untrue in the state`}},
		"another time":        {[]Recorded{a, record("C", "2026-01-02T03:04:06Z", false)}, nil, []string{"B is an orphan", "snowstage_stage.c is untrue in the state"}},
		"no time":             {[]Recorded{a, b, record("C", "", false)}, nil, []string{"snowstage_stage.c is untrue in the state"}},
		"tainted":             {[]Recorded{a, b, record("C", "2026-01-02T03:04:05Z", true)}, nil, []string{"snowstage_stage.c is untrue in the state"}},
		"recorded twice":      {[]Recorded{a, b, a}, nil, []string{"C is an orphan", "snowstage_stage.a is untrue in the state"}},
		"recorded, not there": {[]Recorded{a, b, record("E", "2026-01-02T03:04:05Z", false)}, nil, []string{"C is an orphan", "snowstage_stage.e is untrue in the state"}},
		"nothing":             {[]Recorded{a, b, record("C", "2026-01-02T03:04:05Z", false)}, configured, []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := audit(found, tc.recorded, tc.configured).Problems(); !slices.Equal(got, tc.want) {
				t.Errorf("problems %q, want %q", got, tc.want)
			}
		})
	}
	after := map[string]Found{"A": found["A"], "B": {Name: "B", CreatedOn: "2026-01-02T03:04:06Z"}}
	if got := Replaced(found, after); !slices.Equal(got, []string{"B", "C"}) {
		t.Errorf("replaced %q, want B, which is newer, and C, which is gone", got)
	}
}

func TestImportBlocks(t *testing.T) {
	t.Parallel()
	const said = `╷
│ Error: Unable to create stage
│ 
│   with snowstage_stage.a,
│   on main.tf line 1, in resource "snowstage_stage" "a":
│ 
│ What to do:
│ 
│   import {
│     to = snowstage_stage.a
│     identity = {
│       name = "A"
│     }
│   }
╵
Error: Unable to create stage

  import {
    to = snowstage_stage.b
    id = "DB.S.B"
  }
an import { that } is none
`
	want := []string{
		"  import {\n    to = snowstage_stage.a\n    identity = {\n      name = \"A\"\n    }\n  }\n",
		"  import {\n    to = snowstage_stage.b\n    id = \"DB.S.B\"\n  }\n",
	}
	if got := ImportBlocks(said); !slices.Equal(got, want) {
		t.Errorf("blocks %q,\nwant %q", got, want)
	}
}

func TestAccountTellsTerraformFromOthers(t *testing.T) {
	t.Parallel()
	account, err := ServeAccount()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(account.Close)
	if err := account.CreateBeside(t.Context(), "BESIDE", "by somebody"); err != nil {
		t.Fatal(err)
	}
	if err := account.CreateBeside(t.Context(), "BESIDE", "again"); err == nil {
		t.Error("a second stage of that name was created")
	}
	stages, err := account.Stages(t.Context())
	if err != nil || len(stages) != 1 || stages["BESIDE"].Comment != "by somebody" {
		t.Errorf("stages %v, %v", stages, err)
	}
	if deeds := account.Deeds(); deeds.Requests != 0 || deeds.Committed() != 0 {
		t.Errorf("others' deeds are counted: %+v", deeds)
	}
	address := account.Address.JoinPath("api/v2/databases", Database, "schemas", Schema, "stages").String()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(`{"name":"X"}`))
	if err != nil {
		t.Fatal(err)
	}
	reply, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = reply.Body.Close()
	if deeds := account.Deeds(); deeds.Requests != 1 || deeds.Creates != 1 || deeds.Committed() != 0 {
		t.Errorf("a refused create is told as %+v", deeds)
	}
	if account.Requests() != 4 || account.Connections() < 1 {
		t.Errorf("%d requests, %d connections", account.Requests(), account.Connections())
	}
}

func TestProgramLeavesNothing(t *testing.T) {
	t.Parallel()
	var folder string
	broken := errors.New("broken")
	report, err := within(t.Context(), "test", patience, func(_ context.Context, at string) (string, error) {
		folder = at
		return "report", os.WriteFile(at+"/file", nil, 0o600)
	})
	if _, missing := os.Stat(folder); report != "report" || err != nil || !errors.Is(missing, os.ErrNotExist) {
		t.Errorf("%q, %v; the folder: %v", report, err, missing)
	}
	if _, err := within(t.Context(), "test", patience, func(context.Context, string) (string, error) { return "", broken }); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
}

func TestVerdict(t *testing.T) {
	t.Parallel()
	var v Verdict
	v.Add("fine", nil)
	if err := v.Err(); err != nil {
		t.Errorf("error %v of nothing", err)
	}
	v.Add("storm", slices.Repeat([]string{"an orphan"}, 12))
	v.Add("kill", []string{"a loss"})
	const want = "promises are broken\nstorm:\n  an orphan\n"
	if err := v.Err(); err == nil || !strings.HasPrefix(err.Error(), want) || !strings.HasSuffix(err.Error(), "an orphan\n  and 2 more\nkill:\n  a loss") {
		t.Errorf("error %v", err)
	}
}

func TestSeeds(t *testing.T) {
	t.Parallel()
	s := Seeds{9}
	if err := s.Set("1, 2,30"); err != nil || s.String() != "1,2,30" {
		t.Errorf("%s, %v", &s, err)
	}
	for _, wrong := range []string{"", "0", "a", "1,,2", "-1"} {
		if s.Set(wrong) == nil || s.String() != "1,2,30" {
			t.Errorf("%q is taken: %s", wrong, &s)
		}
	}
}

func TestWorkspaceHidesTheCaller(t *testing.T) {
	t.Setenv("SNOWFLAKE_ACCOUNT", "hostile") // Which is why it does not run in parallel.
	t.Setenv("TF_CLI_ARGS", "-hostile")
	t.Setenv("TF_CLI_CONFIG_FILE", "hostile.tfrc")
	t.Setenv("GOGC", "hostile")
	w, err := NewWorkspace(t.TempDir(), "terraform", map[string]string{"snowstage/snowstage": "/providers"})
	if err != nil {
		t.Fatal(err)
	}
	w.Variables = []string{"MORE=1"}
	if all := strings.Join(w.Command(t.Context(), "plan").Env, "\n"); strings.Contains(all, "hostile") || !strings.Contains(all, "MORE=1") {
		t.Errorf("the environment is\n%s", all)
	}
	rc, err := os.ReadFile(w.path("terraform.rc"))
	if err != nil || !strings.Contains(string(rc), `"snowstage/snowstage" = "/providers"`) || strings.Contains(string(rc), "direct") {
		t.Errorf("the CLI configuration is\n%s%v", rc, err)
	}
}

func TestServeTLSByOneProtocol(t *testing.T) {
	t.Parallel()
	certificate, err := NewCertificate(filepath.Join(t.TempDir(), "certificate.pem"))
	if err != nil {
		t.Fatal(err)
	}
	authority, err := os.ReadFile(certificate.File)
	if err != nil || strings.Contains(string(authority), "PRIVATE") || certificate.Variable() != "SSL_CERT_FILE="+certificate.File {
		t.Fatalf("%s: %v\n%s", certificate.Variable(), err, authority)
	}
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM(authority)
	account, err := ServeAccount()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(account.Close)
	for protocol, want := range map[Protocol]int{HTTP1: 1, HTTP2: 2} {
		address, err := account.ServeTLS(certificate, protocol)
		if err != nil {
			t.Fatal(err)
		}
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted}, ForceAttemptHTTP2: true}}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address.String(), nil)
		if err != nil {
			t.Fatal(err)
		}
		reply, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = reply.Body.Close()
		client.CloseIdleConnections()
		if reply.ProtoMajor != want {
			t.Errorf("%s is answered by %s", protocol, reply.Proto)
		}
	}
	if account.Requests() != 2 || account.Connections() != 2 {
		t.Errorf("%d requests and %d connections are counted", account.Requests(), account.Connections())
	}
}

func TestLatencyEndsWithTheRequest(t *testing.T) {
	t.Parallel()
	account, err := ServeAccount()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(account.Close)
	account.SetLatency(time.Hour)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for account.Requests() == 0 {
			time.Sleep(time.Millisecond)
		}
		cancel()
	}()
	if _, err := account.beside(ctx, http.MethodGet, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	account.SetLatency(0)
	if _, err := account.Stages(t.Context()); err != nil {
		t.Error(err)
	}
	if len(account.Journal()) != 1 {
		t.Errorf("%d requests were carried out, want only the second", len(account.Journal()))
	}
}
