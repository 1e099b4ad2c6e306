package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

// death is how a run ends and what is left for the recovery.
type death struct {
	victim string
	after  int           // creates that the emulator has seen
	delay  time.Duration // after that one
	state  string        // what becomes of it
	way    recovery
}

const (
	terraform = "Terraform"
	provider  = "provider"
)

const (
	kept        = "kept"
	halfWritten = "half written" // what the kill itself can make of one that is kept
	emptied     = "emptied"
	deleted     = "deleted"
)

func (d death) String() string {
	return fmt.Sprintf("%s killed %s after create %d, state %s, recovered by %s", d.victim, d.delay, d.after, d.state, d.way)
}

// recovery is a way of the guide.
type recovery string

const (
	paste   recovery = "import blocks" // create_mode = "errorIfExists"
	plain   recovery = "plain apply"   // create_mode = "ifNotExists"
	setBack recovery = "another mode"  // create_mode = "orReplace", which is "errorIfExists" until all is recovered
	query   recovery = "query"         // when the configuration is lost as well
)

// deaths are spread evenly over the apply, at random within their part of it, and over the ways and states; then follow one of the
// provider, and two with orReplace, at any moment.
func deaths(o options, queries bool) []death {
	var fates []death
	for _, way := range []recovery{paste, plain} {
		for _, state := range []string{kept, emptied, deleted} {
			fates = append(fates, death{way: way, state: state})
		}
	}
	if queries {
		// Not with a state that was kept: what it holds would be imported to a second address.
		fates = append(fates, death{way: query, state: emptied}, death{way: query, state: deleted})
	}
	random := rand.New(rand.NewPCG(o.seed, 0))
	var all []death
	for len(all) < o.moments {
		for _, i := range random.Perm(len(fates)) {
			all = append(all, fates[i])
		}
	}
	atAnyMoment := func() int { return 1 + random.IntN(o.stages) }
	all = append(all[:o.moments],
		death{victim: provider, way: paste, state: kept, after: atAnyMoment()},
		death{victim: terraform, way: setBack, state: kept, after: atAnyMoment()},
		death{victim: terraform, way: setBack, state: deleted, after: atAnyMoment()})
	for i := range o.moments {
		from, to := 1+i*o.stages/o.moments, 1+(i+1)*o.stages/o.moments
		all[i].victim, all[i].after = terraform, from+random.IntN(max(1, to-from))
	}
	for i := range all {
		// A stage takes two replies: after the last create the run goes on for two latencies, of which one is left to who wakes up late.
		all[i].delay = time.Duration(random.Int64N(1 + int64(o.latency)))
	}
	return all
}

var queryingVersion = regexp.MustCompile(`^Terraform v(1\.(1[4-9]|[2-9]\d)|[2-9])\.`)

// whyNoQuery tells why the command knows no terraform query, as Terraform does from 1.14 on, and OpenTofu does not; empty if it does.
func whyNoQuery(ctx context.Context, w *sandbox.Workspace) (string, error) {
	said, err := w.Must(ctx, "version")
	return unlessQuerying(said.Said), err
}

func unlessQuerying(version string) string {
	if queryingVersion.MatchString(version) {
		return ""
	}
	name, _, _ := strings.Cut(version, "\n")
	return fmt.Sprintf("the way of terraform query was not gone: it needs Terraform 1.14 or newer, and this is %s", name)
}
