package emulator

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// stage is what the emulator remembers of a stage, in memory and on disk. Secrets are not part of
// it: only whether there were any. It is never changed once it is in the store.
type stage struct {
	Schema    schemaName
	Name      name
	ID        string // hidden: a stage that is replaced gets another
	CreatedOn time.Time
	Owner     name
	Temporary bool
	Renames   int // of two records of one stage the one with more is true

	URL         string
	Endpoint    string
	Integration name
	Comment     *string
	Directory   directory

	HasCredentials   bool
	HasEncryptionKey bool
	AssumesRole      bool
	FileKey          []byte                // AES key of what lies in the storage; nil: stored as is
	Registered       map[string]registered `json:",omitempty"` // by path: the directory table
}

type directory struct {
	Enable                  bool
	RefreshOnCreate         bool
	AutoRefresh             bool
	NotificationIntegration name
}

func (s *stage) isInternal() bool { return s.URL == "" }

func (s *stage) kind() string {
	if s.Temporary {
		return kindTemporary
	}
	return kindPermanent
}

func (e *Emulator) listStages(c *call) (reply, *refusal) {
	schema, refused := c.schemaName()
	if refused != nil {
		return reply{}, refused
	}
	stages, refused := e.store.list(schema)
	if refused != nil {
		return reply{}, refused
	}
	matches := likePattern(textOrNull(c.query.Get("like")))
	rows := []any{}
	for _, s := range stages {
		if matches(string(s.Name)) {
			rows = append(rows, e.replies.row(s))
		}
	}
	return reply{rows: ready(rows)}, nil
}

func (e *Emulator) fetchStage(c *call) (reply, *refusal) {
	s, refused := e.find(c)
	if refused != nil {
		return reply{}, refused
	}
	return reply{body: e.replies.show(s)}, nil
}

// Values of the property kind.
const (
	kindPermanent = "PERMANENT"
	kindTemporary = "TEMPORARY"
)

// Values of the query parameter createMode.
const (
	errorIfExists = "errorIfExists"
	orReplace     = "orReplace"
	ifNotExists   = "ifNotExists"
)

func (e *Emulator) createStage(c *call) (reply, *refusal) {
	mode := c.query.Get("createMode")
	switch mode {
	case "":
		mode = errorIfExists
	case errorIfExists, orReplace, ifNotExists:
	default:
		return reply{}, badRequest("Not a valid createMode: %s. Allowed values are: errorIfExists,orReplace,ifNotExists", mode)
	}
	s, refused := e.newStage(c)
	if refused != nil {
		return reply{}, refused
	}
	created, refused := e.store.create(s, mode, e.now())
	if refused != nil {
		return reply{}, refused
	}
	if !created {
		return success("%s already exists, statement succeeded.", s.Name), nil
	}
	out := success("Stage area %s successfully created.", s.Name)
	out.done = true
	return out, nil
}

func success(format string, arguments ...any) reply {
	return reply{body: map[string]string{"status": fmt.Sprintf(format, arguments...)}}
}

// newStage reads and checks the body of a create.
func (e *Emulator) newStage(c *call) (*stage, *refusal) {
	d, err := parseDefinition(c.body)
	if err != nil {
		return nil, malformedBody()
	}
	schema, refused := c.schemaName()
	if refused != nil {
		return nil, refused
	}
	if d.Name == "" {
		return nil, badRequest("Missing required property: name")
	}
	own, err := readName(d.Name)
	if err != nil {
		return nil, invalidIdentifier(d.Name)
	}
	if refused := e.store.checkSchema(schema); refused != nil {
		return nil, refused
	}
	s := &stage{Schema: schema, Name: own, ID: newUUID(), Owner: c.caller.role}
	return s, e.store.define(s, d)
}

// define fills in what a definition says, if CREATE STAGE accepts it.
func (st *store) define(s *stage, d *definition) *refusal {
	checked, refused := d.check()
	if refused != nil {
		return refused
	}
	if refused := st.checkIntegrations(checked); refused != nil {
		return refused
	}
	s.Temporary = d.Kind == kindTemporary
	s.URL, s.Endpoint, s.Comment = d.URL, d.Endpoint, d.Comment
	s.Integration, s.Directory = checked.integration, checked.directory
	s.HasCredentials, s.HasEncryptionKey = checked.hasCredentials, checked.hasEncryptionKey
	s.AssumesRole, s.FileKey = checked.assumesRole, nil
	if checked.encryptsFiles {
		s.FileKey = make([]byte, 16)
		_, _ = rand.Read(s.FileKey) // never fails, see crypto/rand
	}
	return nil
}

func (e *Emulator) deleteStage(c *call) (reply, *refusal) {
	ifExists := strings.EqualFold(c.query.Get("ifExists"), "true")
	schema, own, refused := c.stageName()
	if refused != nil {
		return reply{}, refused
	}
	dropped, refused := e.store.drop(schema, own)
	if refused != nil {
		return reply{}, refused
	}
	if !dropped {
		if ifExists {
			return success("Drop statement executed successfully (%s already dropped).", own), nil
		}
		return reply{}, missing("stage", string(own))
	}
	out := success("%s successfully dropped.", own)
	out.done = true
	return out, nil
}

// find returns the stage that the path names.
func (e *Emulator) find(c *call) (*stage, *refusal) {
	schema, own, refused := c.stageName()
	if refused != nil {
		return nil, refused
	}
	return e.store.find(schema, own)
}

func (c *call) schemaName() (schemaName, *refusal) {
	database, err := readName(c.database)
	if err != nil {
		return schemaName{}, invalidIdentifier(c.database)
	}
	schema, err := readName(c.schema)
	if err != nil {
		return schemaName{}, invalidIdentifier(c.schema)
	}
	return schemaName{database, schema}, nil
}

func (c *call) stageName() (schemaName, name, *refusal) {
	schema, refused := c.schemaName()
	if refused != nil {
		return schemaName{}, "", refused
	}
	own, err := readName(c.stage)
	if err != nil {
		return schemaName{}, "", invalidIdentifier(c.stage)
	}
	return schema, own, nil
}

// missing covers what is not there and what the role may not see: Snowflake does not tell which.
func missing(what, which string) *refusal {
	return &refusal{
		status:  http.StatusNotFound,
		code:    "002003",
		message: "\n" + what + " '" + strings.ToLower(which) + "' does not exist or not authorized.",
	}
}

func taken(own name) *refusal {
	return &refusal{
		status:  http.StatusConflict,
		code:    "002002",
		message: "\nobject '" + strings.ToLower(string(own)) + "' already exists.",
	}
}
