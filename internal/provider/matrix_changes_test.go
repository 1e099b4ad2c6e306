package provider

import (
	"testing"
)

func beginChange(s *matrixScene, gone bool) matrixAttempt {
	return s.change(gone, func() { s.comment = "changed" })
}

func beginRename(s *matrixScene, gone bool) matrixAttempt {
	return s.change(gone, func() { s.stageName = "renamed" })
}

// change is an attempt to alter the stage so that it is as configured after an adjustment.
func (s *matrixScene) change(gone bool, adjust func()) matrixAttempt {
	state := s.create()
	created := state.attribute(s.t, "created_on")
	adjust()
	config := s.config()
	planned := s.terraform(nil).plan(config, state)
	if len(planned.diagnostics) > 0 {
		s.t.Fatal(diagnosticLines(planned.diagnostics))
	}
	if gone {
		s.dropBeside(s.t, matrixStage)
	}
	return matrixAttempt{
		run:  func(run terraformRun) told { return run.apply(config, state, planned) },
		held: state,
		checkDone: func(t *testing.T, got told) {
			t.Helper()
			s.checkTrue(t, got, created)
			if name, comment := got.attribute(t, "id"), got.attribute(t, "comment"); name != s.name().String() || comment != s.comment {
				t.Errorf("the state has %s with the comment %q", name, comment)
			}
		},
		checkKept: func(t *testing.T, got told, looked bool) {
			t.Helper()
			if isAsBefore := got.value.Equal(state.value); looked && !gone {
				s.checkTrue(t, got, created)
			} else if !isAsBefore {
				t.Errorf("the state became %s", got.value)
			}
		},
		goOn: func(t *testing.T, got told) {
			t.Helper()
			run := s.terraform(nil)
			got = run.refresh(got)
			if planned := run.plan(config, got); !got.isNull() && !planned.value.Equal(got.value) {
				got = run.apply(config, got, planned)
			}
			s.settle(t, got)
			if there := s.truth()[s.name().Name.Exact()]; there != created && !gone {
				t.Errorf("the stage created on %q became one created on %q", created, there)
			}
		},
	}
}

// checkTrue wants the state to say what is true of the stage.
func (s *matrixScene) checkTrue(t *testing.T, state told, created string) {
	t.Helper()
	found, err := s.person.Stages.Fetch(t.Context(), qualified(t, state.attribute(t, "id")))
	if err != nil {
		t.Fatal(err)
	}
	comment := ""
	if found.Comment != nil {
		comment = *found.Comment
	}
	if state.attribute(t, "comment") != comment || state.attribute(t, "created_on") != created || *found.CreatedOn != created {
		t.Errorf("the state is %s; the stage was created on %q and has the comment %q", state.value, *found.CreatedOn, comment)
	}
}
