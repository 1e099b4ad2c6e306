package grammar

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzParse holds that no text makes Parse panic, that a refusal points into the text, and that what is read can be written in a normal form
// that means the same.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", ";", "'", `"`, "@", "$$", "/*", "--", "\xff", "ALTER STAGE",
		`ALTER STAGE IF EXISTS a."b".c SET URL = 's3://b/', STORAGE_INTEGRATION = "i" CREDENTIALS = (AWS_ROLE = 'r') ENCRYPTION = () COMMENT = '\'''`,
		`ALTER STAGE a SET CREDENTIALS = (AWS_KEY_ID='\x41', AWS_SECRET_KEY=$$b$$ AWS_TOKEN='c') ENCRYPTION=(TYPE='t' KMS_KEY_ID='k')`,
		`ALTER STAGE a SET CREDENTIALS = (AZURE_SAS_TOKEN='') ENCRYPTION=(MASTER_KEY='\u00e9\101')`,
		"ALTER STAGE a SET DIRECTORY = (ENABLE = TRUE);", "ALTER STAGE a RENAME TO b.c.d -- e", "ALTER STAGE a REFRESH SUBPATH = 'b'",
		"SHOW STAGES LIKE '%' IN SCHEMA a.b", "DESCRIBE STAGE a", "DESC STAGE \"\n\"", "REMOVE @a.\"b c\"/d PATTERN = 'e'", "RM '@\"a b\"/c d'",
		`REMOVE '@"D"."it''s"."S"/in/a b\\''.csv' PATTERN = 's/in/a b\\\\\\.csv'`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := Parse(text)
		if refused, ok := errors.AsType[*SyntaxError](err); ok {
			checkPointsInto(t, text, refused)
			return
		}
		if err != nil {
			t.Fatalf("%q: %v is no *SyntaxError", text, err)
		}
		written := normal(parsed)
		if again, err := Parse(written); err != nil || !reflect.DeepEqual(again, parsed) {
			t.Fatalf("%q\nis  %#v\nbut %q\nis  %#v, %v", text, parsed, written, again, err)
		}
	})
}

func checkPointsInto(t *testing.T, text string, refused *SyntaxError) {
	t.Helper()
	lines := strings.Split(text, "\n")
	if refused.Line < 1 || refused.Line > len(lines) {
		t.Fatalf("%q: no line %d", text, refused.Line)
	}
	rest := strings.Join(lines[refused.Line-1:], "\n")
	for range refused.Position {
		_, size := utf8.DecodeRuneInString(rest)
		rest = rest[size:]
	}
	if atEnd := refused.Unexpected == "<EOF>" && rest == ""; !atEnd && (refused.Unexpected == "" || !strings.HasPrefix(rest, refused.Unexpected)) {
		t.Fatalf("%q: %v, where %q stands", text, refused, rest)
	}
}

// normal writes a statement with every name in quotes.
func normal(statement Statement) string {
	switch s := statement.(type) {
	case SetStage:
		return alter(s.Stage, s.IfExists) + " SET " + strings.Join(settings(s), " ")
	case SetDirectory:
		return fmt.Sprintf("%s SET DIRECTORY = (ENABLE = %t)", alter(s.Stage, s.IfExists), s.Enable)
	case RenameStage:
		return alter(s.Stage, s.IfExists) + " RENAME TO " + quotedParts(s.To)
	case RefreshStage:
		return alter(s.Stage, s.IfExists) + " REFRESH SUBPATH = " + constant(s.Subpath)
	case ShowStages:
		var in string
		if s.In != nil {
			in = " IN SCHEMA " + quotedParts(s.In)
		}
		return "SHOW STAGES" + optional(" LIKE ", s.Like) + in
	case DescribeStage:
		return "DESC STAGE " + quotedParts(s.Stage)
	case Remove:
		return "REMOVE " + constant("@"+quotedParts(s.Stage)+"/"+s.Path) + optional(" PATTERN = ", s.Pattern)
	default:
		return fmt.Sprintf("%T has no normal form", s)
	}
}

func alter(stage Name, ifExists bool) string {
	if ifExists {
		return "ALTER STAGE IF EXISTS " + quotedParts(stage)
	}
	return "ALTER STAGE " + quotedParts(stage)
}

func settings(s SetStage) []string {
	written := []string{optional("URL = ", s.URL), list("CREDENTIALS", s.Credentials), list("ENCRYPTION", s.Encryption), optional("COMMENT = ", s.Comment)}
	if s.StorageIntegration != nil {
		written = append(written, "STORAGE_INTEGRATION = "+quotedParts(s.StorageIntegration))
	}
	return written
}

func list(key string, options []Option) string {
	if options == nil {
		return ""
	}
	var written []string
	for _, o := range options {
		written = append(written, o.Key+" = "+constant(o.Value))
	}
	return key + " = (" + strings.Join(written, ", ") + ")"
}

func optional(before string, value *string) string {
	if value == nil {
		return ""
	}
	return before + constant(*value)
}

func constant(value string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(value) + "'"
}

func quotedParts(name Name) string {
	var parts []string
	for _, part := range name {
		parts = append(parts, `"`+strings.ReplaceAll(part, `"`, `""`)+`"`)
	}
	return strings.Join(parts, ".")
}
