package client

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// Each property that a row does not tell, or tells otherwise, ends the use of lists; before anybody has got such a row.
func TestListsThatTellLessAreNotUsed(t *testing.T) {
	t.Parallel()
	without := map[string]func(*Stage){
		"kind": func(s *Stage) { s.Kind = nil }, "url": func(s *Stage) { s.URL = nil }, "endpoint": func(s *Stage) { s.Endpoint = nil },
		"storage_integration": func(s *Stage) { s.StorageIntegration = nil }, "comment": func(s *Stage) { s.Comment = new("another") },
		"directory_table.enable": func(s *Stage) {
			s.DirectoryTable = &DirectoryTable{AutoRefresh: new(false), NotificationIntegration: new("QUEUE")}
		},
		"directory_table.auto_refresh": func(s *Stage) {
			s.DirectoryTable = &DirectoryTable{Enable: new(true), NotificationIntegration: new("QUEUE")}
		},
		"directory_table.notification_integration": func(s *Stage) { s.DirectoryTable = &DirectoryTable{Enable: new(true), AutoRefresh: new(false)} },
		"created_on":      func(s *Stage) { s.CreatedOn = new("2026-01-02T03:04:05.678+00:00") },
		"has_credentials": func(s *Stage) { s.HasCredentials = nil }, "has_encryption_key": func(s *Stage) { s.HasEncryptionKey = new(true) },
		"owner": func(s *Stage) { s.Owner = nil }, "owner_role_type": func(s *Stage) { s.OwnerRoleType = nil },
		"region": func(s *Stage) { s.Region = nil }, "cloud": func(s *Stage) { s.Cloud = new("aws") },
	}
	if len(without) != len(stageProperties) {
		t.Fatalf("%d of %d properties", len(without), len(stageProperties))
	}
	for property, change := range without {
		inBubble(t, property, func(t *testing.T) {
			s := newSchemaServer(30)
			s.row = func(stage Stage) Stage {
				change(&stage)
				return stage
			}
			r := s.reader(ReadAuto)
			for wave := range slices.Chunk(numbers(0, 30), 10) {
				s.readAll(t, r, wave...)
			}
			time.Sleep(listAge)
			s.readAll(t, r, 0, 1)
			s.expect(t, 1, 32)
			if len(s.notices) != 1 || !strings.Contains(s.notices[0], "does not tell "+property+` of "DB"."S0"."STAGE_`) {
				t.Errorf("told %v", s.notices)
			}
		})
	}
	inBubble(t, "a property that the first stage does not have", func(t *testing.T) {
		s := newSchemaServer(30)
		for i := range 10 {
			s.put(Stage{Name: inModel(0, i).Name.String(), Kind: new("PERMANENT"), CreatedOn: new("2026-01-02T03:04:05Z"), DirectoryTable: &DirectoryTable{Enable: new(false), AutoRefresh: new(false)},
				HasCredentials: new(false), HasEncryptionKey: new(false)})
		}
		s.row = func(stage Stage) Stage {
			stage.StorageIntegration = nil
			return stage
		}
		r := s.reader(ReadAuto)
		for i := range 30 {
			s.readAs(t, r, i)
		}
		s.expect(t, 1, 21) // the first and the first with an integration, by which it shows, and those after it
	})
	inBubble(t, "an example that has lost what others have", func(t *testing.T) {
		s := newSchemaServer(30)
		stage := wholeStage(inModel(0, 0).Name, "a comment")
		stage.StorageIntegration = nil
		s.put(stage)
		r := s.reader(ReadAuto)
		for i := range 30 {
			s.readAll(t, r, i)
		}
		s.expect(t, 1, 1)
	})
	inBubble(t, "a property that not even a fetch tells", func(t *testing.T) {
		s := newSchemaServer(30)
		for i := range 30 {
			stage := inStateAs(i)
			stage.Kind = nil // which the state has from the configuration
			s.put(stage)
		}
		r := s.reader(ReadAuto)
		for i := range 30 {
			if _, err := r.read(t.Context(), inModel(0, i), inStateAs(i)); err != nil {
				t.Error(err)
			}
		}
		s.expect(t, 1, 30)
		if len(s.notices) > 0 {
			t.Errorf("told %v", s.notices)
		}
	})
	inBubble(t, "a fetch that is silent where there can be nothing", func(t *testing.T) {
		s := newSchemaServer(30)
		for i := range 10 {
			stage := inStateAs(i)
			stage.URL, stage.DirectoryTable, stage.HasCredentials = nil, &DirectoryTable{Enable: new(false)}, nil
			s.put(stage)
		}
		s.row = func(stage Stage) Stage {
			stage.DirectoryTable, stage.HasCredentials = &DirectoryTable{Enable: stage.DirectoryTable.Enable}, nil
			return stage
		}
		r := s.reader(ReadAuto)
		for i := range 30 {
			s.readAs(t, r, i)
		}
		if len(s.notices) != 1 || s.count("fetch") != 21 {
			t.Errorf("asked for %v, told %v", s.asked, s.notices)
		}
	})
	inBubble(t, "a property that rows do not mention", func(t *testing.T) {
		s := newSchemaServer(30)
		for i := range 30 {
			var stage Stage
			text := fmt.Sprintf(`{"name":"STAGE_%d","kind":"PERMANENT","created_on":"2026-01-02T03:04:05Z","comment":null,"directory_table":{"enable":false,"notification_integration":null}}`, i)
			if err := json.Unmarshal([]byte(text), &stage); err != nil {
				t.Fatal(err)
			}
			s.put(stage)
		}
		all := s.stages[inModel(0, 0).Name].mentioned
		s.row = func(stage Stage) Stage {
			stage.mentioned = 0
			return stage
		}
		r := s.reader(ReadAuto)
		for i := range 30 {
			s.readAs(t, r, i)
		}
		s.expect(t, 1, 30)
		want := []string{"kind", "comment", "directory_table.enable", "directory_table.notification_integration", "created_on"}
		if !slices.Equal(all.names(), want) || len(s.notices) != 1 || !strings.Contains(s.notices[0], strings.Join(want, ", ")) {
			t.Errorf("mentioned are %v, told %v", all.names(), s.notices)
		}
	})
	inBubble(t, "a row of another stage", func(t *testing.T) {
		s := newSchemaServer(30)
		s.row = func(stage Stage) Stage {
			if stage.Name == "STAGE_7" {
				stage.CreatedOn = new("2025-01-02T03:04:05.678Z")
			}
			return stage
		}
		for _, strategy := range []ReadStrategy{ReadAuto, ReadList} {
			r := s.reader(strategy)
			for i := range 30 {
				s.readAs(t, r, i)
			}
		}
	})
	inBubble(t, "something that the state has and the stage has no more", func(t *testing.T) {
		s := newSchemaServer(30)
		r := s.reader(ReadAuto)
		s.readAll(t, r, 0, 1)
		stage := wholeStage(inModel(0, 2).Name, "")
		stage.StorageIntegration = nil
		s.put(stage)
		time.Sleep(listAge)
		s.readAll(t, r, numbers(2, 30)...)
		s.expect(t, 2, 2)
		if len(s.notices) > 0 {
			t.Errorf("told %v", s.notices)
		}
	})
}
