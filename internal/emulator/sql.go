package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
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
	_, content, err := e.store.get(s.place(path))
	if err == nil && s.isInternal() && s.FileKey != nil {
		content, err = unseal(s.FileKey, content)
	}
	if err != nil {
		return nil, fmt.Errorf("getting file %q: %w", path, err)
	}
	return content, nil
}

// AlterStage changes properties of a stage in place as ALTER STAGE does: created_on and files stay.
// The properties are JSON as in the body of a create, without name and kind; null unsets one.
// Properties that are not given stay, and so does what is known of credentials and encryption.
func (e *Emulator) AlterStage(database, schema, stage, properties string) error {
	s, err := e.lookUp(database, schema, stage)
	if err != nil {
		return fmt.Errorf("altering a stage: %w", err)
	}
	if err := e.store.alter(s, properties); err != nil {
		return fmt.Errorf("altering stage %s: %w", s.Name, err)
	}
	return nil
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

// alter replaces a stage by a copy with other properties.
func (st *store) alter(old *stage, properties string) error {
	given := map[string]json.RawMessage{}
	if err := json.Unmarshal([]byte(properties), &given); err != nil {
		return fmt.Errorf("reading the properties: %w", err)
	}
	for key, value := range old.properties() {
		if _, ok := given[key]; !ok {
			given[key] = value
		}
	}
	d, err := parseDefinition(mustJSON(given))
	if err != nil {
		return fmt.Errorf("reading the properties: %w", err)
	}
	changed := *old
	if refused := st.define(&changed, d); refused != nil {
		return refused.asError()
	}
	changed.keepSecretsOf(old, d)
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.schemas[old.Schema][old.Name] != old {
		return errGone
	}
	if err := st.disk.saveStage(&changed); err != nil {
		return err
	}
	st.schemas[old.Schema][old.Name] = &changed
	return nil
}

// properties is the body of a create that would give the stage its readable properties.
func (s *stage) properties() map[string]json.RawMessage {
	return map[string]json.RawMessage{
		"kind":                mustJSON(s.kind()),
		"url":                 mustJSON(s.URL),
		"endpoint":            mustJSON(s.Endpoint),
		"storage_integration": mustJSON(s.Integration.spelled()),
		"comment":             mustJSON(s.Comment),
		"directory_table": mustJSON(map[string]any{
			"enable":                   s.Directory.Enable,
			"refresh_on_create":        s.Directory.RefreshOnCreate,
			"auto_refresh":             s.Directory.AutoRefresh,
			"notification_integration": s.Directory.NotificationIntegration.spelled(),
		}),
	}
}

// keepSecretsOf carries over what an alteration does not mention and no reply can tell.
func (s *stage) keepSecretsOf(old *stage, given *definition) {
	if given.Credentials == nil && s.Integration == "" {
		s.HasCredentials, s.AssumesRole = old.HasCredentials, old.AssumesRole
	}
	if given.Encryption == nil {
		s.HasEncryptionKey, s.FileKey = old.HasEncryptionKey, old.FileKey
	}
}
