package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

// latency gives the weather time to hit a request.
const latency = 20 * time.Millisecond

// fetching is set in the second half of a life. When a list is lost at every try, each stage is fetched instead: with lists to the end, the
// requests of a life would tell how often that was, rather than how often requests are sent again.
const fetching = "SNOWFLAKE_READ_STRATEGY=fetch"

// life is what became of the stages under one seed.
type life struct {
	seed     uint64
	steps    []step
	toxics   map[string]int // connections that had one, by its type
	problems []string
}

// step is one run of Terraform.
type step struct {
	name        string
	wall        time.Duration
	requests    int // that arrived
	creates     int // of these
	connections int64
}

// live goes through a life, and stops at the first step with a problem.
func live(ctx context.Context, o options, seed uint64, w *sandbox.Workspace) (life, error) {
	account, err := sandbox.ServeAccount(emulator.WithLatency(latency))
	if err != nil {
		return life{}, err
	}
	defer account.Close()
	weather, err := blow(seed, account.Address)
	if err != nil {
		return life{}, err
	}
	l := life{seed: seed}
	err = l.live(ctx, o, w, account, weather)
	var failed error
	if l.toxics, failed = weather.settle(); err == nil {
		err = failed
	}
	return l, err
}

func (l *life) live(ctx context.Context, o options, w *sandbox.Workspace, account *sandbox.Account, weather *weather) error {
	head := sandbox.Requirements("snowstage", "snowstage/snowstage") + account.ProviderBlock(weather.address())
	stages := make([]sandbox.Stage, o.stages)
	for i := range stages {
		stages[i] = sandbox.Stage{Name: fmt.Sprintf("SOAK_%03d", i), Comment: "stage " + strconv.Itoa(i)}
	}
	changed := slices.Clone(stages)
	for i := 0; i < len(changed); i += 3 {
		changed[i].Comment += ", changed"
	}
	apply, refresh := []string{"apply", "-auto-approve"}, []string{"plan", "-detailed-exitcode"}
	for _, s := range []struct {
		name       string
		command    []string
		configured []sandbox.Stage
		settings   []string // of the provider, as environment variables
		want       changes
	}{
		{name: "create", command: apply, configured: stages, want: changes{creates: stages}},
		{name: "refresh", command: refresh, configured: stages},
		{name: "alter a third", command: apply, configured: changed, want: changes{alters: len(different(stages, changed))}},
		{name: "refresh", command: refresh, configured: changed},
		{
			name: "replace a third", command: apply, configured: stages, settings: []string{fetching, "SNOWFLAKE_SQL_API=off"},
			want: changes{creates: different(changed, stages), drops: len(different(changed, stages))},
		},
		{name: "refresh", command: refresh, configured: stages, settings: []string{fetching}},
		{name: "destroy", command: apply, settings: []string{fetching}, want: changes{drops: len(stages)}},
	} {
		w.Variables = s.settings
		if err := w.Write("main.tf", head+sandbox.Configuration(s.configured)); err != nil {
			return err
		}
		account.ResetJournal()
		started, connections := time.Now(), account.Connections()
		outcome, err := w.Run(ctx, append(slices.Clip(s.command), "-input=false", "-no-color", "-parallelism="+strconv.Itoa(o.parallelism))...)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		deeds := account.Deeds()
		l.steps = append(l.steps, step{s.name, time.Since(started), deeds.Requests, deeds.Creates, account.Connections() - connections})
		if err := outcome.Err(); err != nil {
			l.problems = append(l.problems, s.name+": "+err.Error())
		}
		l.problems = append(l.problems, s.want.missedBy(deeds)...)
		audit, err := w.Audit(ctx, account, s.configured)
		if err != nil {
			return err
		}
		if l.problems = append(l.problems, audit.Problems()...); len(l.problems) > 0 {
			return nil
		}
	}
	return nil
}

// changes are what a step has to carry out: each once.
type changes struct {
	creates       []sandbox.Stage
	drops, alters int
}

// missedBy compares with what was carried out.
func (c changes) missedBy(deeds sandbox.Deeds) []string {
	var problems []string
	for _, s := range c.creates {
		if n := deeds.Commits[s.Name]; n != 1 {
			problems = append(problems, fmt.Sprintf("%s was created %d times", s.Name, n))
		}
	}
	if len(deeds.Commits) != len(c.creates) || deeds.Drops != c.drops || deeds.Alters != c.alters || deeds.Replaces > 0 {
		problems = append(problems, fmt.Sprintf("%d stages were created, %d dropped, %d altered, %d creates would have replaced one; want %d, %d, %d, none",
			len(deeds.Commits), deeds.Drops, deeds.Alters, deeds.Replaces, len(c.creates), c.drops, c.alters))
	}
	return problems
}

func different(from, to []sandbox.Stage) []sandbox.Stage {
	return slices.DeleteFunc(slices.Clone(to), func(s sandbox.Stage) bool { return slices.Contains(from, s) })
}

// requests are those of the whole life.
func (l life) requests() (sum int) {
	for _, s := range l.steps {
		sum += s.requests
	}
	return sum
}
