package conformance

import "testing"

// TestProviderStartsNoProcess is why no secret can be among the arguments that the list of processes shows.
func TestProviderStartsNoProcess(t *testing.T) {
	t.Parallel()
	checked := 0
	for _, p := range listPackages(t) {
		if !p.is("", "internal/provider", "internal/client", "internal/statement", "internal/keypair", "internal/token", "internal/profile", "internal/privatefile") {
			continue
		}
		checked++
		forbid(t, p, "must start no process, but imports", p.Imports, func(path string) bool { return path == "os/exec" })
	}
	if checked != 8 {
		t.Errorf("%d packages were checked", checked)
	}
}
