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

// Stages are the six operations on stages.
type Stages struct{ client *Client }

// List yields the stages of a schema whose names match the SQL pattern like (all if empty). Operation: listStages.
func (s *Stages) List(ctx context.Context, schema identifier.Schema, like string) iter.Seq2[Stage, error] {
	call := s.client.call("listStages", http.MethodGet, reads, stagesIn(schema)...).with("like", like)
	return list[Stage](ctx, s.client, call)
}

// Create creates a stage; an empty mode is not sent. Operation: createStage.
//
// Its error is ErrUnclear if the stage may have been created all the same.
func (s *Stages) Create(ctx context.Context, schema identifier.Schema, stage Stage, mode CreateMode) error {
	call := s.client.call("createStage", http.MethodPost, mode.effect(), stagesIn(schema)...)
	_, err := s.client.do(ctx, call.with("createMode", string(mode)).sending(stage.writable(), stage.secrets()...))
	return err
}

// Fetch describes one stage; a reply about another one is an error. Operation: fetchStage.
func (s *Stages) Fetch(ctx context.Context, stage identifier.Qualified) (Stage, error) {
	call := s.client.call("fetchStage", http.MethodGet, reads, elements(stage)...)
	return fetch(ctx, s.client, call, func(found Stage) error { return found.checkIs(stage.Name) })
}

// Delete drops a stage. That there is none is no error with ifExists, nor after a try that may have dropped it. Operation: deleteStage.
func (s *Stages) Delete(ctx context.Context, stage identifier.Qualified, ifExists bool) error {
	call := s.client.call("deleteStage", http.MethodDelete, drops, elements(stage)...)
	if ifExists {
		call = call.with("ifExists", "true").toleratingAbsence()
	}
	_, err := s.client.do(ctx, call)
	return err
}

// ListFiles yields the files whose whole path matches the regular expression pattern (all if empty). Operation: listFiles.
func (s *Stages) ListFiles(ctx context.Context, stage identifier.Qualified, pattern string) iter.Seq2[StageFile, error] {
	call := s.client.call("listFiles", http.MethodGet, reads, append(elements(stage), "files")...).with("pattern", pattern)
	return list[StageFile](ctx, s.client, call)
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

// effect is what a repetition would do: only the default mode fails on its own success.
func (m CreateMode) effect() effect {
	if m == OrReplace || m == IfNotExists {
		return recreates
	}
	return creates
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
