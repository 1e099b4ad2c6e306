package client

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
	"slices"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// Stages are the six operations on stages, and what is made of them.
type Stages struct {
	client *Client
	reader *stageReader
}

func newStages(c *Client) *Stages {
	s := &Stages{client: c}
	s.reader = &stageReader{
		strategy: c.config.ReadStrategy, fetch: s.Fetch, list: s.all, notice: c.config.Notice, now: c.config.Now,
		schemas: map[identifier.Schema]*schemaReads{}, written: map[identifier.Qualified]uint64{},
	}
	return s
}

// List yields the stages of a schema whose names match the SQL pattern like (all if empty). Operation: listStages.
func (s *Stages) List(ctx context.Context, schema identifier.Schema, like string) iter.Seq2[Stage, error] {
	call := s.client.call("listStages", http.MethodGet, reads, stagesIn(schema)...).with("like", like)
	return list[Stage](ctx, s.client, call, 0)
}

func (s *Stages) all(ctx context.Context, schema identifier.Schema) ([]Stage, error) {
	var stages []Stage
	for stage, err := range s.List(ctx, schema, "") {
		if err != nil {
			return nil, err
		}
		stages = append(stages, stage)
	}
	return stages, nil
}

// Create creates a stage; an empty mode is not sent. The guard, if there is one, is for orReplace. Operation: createStage.
//
// If its reply is lost, the name is read: a stage that was created since, with all settings as wanted, is the one created, and is
// returned; if there is none, the request is sent again. Else the error is ErrUnclear, and a *NotOursError if another stage was found.
func (s *Stages) Create(ctx context.Context, schema identifier.Schema, stage Stage, mode CreateMode, guard Guard) (*Stage, error) {
	name, _ := identifier.Parse(stage.Name) // a name that the API refuses is never in doubt
	this := creation{stages: s, name: identifier.Qualified{Database: schema.Database, Schema: schema.Name, Name: name}, wanted: stage, mode: mode}
	defer s.reader.wrote(this.name)
	call := s.client.call("createStage", http.MethodPost, creates, stagesIn(schema)...).with("createMode", string(mode))
	_, err := s.client.do(ctx, call.sending(stage.writable(), stage.secrets()...).guarded(guard).settledBy(this.settle))
	return this.found, err
}

// Fetch describes one stage; a reply about another one is an error. Operation: fetchStage.
func (s *Stages) Fetch(ctx context.Context, stage identifier.Qualified) (Stage, error) {
	call := s.client.call("fetchStage", http.MethodGet, reads, elements(stage)...)
	return fetch(ctx, s.client, call, func(found Stage) error { return found.checkIs(stage.Name) })
}

// Delete drops a stage. That there is none is no error with ifExists and no guard, nor after a try that may have dropped it. Operation: deleteStage.
//
// A request whose reply is lost is sent again only if the stage, and for the guard still the same one, is there.
func (s *Stages) Delete(ctx context.Context, stage identifier.Qualified, ifExists bool, guard Guard) error {
	defer s.reader.wrote(stage)
	call := s.client.call("deleteStage", http.MethodDelete, drops, elements(stage)...).guarded(guard).settledBy(s.settleDrop(stage))
	if ifExists {
		call = call.with("ifExists", "true")
	}
	if ifExists && guard == nil { // a guard has just seen the stage, so its absence is worth an error
		call = call.toleratingAbsence()
	}
	_, err := s.client.do(ctx, call)
	return err
}

// PresignURL asks for a URL of one file, whose path is relative to the stage. Operation: getPresignedUrl.
//
// It changes nothing, although it is a POST, and is repeated like a read.
func (s *Stages) PresignURL(ctx context.Context, stage identifier.Qualified, path string, request PresignedURLRequest) (FileTransferMaterial, error) {
	file := strings.Split(strings.TrimPrefix(path, "/"), "/")
	call := s.client.call("getPresignedUrl", http.MethodPost, reads, slices.Concat(elements(stage), []string{"files"}, file)...)
	return fetch(ctx, s.client, call.verb("presigned-url").sending(request), FileTransferMaterial.check)
}

func stagesIn(schema identifier.Schema) []string {
	return []string{"databases", spell(schema.Database), "schemas", spell(schema.Name), "stages"}
}

func elements(stage identifier.Qualified) []string {
	return append(stagesIn(stage.In()), spell(stage.Name))
}

// spell keeps a missing name empty, so that it is refused instead of being quoted.
func spell(name identifier.Name) string {
	if name.IsZero() {
		return ""
	}
	return name.String()
}

func fetch[T any](ctx context.Context, c *Client, call call, check func(T) error) (T, error) {
	var value T
	r, err := c.do(ctx, call)
	if err != nil {
		return value, err
	}
	if !r.isObject() {
		return value, call.malformed(r, errors.New("it is not an object"))
	}
	if err = json.Unmarshal(r.body, &value); err == nil {
		err = check(value)
	}
	if err != nil {
		return *new(T), call.malformed(r, err)
	}
	return value, nil
}
