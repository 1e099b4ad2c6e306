package provider

import (
	"errors"
	"fmt"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
	"github.com/snowstage/terraform-provider-snowstage/internal/stagepath"
)

// stagedFile is what tells one file on a stage from all others.
type stagedFile struct {
	stage identifier.Qualified
	path  string // relative to the stage
}

// String is the id, like "DB"."SCHEMA"."STAGE"/in/orders.csv.
func (f stagedFile) String() string { return f.stage.String() + "/" + f.path }

func (f stagedFile) words() string { return fmt.Sprintf("file %q of %s", f.path, stageWords(f.stage)) }

// parseStageFileID reads an id. The names before the first slash that is not quoted may be bare.
func parseStageFileID(id string) (stagedFile, error) {
	quoted := false
	end := strings.IndexFunc(id, func(r rune) bool {
		quoted = quoted != (r == '"') // A doubled quote switches twice.
		return r == '/' && !quoted
	})
	if end < 0 {
		return stagedFile{}, fmt.Errorf("%q has no slash between a stage and a path", id)
	}
	stage, err := identifier.ParseQualified(id[:end])
	problem, isOfPart := errors.AsType[*identifier.Error](err)
	switch {
	case err == nil:
	case isOfPart && problem.Part != "":
		return stagedFile{}, fmt.Errorf("the %s of %q, %q, breaks the rule that %s", problem.Part, id, problem.Spelling, problem.Rule)
	case isOfPart:
		return stagedFile{}, fmt.Errorf("%q, which stands before the path in %q, is not the full name of a stage: %s", id[:end], id, problem.Rule)
	default:
		return stagedFile{}, err
	}
	file := stagedFile{stage, id[end+1:]}
	if err := stagepath.Check(file.path); err != nil {
		return stagedFile{}, fmt.Errorf("%q, the path in %q, is not the path of a file on a stage: %w", file.path, id, err)
	}
	return file, nil
}

func invalidFileIDDetail(err error) string {
	return sentence(err.Error()) + "\n\nGive the full name of the stage, a slash, and the path of the file; a name whose case or characters need it has its quotes:\n" +
		"  DB.SCHEMA.STAGE/in/orders.csv\n" +
		`  "DB"."SCHEMA"."STAGE"/in/orders.csv`
}
