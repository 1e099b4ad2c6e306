package emulator

import (
	"errors"
	"fmt"
	"maps"
	"slices"
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
	stages, err := st.dropOldNames(stages)
	if err != nil {
		return err
	}
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

// dropOldNames removes the record that a renamed stage had before, if a kill came between writing the new one and removing it.
func (st *store) dropOldNames(stages []*stage) ([]*stage, error) {
	newest := map[string]*stage{}
	for _, s := range stages {
		if other := newest[s.ID]; other == nil || other.Renames < s.Renames {
			newest[s.ID] = s
		}
	}
	for _, s := range stages {
		if newest[s.ID] != s {
			if err := st.disk.removeStage(s); err != nil {
				return nil, err
			}
		}
	}
	return slices.Collect(maps.Values(newest)), nil
}

func (st *store) close() error {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.disk.close()
}
