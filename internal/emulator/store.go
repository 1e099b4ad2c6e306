package emulator

import (
	"cmp"
	"maps"
	"slices"
	"sync"
	"time"
)

// store holds schemas, stages and files. Without a disk it lives in memory; with one, a change is
// on disk before it is seen in memory, and therefore before it is acknowledged.
type store struct {
	storageIntegrations      nameSet
	notificationIntegrations nameSet

	mu      sync.Mutex
	schemas map[schemaName]map[name]*stage
	lost    map[schemaName]map[name]*stage // of schemas that were not declared: kept on disk, not served
	objects map[string]map[string]*object  // by container and key
	many    map[string]manyFiles           // by the id of their stage
	newest  time.Time                      // created_on of the youngest stage ever
	disk    *disk
}

func (st *store) addSchema(schema schemaName) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.schemas == nil {
		st.schemas = map[schemaName]map[name]*stage{}
	}
	if st.schemas[schema] != nil {
		return
	}
	st.schemas[schema] = map[name]*stage{}
	maps.Copy(st.schemas[schema], st.lost[schema])
	delete(st.lost, schema)
}

// checkSchema tells whether the database or its schema is missing.
func (st *store) checkSchema(schema schemaName) *refusal {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.schemaRefusal(schema)
}

func (st *store) schemaRefusal(schema schemaName) *refusal {
	if st.schemas[schema] != nil {
		return nil
	}
	for known := range st.schemas {
		if known.Database == schema.Database {
			return missing("schema", string(schema.Database)+"."+string(schema.Schema))
		}
	}
	return missing("database", string(schema.Database))
}

func (st *store) checkIntegrations(c checked) *refusal {
	if c.integration != "" && !st.storageIntegrations.has(c.integration) {
		return missing("storage integration", string(c.integration))
	}
	notification := c.directory.NotificationIntegration
	if notification != "" && !st.notificationIntegrations.has(notification) {
		return missing("notification integration", string(notification))
	}
	return nil
}

func (st *store) list(schema schemaName) ([]*stage, *refusal) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if refused := st.schemaRefusal(schema); refused != nil {
		return nil, refused
	}
	return slices.SortedFunc(maps.Values(st.schemas[schema]), func(a, b *stage) int {
		return cmp.Compare(a.Name, b.Name)
	}), nil
}

// listAll returns the stages of all schemas, or of those of one database.
func (st *store) listAll(database name) ([]*stage, *refusal) {
	st.mu.Lock()
	defer st.mu.Unlock()
	isThere := database == ""
	var found []*stage
	for schema, stages := range st.schemas {
		if database == "" || schema.Database == database {
			found, isThere = slices.AppendSeq(found, maps.Values(stages)), true
		}
	}
	if !isThere {
		return nil, missing("database", string(database))
	}
	slices.SortFunc(found, func(a, b *stage) int {
		return cmp.Or(cmp.Compare(a.Schema.Database, b.Schema.Database), cmp.Compare(a.Schema.Schema, b.Schema.Schema), cmp.Compare(a.Name, b.Name))
	})
	return found, nil
}

func (st *store) find(schema schemaName, own name) (*stage, *refusal) {
	st.mu.Lock()
	defer st.mu.Unlock()
	s, refused := st.holding(schema, own)
	if s == nil && refused == nil {
		return nil, missing("stage", string(own))
	}
	return s, refused
}

// holding returns the stage that has a name, or nil, to those who hold the lock.
func (st *store) holding(schema schemaName, own name) (*stage, *refusal) {
	if refused := st.schemaRefusal(schema); refused != nil {
		return nil, refused
	}
	return st.schemas[schema][own], nil
}

// create adds a stage, or replaces the one that has its name, in one step.
func (st *store) create(s *stage, mode string, now time.Time) (created bool, refused *refusal) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if refused := st.schemaRefusal(s.Schema); refused != nil {
		return false, refused
	}
	old := st.schemas[s.Schema][s.Name]
	switch {
	case old != nil && mode == errorIfExists:
		return false, taken(s.Name)
	case old != nil && mode == ifNotExists:
		return false, nil
	}
	s.CreatedOn = st.nextCreatedOn(now)
	st.register(s)
	if err := st.disk.saveStage(s); err != nil {
		return false, storeFailed(err)
	}
	st.schemas[s.Schema][s.Name] = s
	if old != nil {
		st.dropFiles(old)
	}
	return true, nil
}

// nextCreatedOn makes every stage younger than all before it, as far as created_on can show it.
func (st *store) nextCreatedOn(now time.Time) time.Time {
	created := now.UTC().Truncate(time.Millisecond)
	if !created.After(st.newest) {
		created = st.newest.Add(time.Millisecond)
	}
	st.newest = created
	return created
}

func (st *store) drop(schema schemaName, own name) (dropped bool, refused *refusal) {
	st.mu.Lock()
	defer st.mu.Unlock()
	s, refused := st.holding(schema, own)
	if s == nil {
		return false, refused
	}
	if err := st.disk.removeStage(s); err != nil {
		return false, storeFailed(err)
	}
	delete(st.schemas[schema], own)
	st.dropFiles(s)
	return true, nil
}
