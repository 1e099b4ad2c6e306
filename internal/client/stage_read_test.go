package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
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
	var all sync.WaitGroup
	for _, i := range numbers {
		all.Go(func() { s.readOne(t, t.Context(), r, i) })
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

func TestReadsShareAList(t *testing.T) {
	t.Parallel()
	for strategy, want := range map[ReadStrategy]struct{ lists, fetches int }{ReadAuto: {1, 1}, ReadList: {1, 0}, ReadFetch: {0, 1000}} {
		for _, atOnce := range []int{1, 10, 50} {
			inBubble(t, fmt.Sprintf("strategy %d, %d at once", strategy, atOnce), func(t *testing.T) {
				s := newSchemaServer(1000)
				s.fetchTakes, s.listTakes = 30*time.Millisecond, 50*time.Millisecond
				r := s.reader(strategy)
				for wave := range slices.Chunk(numbers(0, 1000), atOnce) {
					s.readAll(t, r, wave...)
				}
				s.expect(t, want.lists, want.fetches)
			})
		}
	}
	inBubble(t, "one stage of a schema needs no list", func(t *testing.T) {
		s := newSchemaServer(3)
		s.readAll(t, s.reader(ReadAuto), 1)
		s.expect(t, 0, 1)
	})
	inBubble(t, "a stage of which nothing is known is fetched", func(t *testing.T) {
		s := newSchemaServer(3)
		for _, strategy := range []ReadStrategy{ReadAuto, ReadList} {
			r := s.reader(strategy)
			for i := range 3 {
				if _, err := r.read(t.Context(), inModel(0, i), Stage{}); err != nil {
					t.Error(err)
				}
			}
		}
		s.expect(t, 0, 6)
	})
	inBubble(t, "a stage that is not listed is fetched", func(t *testing.T) {
		s := newSchemaServer(30)
		s.row = func(stage Stage) Stage {
			if stage.Name == "STAGE_0" {
				stage.Name = "ANOTHER"
			}
			return stage
		}
		r := s.reader(ReadAuto)
		for i := range 30 {
			s.readAll(t, r, i)
		}
		s.expect(t, 1, 3) // it proved nothing; so the next one of which that shows, and the next example
	})
	inBubble(t, "the only stage of another schema needs no list either", func(t *testing.T) {
		s := newSchemaServer(3)
		r := s.reader(ReadAuto)
		s.readAll(t, r, 0, 1, 2)
		stage := inModel(1, 1)
		if _, err := r.read(t.Context(), stage, inStateAs(1)); err != nil {
			t.Error(err)
		}
		s.expect(t, 1, 2)
	})
	inBubble(t, "who comes late waits for a list under way", func(t *testing.T) {
		s := newSchemaServer(3)
		s.listTakes = longestListWait - time.Second
		r := s.reader(ReadList)
		go s.readOne(t, t.Context(), r, 0)
		time.Sleep(longestListWait / 2)
		s.readAll(t, r, 1, 2)
		synctest.Wait() // for the first one
		s.expect(t, 1, 0)
	})
	inBubble(t, "a list serves for a minute", func(t *testing.T) {
		s := newSchemaServer(3)
		r := s.reader(ReadList)
		s.readAll(t, r, 0, 1, 2)
		time.Sleep(listAge - time.Nanosecond)
		s.readAll(t, r, 0)
		s.expect(t, 1, 0)
		time.Sleep(time.Nanosecond)
		s.put(wholeStage(inModel(0, 1).Name, "by somebody else"))
		s.readAll(t, r, 1)
		s.expect(t, 2, 1) // since a row only confirms
	})
}

func TestNoReadIsServedFromBeforeAWrite(t *testing.T) {
	t.Parallel()
	for _, strategy := range []ReadStrategy{ReadAuto, ReadList} {
		inBubble(t, fmt.Sprintf("strategy %d, after the list", strategy), func(t *testing.T) {
			s := newSchemaServer(5)
			r := s.reader(strategy)
			s.readAll(t, r, 0, 1, 2)
			lists, fetches := s.count("list"), s.count("fetch")
			s.put(wholeStage(inModel(0, 1).Name, "written"))
			r.wrote(inModel(0, 1))
			s.readAll(t, r, 1, 3, 4)
			s.expect(t, lists, fetches+1)
		})
		inBubble(t, fmt.Sprintf("strategy %d, while it is under way", strategy), func(t *testing.T) {
			s := newSchemaServer(3)
			s.listTakes = time.Second
			s.beforeReply = func(asked string) {
				if asked == "list" { // which then tells what was before the write
					stale := s.row
					s.row = func(stage Stage) Stage {
						if stage.Name == "STAGE_1" {
							stage.Comment = new("stage 1")
						}
						return stale(stage)
					}
				}
			}
			r := s.reader(strategy)
			go func() {
				time.Sleep(time.Second / 2)
				s.put(wholeStage(inModel(0, 1).Name, "written"))
				r.wrote(inModel(0, 1))
			}()
			s.readAll(t, r, 0, 1, 2)
			synctest.Wait()
			if s.count("fetch STAGE_1") == 0 {
				t.Errorf("asked for %v", s.asked)
			}
		})
	}
	inBubble(t, "what was written is not made to wait for a list", func(t *testing.T) {
		s := newSchemaServer(3)
		s.listTakes = time.Hour
		r := s.reader(ReadList)
		go s.readOne(t, t.Context(), r, 0)
		synctest.Wait()
		r.wrote(inModel(0, 1))
		began := time.Now()
		s.readAll(t, r, 1)
		if waited := time.Since(began); waited > 0 {
			t.Errorf("it waited for %s", waited)
		}
		s.expect(t, 1, 1)
		time.Sleep(2 * time.Hour) // so that the other read ends before the test
	})
	inBubble(t, "an example that was written proves nothing", func(t *testing.T) {
		s := newSchemaServer(5)
		r := s.reader(ReadAuto)
		s.readAll(t, r, 0)
		s.put(wholeStage(inModel(0, 0).Name, "written"))
		r.wrote(inModel(0, 0))
		for i := range 5 {
			s.readAll(t, r, i)
		}
		if len(s.notices) > 0 || s.count("list") != 1 {
			t.Errorf("asked for %v, told %v", s.asked, s.notices)
		}
	})
}

func TestNoReadEndsWithAnother(t *testing.T) {
	t.Parallel()
	for _, strategy := range []ReadStrategy{ReadAuto, ReadList} {
		inBubble(t, fmt.Sprintf("strategy %d, who asked for the list gives up", strategy), func(t *testing.T) {
			s := newSchemaServer(6)
			s.fetchTakes, s.listTakes = 100*time.Millisecond, time.Second
			r := s.reader(strategy)
			s.readAll(t, r, 0)
			lists, fetches := s.count("list"), s.count("fetch")
			if strategy == ReadList {
				time.Sleep(listAge)
			} else {
				lists, fetches = 0, 1
			}
			impatient, cancel := context.WithCancel(t.Context())
			time.AfterFunc(500*time.Millisecond, cancel)
			go func() {
				_, err := r.read(impatient, inModel(0, 1), inStateAs(1))
				if !errors.Is(err, context.Canceled) {
					t.Errorf("the impatient read: %v", err)
				}
			}()
			synctest.Wait() // It has asked for the list.
			s.readAll(t, r, 2, 3, 4, 5)
			s.expect(t, lists+1, fetches+1) // The impatient one's fetch ends at once.
		})
	}
	inBubble(t, "a list that nobody waits for is given up", func(t *testing.T) {
		s := newSchemaServer(3)
		s.listTakes = time.Hour
		r := s.reader(ReadList)
		for range 2 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			s.readOne(t, ctx, r, 1)
			cancel()
		}
		s.expect(t, 2, 2) // Giving up is no failure of the list: the second read asks for another one.
	})
	for _, strategy := range []ReadStrategy{ReadAuto, ReadList} {
		inBubble(t, fmt.Sprintf("strategy %d, a list that does not come", strategy), func(t *testing.T) {
			s := newSchemaServer(60)
			s.listTakes = time.Hour
			r, began := s.reader(strategy), time.Now()
			for wave := range slices.Chunk(numbers(0, 60), 10) {
				s.readAll(t, r, wave...)
			}
			s.expect(t, 1, 60)
			if took := time.Since(began); took != longestListWait {
				t.Errorf("it took %s", took)
			}
		})
	}
	inBubble(t, "an example that does not come", func(t *testing.T) {
		s := newSchemaServer(11)
		s.fetchTakes = time.Hour
		r := s.reader(ReadAuto)
		go s.readOne(t, t.Context(), r, 0)
		synctest.Wait()
		s.locked(func() { s.fetchTakes = 0 })
		began := time.Now()
		s.readAll(t, r, numbers(1, 11)...)
		if took := time.Since(began); took != longestListWait {
			t.Errorf("it took %s", took)
		}
		s.expect(t, 1, 11)
		time.Sleep(2 * time.Hour) // so that the other read ends before the test
	})
	inBubble(t, "a list that was given up and fails later", func(t *testing.T) {
		s := newSchemaServer(3)
		s.listTakes, s.listFails, s.isDeaf = longestListWait/2, errModel, true
		r := s.reader(ReadList)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		if _, err := r.read(ctx, inModel(0, 1), inStateAs(1)); !errors.Is(err, context.Canceled) {
			t.Errorf("it ended with %v", err)
		}
		go func() {
			time.Sleep(longestListWait/2 - time.Second/2) // which is between the ends of the two lists
			s.locked(func() { s.listFails = nil })
		}()
		s.readAll(t, r, 0, 1, 2)
		s.readAll(t, r, 0, 1, 2)
		s.expect(t, 2, 1)
	})
	inBubble(t, "a list that fails", func(t *testing.T) {
		s := newSchemaServer(50)
		s.listTakes, s.listFails = time.Second, errModel
		r := s.reader(ReadAuto)
		s.readAll(t, r, numbers(0, 10)...)
		s.expect(t, 1, 10)
		s.readAll(t, r, numbers(10, 20)...) // For a while nobody asks for another one.
		s.expect(t, 1, 20)
		s.listFails = nil
		time.Sleep(listAge)
		s.readAll(t, r, numbers(20, 50)...)
		s.expect(t, 2, 20)
		if len(s.notices) > 0 {
			t.Errorf("told %v", s.notices)
		}
	})
}

