package client

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// modelAccount is the model against which shared reads are tested: stages whose comment is a version, which every write raises, a server
// that answers with what was true at one moment between request and reply, and a record of what was true when.
type modelAccount struct {
	t      *testing.T
	random *rand.Rand
	reader *stageReader

	mu       sync.Mutex
	versions map[identifier.Qualified][]version
	lists    map[identifier.Schema][]context.Context // under way
	fetches  int
	listed   int
	notices  []string
	lacks    bool // lists do not tell comments
}

// version is a state of a stage from a moment on; 0 is its absence.
type version struct {
	number int
	from   time.Time
}

var errModel = errors.New("the server is out of order")

func (m *modelAccount) pick(n int) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.random.IntN(n)
}

func (m *modelAccount) pause() { time.Sleep(time.Duration(m.pick(400)) * time.Millisecond) }

func (m *modelAccount) wait(ctx context.Context) error {
	select {
	case <-time.After(time.Duration(m.pick(400)) * time.Millisecond):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (m *modelAccount) number(stage identifier.Qualified) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	history := m.versions[stage]
	return history[len(history)-1].number
}

func (m *modelAccount) set(stage identifier.Qualified, number int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.versions[stage] = append(m.versions[stage], version{number, time.Now()})
}

// wasTrue reports whether the stage had the version at some moment between the two.
func (m *modelAccount) wasTrue(stage identifier.Qualified, number int, from, to time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	history := m.versions[stage]
	for i, v := range history {
		endsLater := i+1 == len(history) || !history[i+1].from.Before(from)
		if v.number == number && !v.from.After(to) && endsLater {
			return true
		}
	}
	return false
}

func described(name identifier.Name, number int) Stage {
	comment, created := strconv.Itoa(number), "2026-01-02T03:04:05Z"
	return Stage{Name: name.String(), Comment: &comment, CreatedOn: &created}
}

func (m *modelAccount) fetch(ctx context.Context, stage identifier.Qualified) (Stage, error) {
	m.count(func() { m.fetches++ })
	if err := m.wait(ctx); err != nil {
		return Stage{}, err
	}
	number := m.number(stage)
	if err := m.wait(ctx); err != nil {
		return Stage{}, err
	}
	if number == 0 {
		return Stage{}, ErrNotFound
	}
	return described(stage.Name, number), nil
}

func (m *modelAccount) list(ctx context.Context, schema identifier.Schema) ([]Stage, error) {
	m.count(func() {
		m.listed++
		m.lists[schema] = append(m.lists[schema], ctx)
		if n := len(m.wanted(schema)); n > 1 {
			m.t.Errorf("%d lists of one schema at a time", n)
		}
	})
	defer m.count(func() {
		m.lists[schema] = slices.DeleteFunc(m.lists[schema], func(other context.Context) bool { return other == ctx })
	})
	if err := m.wait(ctx); err != nil {
		return nil, err
	}
	if m.pick(8) == 0 {
		return nil, errModel
	}
	var rows []Stage
	for _, stage := range m.stages() {
		if number := m.number(stage); stage.In() == schema && number > 0 && m.pick(20) > 0 {
			row := described(stage.Name, number)
			if m.lacks {
				row.Comment = nil
			}
			rows = append(rows, row)
		}
	}
	return rows, m.wait(ctx)
}

// wanted are the lists under way that were not given up.
func (m *modelAccount) wanted(schema identifier.Schema) (lists []context.Context) {
	for _, ctx := range m.lists[schema] {
		if ctx.Err() == nil {
			lists = append(lists, ctx)
		}
	}
	return lists
}

func (m *modelAccount) count(change func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change()
}

func (m *modelAccount) stages() []identifier.Qualified {
	m.mu.Lock()
	defer m.mu.Unlock()
	var stages []identifier.Qualified
	for stage := range m.versions {
		stages = append(stages, stage)
	}
	slices.SortFunc(stages, func(a, b identifier.Qualified) int { return strings.Compare(a.String(), b.String()) })
	return stages
}

// readOnce reads a stage, perhaps with little time, and compares the answer with the model.
func (m *modelAccount) readOnce(stage identifier.Qualified, lastWrite time.Time) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	isImpatient := m.pick(5) == 0
	if isImpatient {
		ctx, cancel = context.WithTimeout(ctx, time.Duration(m.pick(500))*time.Millisecond)
		defer cancel()
	}
	known := Stage{}
	if m.pick(10) > 0 {
		known = described(stage.Name, 1)
	}
	began := time.Now()
	found, err := m.reader.read(ctx, stage, known)
	number := 0
	switch {
	case err == nil:
		number, err = strconv.Atoi(plain(found.Comment))
		if err != nil || found.checkIs(stage.Name) != nil {
			m.t.Errorf("reading %s: %+v", stage, found)
			return
		}
	case ctx.Err() != nil && errors.Is(err, ctx.Err()):
		return
	case !errors.Is(err, ErrNotFound):
		m.t.Errorf("reading %s: %v, which is another's", stage, err)
		return
	}
	oldest := began.Add(-listAge)
	if lastWrite.After(oldest) {
		oldest = lastWrite
	}
	if !m.wasTrue(stage, number, oldest, time.Now()) {
		m.t.Errorf("reading %s at %s: version %d, which was not true since %s: %v", stage, began.Format("04:05.000"), number, oldest.Format("04:05.000"), m.versions[stage])
	}
}

