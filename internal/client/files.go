package client

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
	"github.com/snowstage/terraform-provider-snowstage/internal/stagepath"
	"github.com/snowstage/terraform-provider-snowstage/internal/statement"
)

// Files are the operations on single files of stages. Paths are relative to the stage.
type Files struct{ client *Client }

// What their errors are besides those of an *Error and a *StoreError, for errors.Is.
var (
	ErrNoFile         = errors.New("there is no such file on the stage")
	ErrNoUploads      = errors.New("the account gives no URLs for uploads") // the mode of a presigned URL is refused or ignored
	ErrContentChanged = errors.New("the content changed while it was read")
	ErrTooLarge       = errors.New("the file is larger than allowed")
)

// Find lists one file; ErrNoFile if the stage has none of that path, ErrNotFound if there is no such stage. Operation: listFiles.
func (f *Files) Find(ctx context.Context, stage identifier.Qualified, path string) (StageFile, error) {
	if err := checkPath(path); err != nil {
		return StageFile{}, err
	}
	var listed []StageFile
	for file, err := range f.client.Stages.ListFiles(ctx, stage, patternOf(path), 0) {
		if err != nil {
			return StageFile{}, err
		}
		listed = append(listed, file)
	}
	paths, err := f.client.Stages.Paths(ctx, stage, listed)
	if err != nil {
		return StageFile{}, err
	}
	for i, file := range listed {
		if paths[i] == path {
			return file, nil
		}
	}
	return StageFile{}, fmt.Errorf("listing %q on %s: %w", path, stage, ErrNoFile)
}

func checkPath(path string) error {
	if err := stagepath.Check(path); err != nil {
		return fmt.Errorf("reading the path %q: %w", shorten(path, maxShown), err)
	}
	return nil
}

// patternOf is a regular expression for the listed names that end in a path, and for few others. It has [^/] in place of backslashes,
// single quotes and what has a meaning in such an expression, so that it says the same whether or not Snowflake escapes it for a statement of
// its own.
func patternOf(path string) string {
	var pattern strings.Builder
	pattern.WriteString("(.*/)?")
	for _, r := range path {
		if strings.ContainsRune(`\.+*?()|[]{}^$'`, r) {
			pattern.WriteString("[^/]")
		} else {
			pattern.WriteRune(r)
		}
	}
	return pattern.String()
}

// Remove removes the file that Find has found at a path, and no other one; the guard, if there is one, looks right before each try.
// ErrNoFile if Snowflake has removed nothing. Statement: REMOVE.
func (f *Files) Remove(ctx context.Context, stage identifier.Qualified, path string, found StageFile, guard Guard) error {
	if err := checkPath(path); err != nil {
		return err
	}
	remove := f.client.statement(ctx, alters, statement.RemoveFile(stage, path, found.Name))
	rows, err := f.client.query(ctx, remove.guarded(guard), "name", "result")
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row[1] != "removed" {
			return fmt.Errorf("removing %q from %s: Snowflake says of it %q", path, stage, oneLine(row[1]))
		}
	}
	if len(rows) == 0 {
		return fmt.Errorf("removing %q from %s: %w", path, stage, ErrNoFile)
	}
	return nil
}
