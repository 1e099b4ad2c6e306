package conformance

import (
	"errors"
	"maps"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

func testStages(t *testing.T, a *place) {
	t.Run("life", func(t *testing.T) {
		t.Parallel()
		stage := a.stage("LIFE")
		if _, err := a.client.Stages.Fetch(t.Context(), stage); !errors.Is(err, client.ErrNotFound) {
			t.Fatalf("fetching a stage that does not exist: %v, want not found", err)
		}
		before := time.Now()
		a.create(t, stage, client.Stage{Comment: new("it's a \"test\"\n— ünïcode")}, client.ErrorIfExists)
		described := a.fetch(t, stage)
		if name := identifier.FromReply(described.Name); name != stage.Name {
			t.Errorf("its name is %q, want %q", name, stage.Name)
		}
		if described.Comment == nil || *described.Comment != "it's a \"test\"\n— ünïcode" {
			t.Errorf("its comment is %v", described.Comment)
		}
		created, err := time.Parse(time.RFC3339Nano, text(described.CreatedOn))
		if err != nil || created.Before(before.Add(-10*time.Minute)) || created.After(time.Now().Add(10*time.Minute)) {
			t.Errorf("it was created on %q (%v), want about now", text(described.CreatedOn), err)
		}
		if err := a.client.Stages.Delete(t.Context(), stage, false, nil); err != nil {
			t.Fatalf("dropping it: %v", err)
		}
		if _, err := a.client.Stages.Fetch(t.Context(), stage); !errors.Is(err, client.ErrNotFound) {
			t.Errorf("fetching it after the drop: %v, want not found", err)
		}
	})
	t.Run("drop_of_what_is_absent", func(t *testing.T) {
		t.Parallel()
		if err := a.client.Stages.Delete(t.Context(), a.stage("NEVER"), true, nil); err != nil {
			t.Errorf("with ifExists: %v", err)
		}
		if err := a.client.Stages.Delete(t.Context(), a.stage("NEVER"), false, nil); !errors.Is(err, client.ErrNotFound) {
			t.Errorf("without ifExists: %v, want not found", err)
		}
	})
	t.Run("absent_parents", func(t *testing.T) {
		t.Parallel()
		nowhere := identifier.Qualified{Database: identifier.FromReply(a.prefix + "_NO_DATABASE"), Schema: a.in.Name, Name: identifier.FromReply("X")}
		noSchema := identifier.Qualified{Database: a.in.Database, Schema: identifier.FromReply(a.prefix + "_NO_SCHEMA"), Name: identifier.FromReply("X")}
		for _, stage := range []identifier.Qualified{nowhere, noSchema} {
			for operation, err := range everyOperation(t, a.client, stage) {
				if !errors.Is(err, client.ErrNotFound) {
					t.Errorf("%s in %s: %v, want not found", operation, stage.In(), err)
				}
			}
		}
	})
}

func testCreateMode(t *testing.T, a *place) {
	for _, c := range []struct {
		mode    client.CreateMode
		refused bool   // if the name is taken
		comment string // that the stage has in the end
	}{
		{mode: "", refused: true, comment: "first"},
		{mode: client.ErrorIfExists, refused: true, comment: "first"},
		{mode: client.IfNotExists, comment: "first"},
		{mode: client.OrReplace, comment: "second"},
	} {
		t.Run("mode_"+string(c.mode), func(t *testing.T) {
			t.Parallel()
			stage := a.stage("MODE_" + string(c.mode))
			a.create(t, stage, client.Stage{Comment: new("first")}, c.mode)
			first := a.fetch(t, stage)
			_, err := a.client.Stages.Create(t.Context(), stage.In(), client.Stage{Name: stage.Name.String(), Comment: new("second")}, c.mode, nil)
			if c.refused != (err != nil) || c.refused && !errors.Is(err, client.ErrConflict) {
				t.Errorf("creating it once more: %v, want a conflict: %v", err, c.refused)
			}
			second := a.fetch(t, stage)
			if text(second.Comment) != c.comment {
				t.Errorf("its comment is then %q, want %q", text(second.Comment), c.comment)
			}
			if replaced := text(first.CreatedOn) != text(second.CreatedOn); replaced != (c.mode == client.OrReplace) {
				t.Errorf("created on %q, then on %q", text(first.CreatedOn), text(second.CreatedOn))
			}
		})
	}
	t.Run("in_parallel", func(t *testing.T) {
		t.Parallel()
		stage := a.stage("MODE_RACE")
		a.dropAfter(t, stage)
		outcomes := make(chan error)
		for range 4 {
			go func() {
				_, err := a.client.Stages.Create(t.Context(), stage.In(), client.Stage{Name: stage.Name.String()}, client.ErrorIfExists, nil)
				outcomes <- err
			}()
		}
		won := 0
		for range 4 {
			switch err := <-outcomes; {
			case err == nil:
				won++
			case !errors.Is(err, client.ErrConflict):
				t.Errorf("losing the race: %v, want a conflict", err)
			}
		}
		if won != 1 {
			t.Errorf("%d of 4 creates of one name succeeded, want 1", won)
		}
	})
}

// everyOperation tries all of the Stage API on a stage, and a statement.
func everyOperation(t *testing.T, c *client.Client, stage identifier.Qualified) map[string]error {
	t.Helper()
	_, createErr := c.Stages.Create(t.Context(), stage.In(), client.Stage{Name: stage.Name.String()}, client.ErrorIfExists, nil)
	outcomes := map[string]error{
		"createStage":     createErr,
		"SubmitStatement": c.Stages.Alter(t.Context(), stage, client.StageSettings{Comment: new("")}, nil),
		"deleteStage":     c.Stages.Delete(t.Context(), stage, false, nil),
	}
	maps.Copy(outcomes, everyRead(t, c, stage))
	return outcomes
}

func everyRead(t *testing.T, c *client.Client, stage identifier.Qualified) map[string]error {
	t.Helper()
	outcomes := map[string]error{"listStages": nil, "listFiles": nil}
	for _, err := range c.Stages.List(t.Context(), stage.In(), "") {
		outcomes["listStages"] = err
	}
	for _, err := range c.Stages.ListFiles(t.Context(), stage, "", 0) {
		outcomes["listFiles"] = err
	}
	_, outcomes["fetchStage"] = c.Stages.Fetch(t.Context(), stage)
	_, outcomes["getPresignedUrl"] = c.Stages.PresignURL(t.Context(), stage, "a.csv", client.PresignedURLRequest{})
	return outcomes
}

func text(s *string) string {
	if s == nil {
		return "null"
	}
	return *s
}
