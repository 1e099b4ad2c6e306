package emulator

import (
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// WithManyFiles makes an internal stage list n files, up to 10,000,000, besides those that are put there: DATABASE.SCHEMA.STAGE, spelled as
// in SQL. The stage is made unless it is there. The files are only listed, always the same, by paths like batch-00012/part-00012345.csv;
// nothing but listFiles knows of them, and they go with the stage.
func WithManyFiles(spelling string, n int) Option {
	return func(e *Emulator) error {
		parts := splitQualified(spelling)
		if len(parts) != 3 {
			return fmt.Errorf("reading stage %q: want DATABASE.SCHEMA.STAGE, each as in SQL", spelling)
		}
		stage, err := readObjectName(parts)
		switch {
		case err != nil:
			return fmt.Errorf("reading stage %q: %w", spelling, err)
		case n < 1 || n > mostManyFiles:
			return fmt.Errorf("%d files on stage %s: want 1 to %d", n, spelling, mostManyFiles)
		}
		if e.manyFiles == nil {
			e.manyFiles = map[objectName]manyFiles{}
		}
		e.manyFiles[stage] = manyFiles(n)
		return nil
	}
}

// addManyFiles makes the stages for them once all schemas, and the stages of earlier runs, are known.
func (e *Emulator) addManyFiles() error {
	for at, many := range e.manyFiles {
		if err := e.addTo(at, many); err != nil {
			return fmt.Errorf("adding files to stage %s: %w", at.spelled(), err)
		}
	}
	return nil
}

func (e *Emulator) addTo(at objectName, many manyFiles) error {
	s := &stage{Schema: at.schema, Name: at.own, ID: newUUID(), Owner: defaultRole}
	refused := e.store.define(s, &definition{Encryption: &encryption{Type: "SNOWFLAKE_SSE"}})
	if refused == nil {
		_, refused = e.store.create(s, ifNotExists, e.now())
	}
	if refused == nil {
		s, refused = e.store.find(at.schema, at.own)
	}
	switch {
	case refused != nil:
		return refused.asError()
	case !s.isInternal():
		return errors.New("it is not internal")
	}
	e.store.addMany(s, many)
	return nil
}

func (st *store) addMany(s *stage, many manyFiles) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.many == nil {
		st.many = map[string]manyFiles{}
	}
	st.many[s.ID] = many
}

func (st *store) manyOn(s *stage) manyFiles {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.many[s.ID]
}

// manyFiles is a number of files that are made whenever they are listed, and kept nowhere.
type manyFiles int

const (
	mostManyFiles = 10_000_000 // as many as the digits of a name
	perBatch      = 1000
)

func (manyFiles) key(i int) string { return fmt.Sprintf("batch-%05d/part-%08d.csv", i/perBatch, i) }

// file makes a file of an index from 0. Large strides scatter sizes up to a million bytes and the seconds of a year.
func (m manyFiles) file(i int) *object {
	key := m.key(i)
	sum := md5.Sum([]byte(key))
	return &object{
		Key: key, Size: int64(i) * 7919 % 1_000_000, MD5: hex.EncodeToString(sum[:]),
		Modified: time.Date(2025, time.January, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(int64(i)*48_271%31_536_000) * time.Second),
	}
}
