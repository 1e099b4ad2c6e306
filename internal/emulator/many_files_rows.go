package emulator

import (
	"encoding/json"
	"slices"
	"sort"
)

// manyRows are rows of listFiles that are made one by one: of many files, and of the real ones among them.
type manyRows struct {
	stage *stage
	many  manyFiles
	of    []uint32 // which of the many
	real  []*object
	at    []int // rows of the real ones
}

// among lists the files that fit, in the order of their keys. A real one takes the place of one of the many.
func (m manyFiles) among(s *stage, present []*object, fits func(*object) bool) *manyRows {
	r := &manyRows{stage: s, many: m, real: slices.DeleteFunc(present, func(o *object) bool { return !fits(o) })}
	next := 0
	for i := range int(m) {
		key := m.key(i)
		for ; next < len(r.real) && r.real[next].Key < key; next++ {
			r.at = append(r.at, next+len(r.of))
		}
		isTaken := next < len(r.real) && r.real[next].Key == key
		if !isTaken && fits(&object{Key: key}) {
			r.of = append(r.of, uint32(i))
		}
	}
	for ; next < len(r.real); next++ {
		r.at = append(r.at, next+len(r.of))
	}
	return r
}

func (r *manyRows) count() int { return len(r.of) + len(r.real) }

func (r *manyRows) size() int { return 4*len(r.of) + 8*len(r.at) }

func (r *manyRows) row(i int) json.RawMessage {
	before := sort.SearchInts(r.at, i)
	if before < len(r.at) && r.at[before] == i {
		return mustJSON(r.stage.listed(r.real[before]))
	}
	return mustJSON(r.stage.listed(r.many.file(int(r.of[i-before]))))
}
