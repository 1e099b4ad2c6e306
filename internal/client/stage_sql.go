package client

import (
	"context"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
	"github.com/snowstage/terraform-provider-snowstage/internal/statement"
)

// StageType is the column type of SHOW STAGES, which tells how an internal stage is encrypted.
type StageType string

// The types of permanent stages.
const (
	InternalStage      StageType = "INTERNAL"        // encrypted with SNOWFLAKE_FULL
	InternalStageNoCSE StageType = "INTERNAL NO CSE" // encrypted with SNOWFLAKE_SSE
	ExternalStage      StageType = "EXTERNAL"
)

// Types tells the type of the stages of a schema whose names match the SQL pattern like (all if empty). Statement: SHOW STAGES.
func (s *Stages) Types(ctx context.Context, schema identifier.Schema, like string) (map[identifier.Name]StageType, error) {
	rows, err := s.client.query(ctx, s.client.statement(ctx, reads, statement.ShowStages(schema, like)), "name", "type")
	if err != nil {
		return nil, err
	}
	types := make(map[identifier.Name]StageType, len(rows))
	for _, row := range rows {
		types[identifier.FromReply(row[0])] = StageType(row[1])
	}
	return types, nil
}

// RefreshedFile is a file whose entry in the directory table a refresh has changed.
type RefreshedFile struct {
	Path   string
	Status string // like REGISTERED_NEW
}

// RefreshDirectory reads the files below a path of the stage, all if it is empty, into its directory table. Statement: ALTER STAGE … REFRESH.
func (s *Stages) RefreshDirectory(ctx context.Context, stage identifier.Qualified, subpath string) ([]RefreshedFile, error) {
	rows, err := s.client.query(ctx, s.client.statement(ctx, alters, statement.RefreshDirectory(stage, subpath)), "file", "status")
	files := make([]RefreshedFile, len(rows))
	for i, row := range rows {
		files[i] = RefreshedFile{Path: row[0], Status: row[1]}
	}
	return files, err
}
