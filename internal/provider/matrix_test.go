package provider

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// encounter is how a fault meets an operation.
type encounter string

const (
	once     encounter = "once"                 // its own request, the first time
	fromThen encounter = "from then on"         // its own request and all that follow
	afterIt  encounter = "on the look after it" // a request that looks what became of it, the first time
	onATaken encounter = "on a taken name"      // once, while a stage of somebody else, like the configured one in everything, has the name
	always   encounter = "always"               // all requests, by its nature
)

// matrixTrial is one encounter of a fault with an operation.
type matrixTrial struct {
	matrixOperation
	fault     matrixFault
	way       *emulator.Fault // nil if nothing is wrong with the replies
	encounter encounter
	cell      promise // of the matrix
	promise   promise // of this encounter
}

// TestFaultMatrix holds what the guide promises.
func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("make matrix runs it: it takes minutes")
	}
	schema := schemaOnTheWire(t)
	for _, table := range matrixTables() {
		for _, fault := range table.faults {
			for column, operation := range table.operations {
				t.Run(table.title+"/"+fault.name+"/"+operation.title, func(t *testing.T) {
					t.Parallel()
					if operation.statement != nil {
						needsSQL(t)
					}
					for _, trial := range fault.trials(operation, fault.promises[table.first+column]) {
						t.Run(trial.name(), func(t *testing.T) {
							t.Parallel()
							trial.run(t, schema)
						})
					}
				})
			}
		}
	}
}

// trials are all that a cell's promise has to stand.
func (f matrixFault) trials(operation matrixOperation, promised promise) []matrixTrial {
	if f.ways == nil {
		return []matrixTrial{{operation, f, nil, always, promised, promised}}
	}
	ways := f.ways
	if operation.method == http.MethodGet && f.waysOfGET != nil {
		ways = f.waysOfGET
	}
	isSpared := f.route != nil && operation.ofFiles // It takes real seconds, and has shown with stages what it does when it stays.
	last := &ways[len(ways)-1]
	if !operation.writes {
		ways = ways[len(ways)-1:]
	}
	var trials []matrixTrial
	for i := range ways {
		cell := promised.in(ways[i])
		if !f.stays {
			trials = append(trials, matrixTrial{operation, f, &ways[i], once, cell, cell})
		}
		if f.ahead == 0 && !isSpared {
			trials = append(trials, matrixTrial{operation, f, &ways[i], fromThen, cell, cell.fromThen()})
		}
		if operation.title == "create" && promised != isError {
			trials = append(trials, matrixTrial{operation, f, &ways[i], onATaken, cell, isError})
		}
	}
	if operation.looksAfter != nil && !f.stays && f.ahead == 0 && !isSpared {
		trials = append(trials, matrixTrial{operation, f, last, afterIt, promised, f.afterIt(operation)})
	}
	return trials
}

// in is what a promise comes to in one way in which a fault shows.
func (p promise) in(way emulator.Fault) promise {
	switch {
	case p != isFoundOut:
		return p
	case way.AfterWork:
		return lookedUp
	}
	return isError
}

func (f matrixFault) options() []emulator.Option {
	if f.storageHost == "" {
		return nil
	}
	return []emulator.Option{emulator.WithStorageHost(f.storageHost)}
}

// fromThen is what a promise comes to if the fault does not pass.
func (p promise) fromThen() promise {
	if p == isLeft {
		return p
	}
	return isError
}

// afterIt is the promise of the look after an operation, which is a list like any other.
func (f matrixFault) afterIt(operation matrixOperation) promise {
	column := slices.IndexFunc(stageOperations, func(o matrixOperation) bool { return o.title == "list files" })
	if promised := f.promises[column]; promised != isError || operation.summaryAfter != "" {
		return promised
	}
	return isUnlisted
}

func (m matrixTrial) name() string {
	if m.way != nil && m.way.AfterWork {
		return string(m.encounter) + ", work done"
	}
	return string(m.encounter)
}

func (m matrixTrial) run(t *testing.T, schema *tfprotov6.GetProviderSchemaResponse) {
	t.Helper()
	s := newMatrixScene(t, schema, m.fault.ahead, m.fault.options()...)
	attempt := m.begin(s, m.fault.gone)
	if m.encounter == onATaken {
		s.createSameBeside()
		s.clock.advance(2 * time.Minute)
	}
	before, held := s.truth(), s.filesFor(m)
	run := s.terraform(m.fault.route)
	s.ResetJournal()
	slept := s.clock.slept()
	end := m.inject(s)
	got := attempt.run(run)
	if met := end(); !met {
		t.Error("the operation has not met the fault")
	}
	slept = s.clock.slept() - slept
	result := matrixResult{told: got, before: before["LANDING"], after: s.truth()["LANDING"]}
	result.sent, result.carriedOut, result.others = m.count(s)

	if after := s.truth(); !maps.Equal(others(after), others(before)) {
		t.Errorf("stages of other people: %v became %v", before, after)
	}
	s.checkStrayed(t, m)
	result.changed = m.checkFiles(t, held, s.filesFor(m), attempt)
	if m.encounter == once && slept < m.fault.retryAfter {
		t.Errorf("waited %s, the reply asks for %s", slept, m.fault.retryAfter)
	}
	m.check(t, result, attempt)
	if !t.Failed() {
		attempt.goOn(t, got)
	}
}

// inject lets the fault begin, and returns what ends it and tells whether it has met the operation.
func (m matrixTrial) inject(s *matrixScene) (end func() (met bool)) {
	if m.way == nil {
		return func() bool { return true }
	}
	fault := *m.way
	switch {
	case m.follows && fault.Redirect == aroundTheAPI:
		fault.Redirect = aroundFiles
	case fault.Redirect == elsewhere:
		fault.Redirect = s.elsewhere.URL + "/api/v2/"
	case m.fault.asDate:
		at := s.serverClock().Add(m.fault.retryAfter + time.Second)
		fault.Header = map[string]string{"Retry-After": at.UTC().Format(http.TimeFormat)}
	case m.fault.retryAfter > 0:
		fault.Header = map[string]string{"Retry-After": strconv.Itoa(int(m.fault.retryAfter.Seconds()))}
	}
	met, done, left := false, false, fault.Skip
	remove := s.InjectChosen(func(r emulator.Request) *emulator.Fault {
		switch {
		case r.Path == lostResult:
			return nil // The account itself says that there is none.
		case m.encounter == afterIt:
			hits := done && !met && r.Method == http.MethodGet && m.looksAfter.MatchString(r.Path)
			done, met = done || m.isOwn(r), met || hits
			if hits {
				return &fault
			}
			return nil
		case met && m.encounter == fromThen && (!m.inStore || m.isOwn(r)):
			return &fault
		case left > 0:
			left--
			return nil
		case met || !m.isOwn(r):
			return nil
		}
		met = true
		return &fault
	})
	return func() bool {
		remove()
		return met
	}
}

// isOwn reports whether a request is the operation's own.
func (m matrixTrial) isOwn(r emulator.Request) bool {
	return r.Method == m.method && m.path.MatchString(r.Path) && (m.statement == nil || m.statement.MatchString(r.Body))
}

// count tells how often the operation's own request was sent and carried out, and how many others there were.
func (m matrixTrial) count(s *matrixScene) (sent, carriedOut, others int) {
	for _, r := range s.Journal() {
		switch {
		case r.Header.Get("Authorization") == "Bearer "+testToken: // the person's
		case !m.isOwn(r):
			others++
		case r.Done:
			carriedOut++
			fallthrough
		default:
			sent++
		}
	}
	return sent, carriedOut, others
}
