package emulator

import "errors"

// alter replaces a stage by what change makes of it, in one step. It is found if it was there.
func (st *store) alter(schema schemaName, own name, change func(old *stage) (*stage, *refusal)) (found bool, refused *refusal) {
	st.mu.Lock()
	defer st.mu.Unlock()
	old, refused := st.holding(schema, own)
	if old == nil {
		return false, refused
	}
	changed, refused := change(old)
	if refused != nil {
		return true, refused
	}
	if err := st.disk.saveStage(changed); err != nil {
		return true, storeFailed(err)
	}
	st.schemas[schema][own] = changed
	return true, nil
}

// rename gives a stage another name, schema or database. Its files are its own by its hidden id.
func (st *store) rename(schema schemaName, own name, toSchema schemaName, to name) (found bool, refused *refusal) {
	st.mu.Lock()
	defer st.mu.Unlock()
	old, refused := st.holding(schema, own)
	if old == nil {
		return false, refused
	}
	if refused := st.schemaRefusal(toSchema); refused != nil {
		return true, refused
	}
	if st.schemas[toSchema][to] != nil {
		return true, taken(to)
	}
	renamed := *old
	renamed.Schema, renamed.Name, renamed.Renames = toSchema, to, old.Renames+1
	if err := st.disk.saveStage(&renamed); err != nil {
		return true, storeFailed(err)
	}
	if err := st.disk.removeStage(old); err != nil {
		return true, storeFailed(errors.Join(err, st.disk.removeStage(&renamed)))
	}
	delete(st.schemas[schema], own)
	st.schemas[toSchema][to] = &renamed
	return true, nil
}
