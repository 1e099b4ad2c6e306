package emulator

import (
	"fmt"
	"strconv"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator/grammar"
)

// stageColumns are those of SHOW STAGES: https://docs.snowflake.com/en/sql-reference/sql/show-stages.
var stageColumns = append(
	[]column{{Name: "created_on", Type: "TIMESTAMP_LTZ", Scale: 3, Nullable: true}},
	texts("name", "database_name", "schema_name", "url", "has_credentials", "has_encryption_key", "owner", "comment", "region", "type", "cloud",
		"notification_channel", "storage_integration", "endpoint", "owner_role_type", "directory_enabled")...,
)

func (e *Emulator) showStages(in session, s grammar.ShowStages) outcome {
	stages, refused := e.stagesIn(in, s.In)
	if refused != nil {
		return failed(refused)
	}
	matches := likePattern(s.Like)
	out := outcome{columns: stageColumns, rows: [][]*string{}}
	for _, s := range stages {
		if matches(string(s.Name)) {
			out.rows = append(out.rows, s.row())
		}
	}
	return out
}

// stagesIn are those of a schema or, where the statement names none and the session has none, of all.
func (e *Emulator) stagesIn(in session, written grammar.Name) ([]*stage, *refusal) {
	if written == nil && in.schema == "" {
		return e.store.listAll(in.database)
	}
	schema, refused := in.schemaOf(written)
	if refused != nil {
		return nil, refused
	}
	return e.store.list(schema)
}

func (s *stage) row() []*string {
	place := s.location()
	comment := ""
	if s.Comment != nil {
		comment = *s.Comment
	}
	return []*string{
		new(epoch(s.CreatedOn)), new(string(s.Name)), new(string(s.Schema.Database)), new(string(s.Schema.Schema)), new(s.URL),
		new(letter(s.HasCredentials)), new(letter(s.HasEncryptionKey)), new(string(s.Owner)), &comment, textOrNull(place.region),
		new(s.sqlType()), textOrNull(place.name), nil, textOrNull(string(s.Integration)), textOrNull(s.Endpoint), new("ROLE"),
		new(letter(s.Directory.Enable)),
	}
}

// epoch writes a time as the SQL API does: seconds with nine decimals.
func epoch(t time.Time) string { return fmt.Sprintf("%d.%09d", t.Unix(), t.Nanosecond()) }

func letter(yes bool) string {
	if yes {
		return "Y"
	}
	return "N"
}

// sqlType tells how an internal stage is encrypted, which the Stage API does not.
func (s *stage) sqlType() string {
	kind := "EXTERNAL"
	if s.isInternal() {
		kind = "INTERNAL"
	}
	switch {
	case s.Temporary:
		kind += " TEMPORARY"
	case s.isInternal() && s.FileKey == nil:
		kind += " NO CSE"
	}
	return kind
}

// describeStage leaves out what the emulator knows nothing of: file formats and copy options.
func (e *Emulator) describeStage(in session, written grammar.DescribeStage) outcome {
	s, refused := e.findWritten(in, written.Stage)
	if refused != nil {
		return failed(refused)
	}
	out := outcome{columns: texts("parent_property", "property", "property_type", "property_value", "property_default")}
	add := func(parent, property, kind, value, otherwise string) {
		out.rows = append(out.rows, []*string{&parent, &property, &kind, &value, &otherwise})
	}
	if !s.isInternal() {
		add("STAGE_LOCATION", "URL", "String", string(mustJSON([]string{s.URL})), "")
		add("STAGE_INTEGRATION", "STORAGE_INTEGRATION", "String", string(s.Integration), "")
	}
	add("DIRECTORY", "ENABLE", "Boolean", strconv.FormatBool(s.Directory.Enable), "false")
	add("DIRECTORY", "AUTO_REFRESH", "Boolean", strconv.FormatBool(s.Directory.AutoRefresh), "false")
	return out
}
