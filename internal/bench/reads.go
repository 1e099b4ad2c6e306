package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

// readTests hold what no run of Terraform can show by its requests: whose read was stale or cancelled by another.
var readTests = []struct{ name, what string }{
	{"TestFiftyReadsAtOnceShareOneList", "50 reads at once send one list"},
	{"TestNoReadIsStaleOrCancelledByAnother", "no read is stale or cancelled by another"},
}

// playReads repeats tests under the race detector.
func playReads(ctx context.Context, b *bench) error {
	why := ""
	switch {
	case b.races == 0:
		why = "with few stages it is left to make test"
	case !hasRaceDetector(ctx):
		why = "the race detector needs a C compiler"
	}
	var said string
	if why == "" {
		var err error
		if said, err = b.race(ctx); err != nil {
			return err
		}
	}
	for _, test := range readTests {
		what := fmt.Sprintf("%s: runs that passed under the race detector", test.what)
		passed := float64(passes(said, test.name))
		b.report.bars = append(b.report.bars, exactly(what, passed, float64(b.races), count).onlyIf(why == "", why))
	}
	return nil
}

// race builds the tests and runs them itself: go test would leave them running when it is killed.
func (b *bench) race(ctx context.Context) (said string, err error) {
	root, err := sandbox.Root(ctx)
	if err != nil {
		return "", err
	}
	binary := filepath.Join(b.folder, "reads.test")
	build := exec.CommandContext(ctx, "go", "test", "-race", "-c", "-o", binary, "./internal/client")
	build.Dir = root
	if said, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the tests of reads at once: %w\n%s", err, said)
	}
	names := make([]string, 0, len(readTests))
	for _, test := range readTests {
		names = append(names, test.name)
	}
	test := exec.CommandContext(ctx, binary, "-test.v", "-test.count="+strconv.Itoa(b.races), "-test.run=^("+strings.Join(names, "|")+")$")
	test.Dir = filepath.Join(root, "internal", "client")
	output, err := test.CombinedOutput()
	if _, hasFailed := errors.AsType[*exec.ExitError](err); err != nil && (!hasFailed || ctx.Err() != nil) {
		return "", fmt.Errorf("running the tests of reads at once: %w", errors.Join(err, ctx.Err()))
	}
	return string(output), nil
}

// passes counts how often a test has passed as a whole; its parts are indented.
func passes(said, test string) (n int) {
	for line := range strings.Lines(said) {
		if strings.HasPrefix(line, "--- PASS: "+test+" ") {
			n++
		}
	}
	return n
}

func hasRaceDetector(ctx context.Context) bool {
	said, err := exec.CommandContext(ctx, "go", "env", "CGO_ENABLED").Output()
	return err == nil && strings.TrimSpace(string(said)) == "1"
}
