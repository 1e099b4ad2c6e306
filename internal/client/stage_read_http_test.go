package client

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// stagesServer answers by HTTP for stages of ANALYTICS.RAW that a test may change, after a moment in which all requests of a wave come.
func stagesServer(t *testing.T, stages map[string]string) (account *account, lists func() int, change func(name, comment string)) {
	t.Helper()
	var mu sync.Mutex
	describe := func(name string) map[string]any {
		return map[string]any{"name": name, "comment": stages[name], "created_on": "2026-01-02T03:04:05Z"}
	}
	account = newAccount(t)
	listed := 0
	account.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		var answer any
		if stage := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]; stage == "stages" {
			listed++
			rows := make([]any, 0, len(stages))
			for name := range stages {
				rows = append(rows, describe(name))
			}
			answer = rows
		} else {
			answer = describe(stage)
		}
		text, _ := json.Marshal(answer)
		mu.Unlock()
		time.Sleep(time.Millisecond)
		answerJSON(http.StatusOK, string(text))(w, r)
	})
	return account, func() int {
			mu.Lock()
			defer mu.Unlock()
			return listed
		}, func(name, comment string) {
			mu.Lock()
			defer mu.Unlock()
			stages[name] = comment
		}
}

func fifty() map[string]string {
	stages := map[string]string{}
	for i := range 50 {
		stages[fmt.Sprintf("STAGE_%d", i)] = "old"
	}
	return stages
}

func (a *account) known(stage string) Stage {
	return Stage{Name: stage, Comment: new("old"), CreatedOn: new("2026-01-02T03:04:05Z")}
}

// Fifty reads by HTTP that begin at once.
func TestFiftyReadsAtOnceShareOneList(t *testing.T) {
	t.Parallel()
	for _, strategy := range []ReadStrategy{ReadAuto, ReadList} {
		stages := fifty()
		account, lists, _ := stagesServer(t, stages)
		c, _ := account.client(func(config *Config) { config.ReadStrategy = strategy })
		var all sync.WaitGroup
		for stage := range stages {
			all.Go(func() {
				id := landing(t)
				id.Name = name(t, stage)
				found, err := c.Stages.Read(t.Context(), id, account.known(stage))
				if err != nil || found.Name != stage || plain(found.Comment) != "old" {
					t.Errorf("reading %s: %+v, %v", stage, found, err)
				}
			})
		}
		all.Wait()
		if lists() != 1 {
			t.Errorf("%d lists", lists())
		}
	}
}

// Reads by HTTP of which a third gives up at some time, while every fifth stage is written first: nobody sees what was before the own
// write, and nobody but who gives up fails.
func TestNoReadIsStaleOrCancelledByAnother(t *testing.T) {
	t.Parallel()
	stages := fifty()
	names := numbers(0, 50)
	account, lists, change := stagesServer(t, stages)
	c, _ := account.client(func(config *Config) { config.Now, config.Sleep = time.Now, nil })
	var all sync.WaitGroup
	for _, i := range names {
		all.Go(func() {
			stage := fmt.Sprintf("STAGE_%d", i)
			id := landing(t)
			id.Name = name(t, stage)
			want := "old"
			if i%5 == 0 {
				time.Sleep(time.Duration(i) * 50 * time.Microsecond)
				want = "new"
				change(stage, want)
				c.Stages.reader.wrote(id)
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			isImpatient := i%3 == 0
			if isImpatient {
				ctx, cancel = context.WithTimeout(ctx, time.Duration(i)*100*time.Microsecond)
				defer cancel()
			}
			found, err := c.Stages.Read(ctx, id, account.known(stage))
			switch {
			case err != nil && isImpatient && ctx.Err() != nil:
			case err != nil:
				t.Errorf("reading %s: %v", stage, err)
			case plain(found.Comment) != want || found.Name != stage:
				t.Errorf("reading %s: %q, want %q", stage, plain(found.Comment), want)
			}
		})
	}
	all.Wait()
	if lists() == 0 {
		t.Error("no list was asked for")
	}
}
