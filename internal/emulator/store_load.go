package emulator

import (
	"errors"
	"fmt"
	"strings"
)

// open reads what was saved in a folder and keeps all changes there from now on.
func (st *store) open(folder string) error {
	d, err := openDisk(folder)
	if err != nil {
		return err
	}
	stages, objects, err := d.load()
	if err != nil {
		return errors.Join(err, d.close())
	}
	st.disk = d
	st.mu.Lock()
	defer st.mu.Unlock()
	if err := st.adopt(stages, objects); err != nil {
		return errors.Join(fmt.Errorf("opening data folder %s: %w", folder, err), d.close())
	}
	return nil
}

func (st *store) adopt(stages []*stage, objects []*object) error {
	containers := map[string]bool{}
	st.lost = map[schemaName]map[name]*stage{}
	for _, s := range stages {
		containers[internalContainer(s.ID)] = true
		if s.CreatedOn.After(st.newest) {
			st.newest = s.CreatedOn
		}
		home := st.schemas[s.Schema]
		if home == nil {
			home = st.lost[s.Schema]
		}
		if home == nil {
			home = map[name]*stage{}
			st.lost[s.Schema] = home
		}
		home[s.Name] = s
	}
	st.objects = map[string]map[string]*object{}
	var orphans []*object // a kill came between dropping their stage and them
	for _, o := range objects {
		if strings.HasPrefix(o.Container, internalPrefix) && !containers[o.Container] {
			orphans = append(orphans, o)
			continue
		}
		if st.objects[o.Container] == nil {
			st.objects[o.Container] = map[string]*object{}
		}
		st.objects[o.Container][o.Key] = o
	}
	return st.disk.removeObjects(orphans)
}

func (st *store) close() error {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.disk.close()
}
