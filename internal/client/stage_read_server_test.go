package client

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// schemaServer answers fetches and lists of one schema's stages; both take as long as is said.
type schemaServer struct {
	mu          sync.Mutex
	stages      map[identifier.Name]Stage
	asked       []string // like "list" and "fetch STAGE_1"
	fetchTakes  time.Duration
	listTakes   time.Duration
	listFails   error
	isDeaf      bool              // goes on with what was given up
	row         func(Stage) Stage // what a list tells of a stage
	beforeReply func(asked string)
	notices     []string
}

func newSchemaServer(count int) *schemaServer {
	s := &schemaServer{stages: map[identifier.Name]Stage{}, row: func(stage Stage) Stage { return stage }, beforeReply: func(string) {}}
	for i := range count {
		stage := inModel(0, i)
		s.stages[stage.Name] = inStateAs(i)
	}
	return s
}

// wholeStage has all that can be told of an external stage.
func wholeStage(name identifier.Name, comment string) Stage {
	return Stage{
		Name: name.String(), Kind: new("PERMANENT"), URL: new("s3compat://lake/raw/"), Endpoint: new("storage.example.com"), StorageIntegration: new("LAKE"), Comment: &comment,
		DirectoryTable: &DirectoryTable{Enable: new(true), AutoRefresh: new(false), NotificationIntegration: new("QUEUE")},
		CreatedOn:      new("2026-01-02T03:04:05.678Z"), HasCredentials: new(true), HasEncryptionKey: new(false),
		Owner: new("SYSADMIN"), OwnerRoleType: new("ROLE"), Region: new("us-west-2"), Cloud: new("AWS"),
	}
}

func (s *schemaServer) reader(strategy ReadStrategy) *stageReader {
	return &stageReader{
		strategy: strategy, fetch: s.fetch, list: s.list, now: time.Now,
		notice:  func(_ context.Context, text string) { s.locked(func() { s.notices = append(s.notices, text) }) },
		schemas: map[identifier.Schema]*schemaReads{}, written: map[identifier.Qualified]uint64{},
	}
}

func (s *schemaServer) locked(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do()
}

func (s *schemaServer) answers(ctx context.Context, asked string, takes time.Duration) error {
	s.locked(func() { s.asked = append(s.asked, asked) })
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.isDeaf {
		ctx = context.WithoutCancel(ctx)
	}
	select {
	case <-time.After(takes):
	case <-ctx.Done():
		return ctx.Err()
	}
	s.beforeReply(asked)
	return nil
}

func (s *schemaServer) fetch(ctx context.Context, stage identifier.Qualified) (Stage, error) {
	if err := s.answers(ctx, "fetch "+stage.Name.Exact(), s.fetchTakes); err != nil {
		return Stage{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.stages[stage.Name]
	if !ok {
		return Stage{}, ErrNotFound
	}
	return found, nil
}

func (s *schemaServer) list(ctx context.Context, _ identifier.Schema) ([]Stage, error) {
	if err := s.answers(ctx, "list", s.listTakes); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var rows []Stage
	for _, stage := range s.stages {
		rows = append(rows, s.row(stage))
	}
	return rows, s.listFails
}

func (s *schemaServer) put(stage Stage) {
	s.locked(func() { s.stages[identifier.FromReply(stage.Name)] = stage })
}

// count tells how often what begins so was asked for.
func (s *schemaServer) count(prefix string) (n int) {
	s.locked(func() {
		for _, asked := range s.asked {
			if strings.HasPrefix(asked, prefix) {
				n++
			}
		}
	})
	return n
}

// readAll reads stages at once, as what their configuration was at first, and compares.
func (s *schemaServer) readAll(t *testing.T, r *stageReader, numbers ...int) {
	t.Helper()
	s.readAllWithin(t, time.Hour, r, numbers...)
}

func (s *schemaServer) readAllWithin(t *testing.T, limit time.Duration, r *stageReader, numbers ...int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	var all sync.WaitGroup
	for _, i := range numbers {
		all.Go(func() { s.readOne(t, ctx, r, i) })
	}
	all.Wait()
}

func (s *schemaServer) readOne(t *testing.T, ctx context.Context, r *stageReader, i int) {
	t.Helper()
	stage := inModel(0, i)
	found, err := r.read(ctx, stage, inStateAs(i))
	var want Stage
	s.locked(func() { want = s.stages[stage.Name] })
	if otherwise := toldOtherwise(found, want); err != nil || otherwise != 0 || found.checkIs(stage.Name) != nil {
		t.Errorf("reading %s: %v, otherwise told %v", stage, err, otherwise.names())
	}
}

// inStateAs is a stage as the server had it at first.
func inStateAs(i int) Stage { return wholeStage(inModel(0, i).Name, fmt.Sprintf("stage %d", i)) }

func numbers(from, to int) (all []int) {
	for i := from; i < to; i++ {
		all = append(all, i)
	}
	return all
}

// inBubble runs a subtest whose clock only moves when all wait.
func inBubble(t *testing.T, name string, test func(t *testing.T)) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, test)
	})
}

func (s *schemaServer) expect(t *testing.T, lists, fetches int) {
	t.Helper()
	if s.count("list") != lists || s.count("fetch") != fetches {
		t.Errorf("asked for %v, want %d lists and %d fetches", s.asked, lists, fetches)
	}
}

// readAs reads a stage that the state knows as it is.
func (s *schemaServer) readAs(t *testing.T, r *stageReader, i int) {
	t.Helper()
	stage := inModel(0, i)
	var known Stage
	s.locked(func() { known = s.stages[stage.Name] })
	found, err := r.read(t.Context(), stage, known)
	if otherwise := toldOtherwise(found, known); err != nil || otherwise != 0 {
		t.Errorf("reading %s: %v, otherwise told %v", stage, err, otherwise.names())
	}
}
