package emulator

import (
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator/grammar"
)

// removeFiles removes the files whose path starts with that of the statement.
func (e *Emulator) removeFiles(in session, r grammar.Remove) outcome {
	s, refused := e.findWritten(in, r.Stage)
	if refused != nil {
		return failed(refused)
	}
	pattern := ""
	if r.Pattern != nil {
		pattern = *r.Pattern
	}
	matches, refused := pathPattern(pattern)
	if refused != nil {
		return failed(refused)
	}
	var objects []*object
	for _, o := range e.store.objectsUnder(s.root()) {
		if strings.HasPrefix(s.pathOf(o), r.Path) && matches(s.listedName(o)) {
			objects = append(objects, o)
		}
	}
	removed, err := e.store.remove(objects)
	if err != nil {
		return failed(storeFailed(err))
	}
	out := outcome{columns: texts("name", "result"), rows: [][]*string{}, done: len(removed) > 0}
	for _, o := range removed {
		out.rows = append(out.rows, []*string{new(s.listedName(o)), new("removed")})
	}
	return out
}
