package provider

import (
	"slices"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// seenStage is what the guard needs to know of a stage in Terraform's state.
type seenStage struct {
	createdOn    types.String
	isInternal   bool
	forceDestroy bool
	cleared      bool // a look has shown that nothing would be lost
}

func seenAs(state stageModel) seenStage {
	return seenStage{createdOn: state.CreatedOn, isInternal: state.URL.IsNull(), forceDestroy: state.ForceDestroy.ValueBool()}
}

// replacedBy is what counts for a replacement: files are given up only if the state and the configuration both say so.
func (s seenStage) replacedBy(plan stageModel) seenStage {
	s.forceDestroy = s.forceDestroy && plan.ForceDestroy.ValueBool()
	return s
}

// isProtected reports whether the stage must not be dropped or replaced if it holds files.
func (s seenStage) isProtected() bool { return s.isInternal && !s.forceDestroy && !s.cleared }

// seenStages are the stages in state that one run of Terraform has shown to the provider. With -replace, and for a tainted resource,
// Terraform asks for the plan of a create and does not tell that the stage of that name is to be dropped first.
type seenStages struct {
	mu     sync.Mutex
	byName map[identifier.Qualified]seenStage
	read   map[identifier.Qualified]bool
	left   map[identifier.Qualified]bool // by stages that are to be renamed
	wanted map[identifier.Qualified]bool // by creates that take a stage which has the name
	gone   []goneStage
}

// goneStage is a stage that was taken out of the state because it was not found.
type goneStage struct {
	name      identifier.Qualified
	createdOn string
}

// addGone remembers a stage that is gone from under its name. It may have got another one.
func (s *seenStages) addGone(name identifier.Qualified, state stageModel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !state.CreatedOn.IsNull() {
		s.gone = append(s.gone, goneStage{name, state.CreatedOn.ValueString()})
	}
}

// anyGone reports whether a stage is gone.
func (s *seenStages) anyGone() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.gone) > 0
}

// goneFrom finds the name from which a stage is gone that was created then.
func (s *seenStages) goneFrom(createdOn string) (name identifier.Qualified, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.gone, func(gone goneStage) bool { return sameInstant(gone.createdOn, createdOn) })
	if i < 0 {
		return name, false
	}
	return s.gone[i].name, true
}

// again reports whether the run has read an object of that name before: Terraform reads each object in its state once.
func (s *seenStages) again(name identifier.Qualified) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.read == nil {
		s.read = map[identifier.Qualified]bool{}
	}
	again := s.read[name]
	s.read[name] = true
	return again
}

// add remembers a stage. Of two resources with one name, as with a deposed object, the protected one counts.
func (s *seenStages) add(name identifier.Qualified, state stageModel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byName[name].isProtected() {
		return
	}
	if s.byName == nil {
		s.byName = map[identifier.Qualified]seenStage{}
	}
	s.byName[name] = seenAs(state)
}

func (s *seenStages) of(name identifier.Qualified) (seenStage, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	stage, ok := s.byName[name]
	return stage, ok
}

// leave remembers that the stage is to get another name, and reports whether a create is to take a stage that has the old one.
func (s *seenStages) leave(name identifier.Qualified) (isWanted bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.left == nil {
		s.left = map[identifier.Qualified]bool{}
	}
	s.left[name] = true
	return s.wanted[name]
}

// want remembers that a create is to take a stage that has the name, and reports whether one is to leave it.
func (s *seenStages) want(name identifier.Qualified) (isLeft bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.wanted == nil {
		s.wanted = map[identifier.Qualified]bool{}
	}
	s.wanted[name] = true
	return s.left[name]
}

// clear remembers that the stage may go: of a replacement Terraform asks twice.
func (s *seenStages) clear(name identifier.Qualified) {
	s.mu.Lock()
	defer s.mu.Unlock()
	stage := s.byName[name]
	stage.cleared = true
	s.byName[name] = stage
}
