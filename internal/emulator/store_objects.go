package emulator

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"
)

// dropFiles purges the files of an internal stage; those of an external one are not Snowflake's.
func (st *store) dropFiles(s *stage) {
	if !s.isInternal() {
		return
	}
	container := internalContainer(s.ID)
	// What stays on disk here is nobody's and goes at the next start.
	_ = st.disk.removeObjects(slices.Collect(maps.Values(st.objects[container])))
	delete(st.objects, container)
	delete(st.many, s.ID)
}

var errGone = errors.New("no such file or container")

// put stores an object in place of the one of that name.
func (st *store) put(o *object, content []byte) error {
	st.mu.Lock()
	defer st.mu.Unlock()
	if id, ok := strings.CutPrefix(o.Container, internalPrefix); ok && st.byID(id) == nil {
		return errGone
	}
	if err := st.disk.saveObject(o, content); err != nil {
		return err
	}
	if st.disk == nil {
		o.content = content
	}
	if st.objects == nil {
		st.objects = map[string]map[string]*object{}
	}
	if st.objects[o.Container] == nil {
		st.objects[o.Container] = map[string]*object{}
	}
	old := st.objects[o.Container][o.Key]
	st.objects[o.Container][o.Key] = o
	if old != nil {
		_ = st.disk.removeContent(old)
	}
	return nil
}

func (st *store) byID(id string) *stage {
	for _, stages := range st.schemas {
		for _, s := range stages {
			if s.ID == id {
				return s
			}
		}
	}
	return nil
}

func (st *store) get(container, key string) (*object, []byte, error) {
	st.mu.Lock()
	defer st.mu.Unlock()
	o := st.objects[container][key]
	if o == nil {
		return nil, nil, errGone
	}
	if st.disk == nil {
		return o, o.content, nil
	}
	content, err := st.disk.readContent(o)
	return o, content, err
}

// objectsUnder returns the objects whose key starts with a prefix, by key.
func (st *store) objectsUnder(container, prefix string) []*object {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.under(container, prefix)
}

func (st *store) under(container, prefix string) []*object {
	var found []*object
	for key, o := range st.objects[container] {
		if strings.HasPrefix(key, prefix) {
			found = append(found, o)
		}
	}
	slices.SortFunc(found, func(a, b *object) int { return cmp.Compare(a.Key, b.Key) })
	return found
}

// remove removes those of the objects that no other has replaced, and returns them.
func (st *store) remove(objects []*object) ([]*object, error) {
	st.mu.Lock()
	defer st.mu.Unlock()
	objects = slices.DeleteFunc(objects, func(o *object) bool { return st.objects[o.Container][o.Key] != o })
	if err := st.disk.removeObjects(objects); err != nil {
		return nil, err
	}
	for _, o := range objects {
		delete(st.objects[o.Container], o.Key)
	}
	return objects, nil
}

// ownerOf returns the internal stage whose container it is, or nil.
func (st *store) ownerOf(container string) *stage {
	id, ok := strings.CutPrefix(container, internalPrefix)
	if !ok {
		return nil
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.byID(id)
}
