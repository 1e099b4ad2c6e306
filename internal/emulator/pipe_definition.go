package emulator

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// objectName is the full name of something in a schema.
type objectName struct {
	schema schemaName
	own    name
}

func (n objectName) spelled() string {
	return n.schema.Database.spelled() + "." + n.schema.Schema.spelled() + "." + n.own.spelled()
}

// WithPipe makes a pipe exist that loads files of a stage: DATABASE.SCHEMA.PIPE=@STAGE[/PATH][,on_error=continue], names spelled as
// in SQL. A stage without a schema is in the pipe's. What fails is the file (on_error=skip_file), or with continue just its wrong rows.
func WithPipe(spelling string) Option {
	return func(e *Emulator) error {
		p, err := readPipe(spelling)
		if err != nil {
			return fmt.Errorf("reading pipe %q: %w", spelling, err)
		}
		return e.pipes.add(p)
	}
}

// WithLoadTime is how long it takes from a request that queues files until the last of them is loaded; they are loaded one after the
// other, in equal parts of it. Without it they are loaded as soon as anybody looks.
func WithLoadTime(d time.Duration) Option {
	return func(e *Emulator) error {
		if d < 0 {
			return fmt.Errorf("load time %s: must not be negative", d)
		}
		e.pipes.loadTime = d
		return nil
	}
}

// WithLoadLimits bounds the reports of each pipe: the files of one answer (10,000 if never called, 2 at least), and how many
// scans of the load history, each of an hour at most, may follow each other (120). A longer range counts for each hour that is begun,
// up to a fifth of that number; the scans are regained within ten minutes.
func WithLoadLimits(files, scans int) Option {
	return func(e *Emulator) error {
		if files < 2 || scans < 1 {
			return errors.New("load limits: less than 2 files or 1 scan, so that nobody could read on")
		}
		e.pipes.mostFiles, e.pipes.mostScans = files, scans
		return nil
	}
}

// WithForgottenRequests does not know a repeated insertFiles by its requestId, so that the repetition's files are skipped as received
// before. The documents call the id a means of tracking, and do not say which of the two an account does.
func WithForgottenRequests() Option {
	return func(e *Emulator) error {
		e.pipes.forgetful = true
		return nil
	}
}

func readPipe(spelling string) (*pipe, error) {
	end := indexUnquoted(spelling, "=")
	target, ok := strings.CutPrefix(spelling[end:], "=@")
	parts := splitQualified(spelling[:end])
	if !ok || len(parts) != 3 {
		return nil, errors.New("want DATABASE.SCHEMA.PIPE=@STAGE[/PATH][,on_error=continue]")
	}
	p := &pipe{received: map[string]*pipedFile{}, newest: -1, forgotten: -1}
	var err error
	if p.name, err = readObjectName(parts); err != nil {
		return nil, err
	}
	end = indexUnquoted(target, "/,")
	stage, path := splitQualified(target[:end]), target[end:]
	if len(stage) > len(parts) {
		return nil, errors.New("the stage has more than three names")
	}
	if p.stage, err = readObjectName(slices.Concat(parts[:len(parts)-len(stage)], stage)); err != nil {
		return nil, fmt.Errorf("stage: %w", err)
	}
	if path, p.continues, err = cutOnError(path); err != nil {
		return nil, err
	}
	if path = strings.TrimSuffix(path, "/"); path != "" {
		clean, refused := cleanPath(path)
		if refused != nil {
			return nil, refused.asError()
		}
		p.prefix = clean + "/"
	}
	return p, nil
}

func cutOnError(path string) (rest string, continues bool, err error) {
	const option = ",on_error="
	rest, value := path, "skip_file"
	if at := strings.LastIndex(path, option); at >= 0 {
		rest, value = path[:at], path[at+len(option):]
	}
	switch {
	case rest != "" && rest[0] != '/':
		return "", false, fmt.Errorf("%q follows the stage, want a path or %scontinue", rest, option)
	case value != "continue" && value != "skip_file":
		return "", false, fmt.Errorf("on_error is %q, want continue or skip_file", value)
	}
	return rest, value == "continue", nil
}

// readObjectName reads three names spelled as in SQL.
func readObjectName(parts []string) (objectName, error) {
	schema, err := readSchemaName(parts[0], parts[1])
	if err != nil {
		return objectName{}, err
	}
	own, err := readName(parts[2])
	return objectName{schema, own}, err
}

// indexUnquoted returns where the first of some ASCII characters is outside double quotes, or the length.
func indexUnquoted(text, characters string) int {
	inQuotes := false
	for i := range len(text) {
		switch {
		case text[i] == '"':
			inQuotes = !inQuotes
		case !inQuotes && strings.IndexByte(characters, text[i]) >= 0:
			return i
		}
	}
	return len(text)
}