// Each property that a row does not tell, or tells otherwise, ends the use of lists; before anybody has got such a row.
func TestListsThatTellLessAreNotUsed(t *testing.T) {
	t.Parallel()
	without := map[string]func(*Stage){
		"kind": func(s *Stage) { s.Kind = nil }, "url": func(s *Stage) { s.URL = nil }, "endpoint": func(s *Stage) { s.Endpoint = nil },
		"storage_integration": func(s *Stage) { s.StorageIntegration = nil }, "comment": func(s *Stage) { s.Comment = new("another") },
		"directory_table.enable": func(s *Stage) {
			s.DirectoryTable = &DirectoryTable{AutoRefresh: new(false), NotificationIntegration: new("QUEUE")}
		},
		"directory_table.auto_refresh": func(s *Stage) {
			s.DirectoryTable = &DirectoryTable{Enable: new(true), NotificationIntegration: new("QUEUE")}
		},
		"directory_table.notification_integration": func(s *Stage) { s.DirectoryTable = &DirectoryTable{Enable: new(true), AutoRefresh: new(false)} },
		"created_on":      func(s *Stage) { s.CreatedOn = new("2026-01-02T03:04:05.678+00:00") },
		"has_credentials": func(s *Stage) { s.HasCredentials = nil }, "has_encryption_key": func(s *Stage) { s.HasEncryptionKey = new(true) },
		"owner": func(s *Stage) { s.Owner = nil }, "owner_role_type": func(s *Stage) { s.OwnerRoleType = nil },
		"region": func(s *Stage) { s.Region = nil }, "cloud": func(s *Stage) { s.Cloud = new("aws") },
	}
	if len(without) != len(stageProperties) {
		t.Fatalf("%d of %d properties", len(without), len(stageProperties))
	}
	for property, change := range without {
		inBubble(t, property, func(t *testing.T) {
			s := newSchemaServer(30)
			s.row = func(stage Stage) Stage {
				change(&stage)
				return stage
			}
			r := s.reader(ReadAuto)
			for wave := range slices.Chunk(numbers(0, 30), 10) {
				s.readAll(t, r, wave...)
			}
			time.Sleep(listAge)
			s.readAll(t, r, 0, 1)
			s.expect(t, 1, 32)
			if len(s.notices) != 1 || !strings.Contains(s.notices[0], "does not tell "+property+` of "DB"."S0"."STAGE_`) {
				t.Errorf("told %v", s.notices)
			}
		})
	}
	inBubble(t, "a property that the first stage does not have", func(t *testing.T) {
		s := newSchemaServer(30)
		for i := range 10 {
			s.put(Stage{Name: inModel(0, i).Name.String(), Kind: new("PERMANENT"), CreatedOn: new("2026-01-02T03:04:05Z"), DirectoryTable: &DirectoryTable{Enable: new(false), AutoRefresh: new(false)},
				HasCredentials: new(false), HasEncryptionKey: new(false)})
		}
		s.row = func(stage Stage) Stage {
			stage.StorageIntegration = nil
			return stage
		}
		r := s.reader(ReadAuto)
		for i := range 30 {
			s.readAs(t, r, i)
		}
		s.expect(t, 1, 21) // the first and the first with an integration, by which it shows, and those after it
	})
	inBubble(t, "an example that has lost what others have", func(t *testing.T) {
		s := newSchemaServer(30)
		stage := wholeStage(inModel(0, 0).Name, "a comment")
		stage.StorageIntegration = nil
		s.put(stage)
		r := s.reader(ReadAuto)
		for i := range 30 {
			s.readAll(t, r, i)
		}
		s.expect(t, 1, 1)
	})
	inBubble(t, "a property that not even a fetch tells", func(t *testing.T) {
		s := newSchemaServer(30)
		for i := range 30 {
			stage := inStateAs(i)
			stage.Kind = nil // which the state has from the configuration
			s.put(stage)
		}
		r := s.reader(ReadAuto)
		for i := range 30 {
			if _, err := r.read(t.Context(), inModel(0, i), inStateAs(i)); err != nil {
				t.Error(err)
			}
		}
		s.expect(t, 1, 30)
		if len(s.notices) > 0 {
			t.Errorf("told %v", s.notices)
		}
	})
	inBubble(t, "a fetch that is silent where there can be nothing", func(t *testing.T) {
		s := newSchemaServer(30)
		for i := range 10 {
			stage := inStateAs(i)
			stage.URL, stage.DirectoryTable, stage.HasCredentials = nil, &DirectoryTable{Enable: new(false)}, nil
			s.put(stage)
		}
		s.row = func(stage Stage) Stage {
			stage.DirectoryTable, stage.HasCredentials = &DirectoryTable{Enable: stage.DirectoryTable.Enable}, nil
			return stage
		}
		r := s.reader(ReadAuto)
		for i := range 30 {
			s.readAs(t, r, i)
		}
		if len(s.notices) != 1 || s.count("fetch") != 21 {
			t.Errorf("asked for %v, told %v", s.asked, s.notices)
		}
	})
	inBubble(t, "a property that rows do not mention", func(t *testing.T) {
		s := newSchemaServer(30)
		for i := range 30 {
			var stage Stage
			text := fmt.Sprintf(`{"name":"STAGE_%d","kind":"PERMANENT","created_on":"2026-01-02T03:04:05Z","comment":null,"directory_table":{"enable":false,"notification_integration":null}}`, i)
			if err := json.Unmarshal([]byte(text), &stage); err != nil {
				t.Fatal(err)
			}
			s.put(stage)
		}
		all := s.stages[inModel(0, 0).Name].mentioned
		s.row = func(stage Stage) Stage {
			stage.mentioned = 0
			return stage
		}
		r := s.reader(ReadAuto)
		for i := range 30 {
			s.readAs(t, r, i)
		}
		s.expect(t, 1, 30)
		want := []string{"kind", "comment", "directory_table.enable", "directory_table.notification_integration", "created_on"}
		if !slices.Equal(all.names(), want) || len(s.notices) != 1 || !strings.Contains(s.notices[0], strings.Join(want, ", ")) {
			t.Errorf("mentioned are %v, told %v", all.names(), s.notices)
		}
	})
	inBubble(t, "a row of another stage", func(t *testing.T) {
		s := newSchemaServer(30)
		s.row = func(stage Stage) Stage {
			if stage.Name == "STAGE_7" {
				stage.CreatedOn = new("2025-01-02T03:04:05.678Z")
			}
			return stage
		}
		for _, strategy := range []ReadStrategy{ReadAuto, ReadList} {
			r := s.reader(strategy)
			for i := range 30 {
				s.readAs(t, r, i)
			}
		}
	})
	inBubble(t, "something that the state has and the stage has no more", func(t *testing.T) {
		s := newSchemaServer(30)
		r := s.reader(ReadAuto)
		s.readAll(t, r, 0, 1)
		stage := wholeStage(inModel(0, 2).Name, "")
		stage.StorageIntegration = nil
		s.put(stage)
		time.Sleep(listAge)
		s.readAll(t, r, numbers(2, 30)...)
		s.expect(t, 2, 2)
		if len(s.notices) > 0 {
			t.Errorf("told %v", s.notices)
		}
	})
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
