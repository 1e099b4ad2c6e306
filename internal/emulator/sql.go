package emulator

import (
	"errors"
	"fmt"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator/grammar"
)

// What this file offers to tests is done in SQL on a real account: no operation of the REST API can.

// PutFile stores a file on a stage as PUT does. Names are spelled as in SQL, the path is relative to
// the stage. On a SNOWFLAKE_FULL stage the storage gets ciphertext, so that size and md5 of the
// listing are not those of content.
func (e *Emulator) PutFile(database, schema, stage, path string, content []byte) error {
	s, err := e.lookUp(database, schema, stage)
	if err != nil {
		return fmt.Errorf("putting file %q: %w", path, err)
	}
	path, refused := cleanPath(path)
	if refused != nil {
		return fmt.Errorf("putting a file: %w", refused.asError())
	}
	container, key := s.place(path)
	if _, err := e.putFile(s, container, key, content); err != nil {
		return fmt.Errorf("putting file %q: %w", path, err)
	}
	return nil
}

// File returns the content of a file as GET does: decrypted where the stage is encrypted.
func (e *Emulator) File(database, schema, stage, path string) ([]byte, error) {
	s, err := e.lookUp(database, schema, stage)
	if err != nil {
		return nil, fmt.Errorf("getting file %q: %w", path, err)
	}
	_, content, err := e.readFile(s, path)
	if err != nil {
		return nil, fmt.Errorf("getting file %q: %w", path, err)
	}
	return content, nil
}

// RunSQL executes a statement as an administrator does behind everybody's back, without the SQL API: neither the journal nor faults know
// of it. Names must be qualified. The rows are by column; one that is NULL is left out.
func (e *Emulator) RunSQL(statement string) ([]map[string]string, error) {
	parsed, err := grammar.Parse(statement)
	if err != nil {
		return nil, fmt.Errorf("executing a statement: %w", err)
	}
	e.settlePipes()
	out := e.execute(session{}, parsed)
	if out.failure != nil {
		return nil, fmt.Errorf("executing a statement: %w", out.failure.asError())
	}
	rows := make([]map[string]string, len(out.rows))
	for i, row := range out.rows {
		rows[i] = map[string]string{}
		for at, value := range row {
			if value != nil {
				rows[i][out.columns[at].Name] = *value
			}
		}
	}
	return rows, nil
}

// CreateSchema makes a schema exist from now on; names are spelled as in SQL.
func (e *Emulator) CreateSchema(database, schema string) error {
	return WithSchema(database, schema)(e)
}

// DropSchema drops a schema with its stages and their files. The database goes with its last schema.
func (e *Emulator) DropSchema(database, schema string) error {
	dropped, err := readSchemaName(database, schema)
	if err != nil {
		return fmt.Errorf("dropping a schema: %w", err)
	}
	stages, refused := e.store.list(dropped)
	for _, s := range stages {
		if _, refused = e.store.drop(dropped, s.Name); refused != nil {
			break
		}
	}
	if refused != nil {
		return fmt.Errorf("dropping a schema: %w", refused.asError())
	}
	e.store.mu.Lock()
	defer e.store.mu.Unlock()
	delete(e.store.schemas, dropped)
	return nil
}

// lookUp finds a stage by names spelled as in SQL.
func (e *Emulator) lookUp(database, schema, stage string) (*stage, error) {
	in, err := readSchemaName(database, schema)
	if err != nil {
		return nil, err
	}
	own, err := readName(stage)
	if err != nil {
		return nil, fmt.Errorf("stage: %w", err)
	}
	s, refused := e.store.find(in, own)
	if refused != nil {
		return nil, refused.asError()
	}
	return s, nil
}

func (f *refusal) asError() error { return errors.New(strings.TrimSpace(f.message)) }