// live reads and writes one stage as Terraform would: one after the other. Others change it at any time.
func (m *modelAccount) live(stage identifier.Qualified, steps int) {
	var lastWrite time.Time
	for range steps {
		switch m.pick(6) {
		case 0:
			m.pause()
			m.set(stage, m.number(stage)+1)
			if m.pick(4) > 0 {
				m.pause() // or the reply is lost at once
			}
			lastWrite = time.Now()
			m.reader.wrote(stage)
		case 1: // Somebody else writes, and is not heard of.
			m.set(stage, max(m.number(stage)+m.pick(3)-1, 0))
		case 2:
			time.Sleep(time.Duration(m.pick(40)) * time.Second)
		default:
			m.readOnce(stage, lastWrite)
		}
	}
}

// Any order of reads, writes, failures and changes by others, by the clock of a bubble: no read returns what was true only before the
// last write of this client, or a minute ago; none fails by another's failure, or ends with another's context; and there is never more
// than one list of a schema.
func TestSharedReadsAgainstAModel(t *testing.T) {
	t.Parallel()
	seeds := 150
	if testing.Short() {
		seeds = 40
	}
	for _, strategy := range []ReadStrategy{ReadAuto, ReadFetch, ReadList} {
		for seed := range seeds {
			t.Run(fmt.Sprintf("strategy %d, seed %d", strategy, seed), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) { runModel(t, strategy, uint64(seed)) })
			})
		}
	}
}

func runModel(t *testing.T, strategy ReadStrategy, seed uint64) {
	m := &modelAccount{
		t: t, random: rand.New(rand.NewPCG(seed, 6)),
		versions: map[identifier.Qualified][]version{}, lists: map[identifier.Schema][]context.Context{}, lacks: seed%5 == 0,
	}
	m.reader = &stageReader{
		strategy: strategy, fetch: m.fetch, list: m.list, now: time.Now,
		notice:  func(_ context.Context, text string) { m.count(func() { m.notices = append(m.notices, text) }) },
		schemas: map[identifier.Schema]*schemaReads{}, written: map[identifier.Qualified]uint64{},
	}
	for i := range 12 {
		stage := inModel(i%2, i)
		m.versions[stage] = []version{{1, time.Now()}}
	}
	var all sync.WaitGroup
	for _, stage := range m.stages() {
		all.Go(func() { m.live(stage, 40) })
	}
	all.Wait()
	time.Sleep(longestListWait) // A list may outlive those who had no time for it.
	synctest.Wait()
	if strategy == ReadFetch && m.listed > 0 || strategy == ReadList && m.listed == 0 {
		t.Errorf("%d lists, %d fetches", m.listed, m.fetches)
	}
	if len(m.notices) > 1 || strategy != ReadAuto && len(m.notices) > 0 {
		t.Errorf("told %d times: %v", len(m.notices), m.notices)
	}
	for schema, lists := range m.lists {
		if len(lists) > 0 {
			t.Errorf("a list of %s is still under way", schema)
		}
	}
}

func inModel(schema, number int) identifier.Qualified {
	name := func(text string) identifier.Name {
		n, err := identifier.FromExact(text)
		if err != nil {
			panic(err)
		}
		return n
	}
	return identifier.Qualified{Database: name("DB"), Schema: name("S" + strconv.Itoa(schema)), Name: name("STAGE_" + strconv.Itoa(number))}
}
