package emulator

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator/grammar"
)

// registered is what a directory table knows of a file.
type registered struct {
	MD5      string
	Modified time.Time
}

// withDirectory is the stage with its directory table on, as it was, or off, when it forgets all files.
func (s *stage) withDirectory(enable bool) *stage {
	changed := *s
	changed.Directory.Enable = enable
	if !enable {
		changed.Registered = nil
	}
	return &changed
}

// register is the first refresh of an external stage, which a create does unless it is told not to.
func (st *store) register(s *stage) {
	if s.Directory.Enable && s.Directory.RefreshOnCreate && !s.isInternal() {
		s.Registered = st.present(s)
	}
}

func (st *store) present(s *stage) map[string]registered {
	files := map[string]registered{}
	for _, o := range st.under(s.root()) {
		files[s.pathOf(o)] = registered{o.MD5, o.Modified}
	}
	return files
}

// refresh compares the directory table with the files there are.
func (e *Emulator) refresh(in session, r grammar.RefreshStage) outcome {
	rows := [][]*string{}
	out := e.alter(in, r.Stage, r.IfExists, func(old *stage) (s *stage, refused *refusal) {
		if !old.Directory.Enable {
			return nil, badStatement("stage '%s' has no directory table that is enabled", old.Name)
		}
		s, rows = old.refreshed(e.store.present(old), strings.TrimPrefix(r.Subpath, "/"))
		return s, nil
	})
	if out.failure == nil {
		out.columns, out.rows = texts("file", "status", "description"), rows
	}
	return out
}

// refreshed is the stage with the files below a path registered as they are now, and what of that is new. The words are those of
// https://docs.snowflake.com/en/sql-reference/functions/stage_directory_file_registration_history.
func (s *stage) refreshed(present map[string]registered, below string) (changed *stage, rows [][]*string) {
	table := maps.Clone(s.Registered)
	if table == nil {
		table = map[string]registered{}
	}
	all := maps.Clone(present)
	maps.Copy(all, table)
	rows = [][]*string{}
	for _, path := range slices.Sorted(maps.Keys(all)) {
		if !strings.HasPrefix(path, below) {
			continue
		}
		now, isThere := present[path]
		before, wasThere := table[path]
		switch {
		case !isThere:
			delete(table, path)
			rows = append(rows, []*string{&path, new("UNREGISTERED"), new("File unregistered successfully.")})
			continue
		case !wasThere:
			rows = append(rows, []*string{&path, new("REGISTERED_NEW"), new("File registered successfully.")})
		case now.MD5 != before.MD5 || !now.Modified.Equal(before.Modified):
			rows = append(rows, []*string{&path, new("REGISTERED_UPDATE"), new("File registered successfully.")})
		}
		table[path] = now
	}
	result := *s
	result.Registered = table
	return &result, rows
}
