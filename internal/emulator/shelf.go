package emulator

// These bound the memory of an emulator that runs for days; the oldest answers are forgotten.
const (
	mostResults     = 20_000
	mostResultBytes = 64 << 20 // of bodies and rows
)

// shelf keeps answers of one kind by their handles.
type shelf[T interface{ size() int }] struct {
	byHandle map[string]T
	handles  []string // in order of creation
	bytes    int
}

// put keeps an answer, and returns those that are forgotten for it.
func (s *shelf[T]) put(handle string, kept T) (forgotten []T) {
	if s.byHandle == nil {
		s.byHandle = map[string]T{}
	}
	s.byHandle[handle] = kept
	s.handles = append(s.handles, handle)
	s.bytes += kept.size()
	for len(s.handles) > mostResults || s.bytes > mostResultBytes && len(s.handles) > 1 {
		forgotten = append(forgotten, s.forgetOldest())
	}
	return forgotten
}

func (s *shelf[T]) forgetOldest() T {
	oldest := s.handles[0]
	forgotten := s.byHandle[oldest]
	s.bytes -= forgotten.size()
	s.handles = s.handles[1:]
	delete(s.byHandle, oldest)
	return forgotten
}
