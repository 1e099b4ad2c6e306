package client

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

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
	inBubble(t, "a list that is over is not kept", func(t *testing.T) {
		s := newSchemaServer(3)
		r := s.reader(ReadList)
		s.readAll(t, r, 0)
		time.Sleep(listAge)
		if _, err := r.read(t.Context(), inModel(1, 1), inStateAs(1)); err != nil {
			t.Error(err)
		}
		if kept := r.schemas[inModel(0, 0).In()].latest; kept != nil {
			t.Errorf("there are %d rows", len(kept.rows))
		}
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
	inBubble(t, "a list of which all who waited were cancelled is given up", func(t *testing.T) {
		s := newSchemaServer(3)
		s.listTakes = time.Hour
		r := s.reader(ReadList)
		for range 2 {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, cancel)
			if _, err := r.read(ctx, inModel(0, 1), inStateAs(1)); !errors.Is(err, context.Canceled) {
				t.Errorf("it ended with %v", err)
			}
		}
		s.expect(t, 2, 2) // Being cancelled is no failure of the list: the second read asks for another one.
	})
	inBubble(t, "a list for which reads have no time serves later ones", func(t *testing.T) {
		s := newSchemaServer(60)
		s.listTakes = 15 * time.Second
		r := s.reader(ReadList)
		for wave := range slices.Chunk(numbers(0, 60), 10) {
			s.readAllWithin(t, 20*time.Second, r, wave...)
		}
		s.expect(t, 1, 10)
	})
	inBubble(t, "a list that does not come while nobody waits", func(t *testing.T) {
		s := newSchemaServer(3)
		s.listTakes = time.Hour
		r := s.reader(ReadList)
		for range 2 {
			s.readAllWithin(t, time.Second, r, 1)
			time.Sleep(longestListWait + listAge)
		}
		s.expect(t, 1, 2)
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
		time.Sleep(listAge)
		began = time.Now()
		s.readAll(t, r, numbers(1, 11)...) // Another one takes its place.
		if took := time.Since(began); took != 0 {
			t.Errorf("later it took %s", took)
		}
		s.expect(t, 2, 12)
		time.Sleep(2 * time.Hour) // so that the other read ends before the test
	})
	inBubble(t, "an example that begins when the list is old", func(t *testing.T) {
		s := newSchemaServer(21)
		s.row = func(stage Stage) Stage {
			if stage.Name == "STAGE_0" {
				stage.Name = "ANOTHER" // so that the first example proves nothing
			}
			return stage
		}
		r := s.reader(ReadAuto)
		s.readAll(t, r, 0)
		s.readAll(t, r, 1)
		time.Sleep(longestListWait + time.Second)
		s.locked(func() { s.fetchTakes = 100 * time.Millisecond })
		go s.readOne(t, t.Context(), r, 2)
		synctest.Wait() // It is the next example.
		s.readAll(t, r, 3)
		synctest.Wait()
		s.readAll(t, r, numbers(4, 21)...)
		s.expect(t, 1, 4)
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
