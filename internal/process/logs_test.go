package process

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

func TestWantsLogs(t *testing.T) {
	t.Parallel()
	for variable, want := range map[string]bool{
		"TF_LOG=TRACE": true, "TF_LOG=off": true, "TF_LOG_PROVIDER=DEBUG": true, "TF_LOG_PROVIDER_SNOWSTAGE=WARN": true, "TF_LOG_SDK=INFO": true,
		"TF_LOG_SDK_PROTO_DATA_DIR=/data": true, "TF_LOG_PATH=/log": true, "TF_LOG_CORE=TRACE": true, "TF_ACC_LOG_PATH=/log": true,
		"TF_LOG=": false, "TF_ACC=1": false, "MY_TF_LOG=TRACE": false, "TF_DATA_DIR=TF_LOG=TRACE": false, "TF_VAR_x": false,
	} {
		if got := wantsLogs([]string{"PATH=/bin", variable}); got != want {
			t.Errorf("%s: %t", variable, got)
		}
	}
	if wantsLogs(nil) {
		t.Error("an empty environment wants logs")
	}
}

// TestLogsAreThereForWhoReadsThem runs the real provider with the real CLI.
func TestLogsAreThereForWhoReadsThem(t *testing.T) {
	t.Parallel()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("it runs the Terraform CLI: TF_ACC is not set")
	}
	if runtime.GOOS == "windows" {
		t.Skip("what the provider writes is caught by a Unix shell")
	}
	account, err := sandbox.ServeAccount()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(account.Close)
	plain := t.TempDir()
	program, err := sandbox.BuildProvider(t.Context(), plain)
	if err != nil {
		t.Fatal(err)
	}
	caught := t.TempDir()
	stderr := filepath.Join(caught, "stderr")
	script := fmt.Sprintf("#!/bin/sh\nexec '%s' 2>>'%s'\n", program, stderr)
	if err := os.WriteFile(filepath.Join(caught, filepath.Base(program)), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}

	const ours, libraries = "Snowflake answered a request", "tf_rpc"
	for _, test := range []struct {
		environment   []string
		provider      string
		wantOurs, all bool
	}{
		{nil, caught, false, false},
		{[]string{"TF_LOG=TRACE"}, caught, true, true},
		{[]string{"TF_LOG=TRACE"}, plain, true, true},
		{[]string{"TF_LOG_PROVIDER=DEBUG"}, plain, true, true},
	} {
		said := applyAndDestroy(t, account, test.provider, test.environment)
		if test.provider == caught {
			written, err := os.ReadFile(stderr)
			if err != nil {
				t.Fatal(err)
			}
			said = string(written)
		}
		if strings.Contains(said, ours) != test.wantOurs || strings.Contains(said, libraries) != test.all {
			t.Errorf("%q: requests are logged: %t; what the libraries do is: %t", test.environment, strings.Contains(said, ours), strings.Contains(said, libraries))
		}
	}
}

// applyAndDestroy returns what Terraform said of a stage.
func applyAndDestroy(t *testing.T, account *sandbox.Account, provider string, environment []string) (said string) {
	t.Helper()
	const source = "registry.terraform.io/snowstage/snowstage"
	w, err := sandbox.NewWorkspace(t.TempDir(), sandbox.DefaultTerraform(), map[string]string{source: provider})
	if err != nil {
		t.Fatal(err)
	}
	stages := sandbox.Configuration([]sandbox.Stage{{Name: "LANDING"}})
	if err := w.Write("main.tf", sandbox.Requirements("snowstage", source)+account.ProviderBlock(account.Address)+stages); err != nil {
		t.Fatal(err)
	}
	w.Variables = environment
	for _, command := range []string{"apply", "destroy"} {
		outcome, err := w.Must(t.Context(), command, "-auto-approve", "-no-color")
		if err != nil {
			t.Fatal(err)
		}
		said += outcome.Said
	}
	return said
}
