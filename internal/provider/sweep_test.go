package provider

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
)

// officialProgram is the name under which this program is the stand-in of the official provider.
const officialProgram = "terraform-provider-snowflake"

// servesOfficialStandIn is true after this program was the stand-in for Terraform.
func servesOfficialStandIn() bool {
	if filepath.Base(os.Args[0]) != officialProgram {
		return false
	}
	err := providerserver.Serve(context.Background(), func() provider.Provider { return officialProvider{} },
		providerserver.ServeOpts{Address: "registry.terraform.io/snowflakedb/snowflake"})
	if err != nil {
		panic(err)
	}
	return true
}

// TestSweep lives with Terraform in each way to sign in, while the account fails and repeats what it was sent, and then searches for
// secrets in all that is left behind.
func TestSweep(t *testing.T) {
	t.Parallel()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("it runs the real Terraform: set TF_ACC=1")
	}
	if runtime.GOOS == "windows" {
		t.Skip("it starts the provider by a shell script")
	}
	tools := newSweepTools(t)
	total := &sweepTotal{bytes: map[place]int{}, kinds: map[string]int{}}
	ways := waysToSignIn()
	others := map[string]func(*life){
		"full": (*life).fullLife, "moved": (*life).movedLife, "faults": (*life).faultyLife, "throttling": (*life).throttledLife, "misplaced secrets": (*life).misplacedLife,
		"wrong address or clock": (*life).lostLife, "files": (*life).filesLife, "faults of files": (*life).faultyFilesLife,
	}
	t.Run("lives", func(t *testing.T) {
		for name, way := range ways {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				l := newLife(t, tools, way)
				l.shortLife()
				total.add(l)
			})
		}
		for name, live := range others {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				l := newLife(t, tools, keyInVariables)
				live(l)
				total.add(l)
			})
		}
	})
	t.Run("leak", func(t *testing.T) {
		t.Parallel()
		newLife(t, tools, keyInVariables).leakyLife()
	})
	total.report(t)
	if total.lives == len(ways)+len(others) { // Not if only some were asked for.
		total.wantEverything(t)
	}
}

// sweepTotal sums up what was searched.
type sweepTotal struct {
	mu                            sync.Mutex
	lives, runs, canaries, pieces int
	forms                         int
	bytes                         map[place]int
	kinds                         map[string]int // of canaries, by name
}

// add searches what a life left behind.
func (s *sweepTotal) add(l *life) {
	found := l.search()
	for _, hit := range found.hits {
		l.t.Error(hit)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lives, s.runs, s.canaries, s.pieces = s.lives+1, s.runs+l.runs, s.canaries+found.canaries, s.pieces+found.count
	s.forms = len(found.names) / found.canaries
	for _, c := range l.account.sent() {
		s.kinds[c.name]++
	}
	for where, n := range found.bytes {
		s.bytes[where] += n
	}
}

func (s *sweepTotal) report(t *testing.T) {
	t.Helper()
	sum := 0
	for _, where := range slices.Sorted(maps.Keys(s.bytes)) {
		t.Logf("%-24s %10d bytes", where, s.bytes[where])
		sum += s.bytes[where]
	}
	t.Logf("%d lives of %d runs: %d canaries in %d forms, %d fragments of them, in %d bytes of %d places",
		s.lives, s.runs, s.canaries, s.forms, s.pieces, sum, len(s.bytes))
}

func (s *sweepTotal) wantEverything(t *testing.T) {
	t.Helper()
	for _, where := range []place{logs, stdout, stderr, providerStderr, states, backups, plans} {
		if s.bytes[where] == 0 {
			t.Errorf("nothing was searched of: %s", where)
		}
	}
	for _, kind := range []string{sentAuthorization, jwtSignature, clientPair, presignedQuery, redirectQuery, scopedPath, accessToken} {
		if s.kinds[kind] == 0 {
			t.Errorf("nothing was searched for that is the %s", kind)
		}
	}
}
