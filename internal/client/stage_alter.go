package client

import (
	"context"
	"errors"
	"fmt"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
	"github.com/snowstage/terraform-provider-snowstage/internal/statement"
)

// What the Stage API has no operation for is done by SQL. Each of these statements may be executed twice without harm, but for RENAME.

// StageSettings are what Alter changes in one step; what is nil stays as it is.
type StageSettings struct {
	URL                *string
	StorageIntegration *string      // spelled as in SQL
	Credentials        *Credentials // without any: those of the stage are taken away
	Encryption         *Encryption  // of type NONE to end it
	Comment            *string      // empty: the stage gets none
}

// Alter changes settings of a stage in place. Statement: ALTER STAGE … SET.
func (s *Stages) Alter(ctx context.Context, stage identifier.Qualified, settings StageSettings, guard Guard) error {
	written, err := settings.written()
	if err != nil {
		return fmt.Errorf("altering stage %s: %w", stage, err)
	}
	defer s.reader.wrote(stage)
	return s.client.execute(ctx, s.client.statement(ctx, alters, statement.SetStage(stage, written)).guarded(guard))
}

// SetDirectory switches the directory table of a stage on or off. Statement: ALTER STAGE … SET DIRECTORY.
func (s *Stages) SetDirectory(ctx context.Context, stage identifier.Qualified, enable bool, guard Guard) error {
	defer s.reader.wrote(stage)
	return s.client.execute(ctx, s.client.statement(ctx, alters, statement.SetDirectory(stage, enable)).guarded(guard))
}

// Rename gives a stage another name, in its schema or in another one. Statement: ALTER STAGE … RENAME TO.
//
// If no reply is clear, both names are read; createdOn tells the stage from another one that has the new name.
func (s *Stages) Rename(ctx context.Context, stage, to identifier.Qualified, createdOn string, guard Guard) error {
	defer s.reader.wrote(stage)
	defer s.reader.wrote(to)
	call := s.client.statement(ctx, alters, statement.RenameStage(stage, to))
	return s.client.execute(ctx, call.guarded(guard).settledBy(s.settleRename(stage, to, createdOn)))
}

// settleRename looks which of the two names the stage has.
func (s *Stages) settleRename(stage, to identifier.Qualified, createdOn string) settle {
	return func(ctx context.Context, _ *errand) (verdict, error) {
		found, err := s.Fetch(ctx, to)
		switch {
		case err == nil && found.wasCreatedOn(createdOn):
			return done, nil
		case err != nil && !errors.Is(err, ErrNotFound):
			return undecided, err
		}
		if found, err = s.Fetch(ctx, stage); err == nil && found.wasCreatedOn(createdOn) {
			return notDone, errOldName
		}
		return undecided, err
	}
}

var errOldName = errors.New("the stage still had its old name")

// wasCreatedOn compares with what another reply said, which may write the same time in another way.
func (s Stage) wasCreatedOn(createdOn string) bool {
	at, _, ok := s.created()
	other, _, isTime := Stage{CreatedOn: &createdOn}.created()
	return ok && isTime && at.Equal(other)
}

// written are the settings for the builder of statements.
func (s StageSettings) written() (statement.StageSettings, error) {
	settings := statement.StageSettings{URL: s.URL, Comment: s.Comment}
	if s.StorageIntegration != nil {
		name, err := identifier.Parse(*s.StorageIntegration)
		if err != nil {
			return settings, fmt.Errorf("reading the name of the storage integration: %w", err)
		}
		settings.StorageIntegration = &name
	}
	if c := s.Credentials; c != nil {
		settings.Credentials = &statement.Credentials{
			AWSKeyID: plain(c.AWSKeyID), AWSSecretKey: plain(c.AWSSecretKey), AWSToken: plain(c.AWSToken),
			AWSRole: plain(c.AWSRole), AzureSASToken: plain(c.AzureSASToken),
		}
	}
	if e := s.Encryption; e != nil {
		settings.Encryption = &statement.Encryption{Type: plain(e.Type), MasterKey: plain(e.MasterKey), KMSKeyID: plain(e.KMSKeyID)}
	}
	return settings, nil
}

func plain[T ~string](text *T) string {
	if text == nil {
		return ""
	}
	return string(*text)
}
