package emulator

import (
	"slices"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator/grammar"
)

// outcome is how a statement has ended: with rows or with a failure.
type outcome struct {
	columns []column
	rows    [][]*string
	failure *refusal
	done    bool // whether it has changed anything
}

func failed(refused *refusal) outcome { return outcome{failure: refused.ofStatement()} }

// executed is the outcome of a statement that has nothing to tell.
func executed() outcome {
	return outcome{columns: texts("status"), rows: [][]*string{{new("Statement executed successfully.")}}, done: true}
}

func (o outcome) size() (size int) {
	for _, row := range o.rows {
		for _, value := range row {
			if value != nil {
				size += len(*value)
			}
		}
	}
	return size
}

// partitions splits the rows; no rows are one partition.
func (o outcome) partitions(size int) [][][]*string {
	if size == 0 || len(o.rows) <= size {
		return [][][]*string{o.rows}
	}
	return slices.Collect(slices.Chunk(o.rows, size))
}

func isWrite(parsed grammar.Statement) bool {
	switch parsed.(type) {
	case grammar.ShowStages, grammar.DescribeStage:
		return false
	}
	return true
}

func (e *Emulator) execute(in session, parsed grammar.Statement) outcome {
	switch s := parsed.(type) {
	case grammar.SetStage:
		return e.alter(in, s.Stage, s.IfExists, func(old *stage) (*stage, *refusal) { return e.store.withSettings(old, s) })
	case grammar.SetDirectory:
		return e.alter(in, s.Stage, s.IfExists, func(old *stage) (*stage, *refusal) { return old.withDirectory(s.Enable), nil })
	case grammar.RenameStage:
		return e.rename(in, s)
	case grammar.RefreshStage:
		return e.refresh(in, s)
	case grammar.ShowStages:
		return e.showStages(in, s)
	case grammar.DescribeStage:
		return e.describeStage(in, s)
	case grammar.Remove:
		return e.removeFiles(in, s)
	}
	panic("executing a statement: the grammar knows more statements than the emulator")
}

// alter replaces a stage by what change makes of it.
func (e *Emulator) alter(in session, written grammar.Name, ifExists bool, change func(old *stage) (*stage, *refusal)) outcome {
	schema, own, refused := in.stage(written)
	if refused != nil {
		return failed(refused)
	}
	found, refused := e.store.alter(schema, own, change)
	return altered(own, found, ifExists, refused)
}

func altered(own name, found, ifExists bool, refused *refusal) outcome {
	switch {
	case refused != nil:
		return failed(refused)
	case !found && !ifExists:
		return failed(missing("stage", string(own)))
	}
	out := executed()
	out.done = found
	return out
}

func (e *Emulator) rename(in session, s grammar.RenameStage) outcome {
	schema, own, refused := in.stage(s.Stage)
	if refused != nil {
		return failed(refused)
	}
	toSchema, to, refused := in.stage(s.To)
	if refused != nil {
		return failed(refused)
	}
	found, refused := e.store.rename(schema, own, toSchema, to)
	return altered(own, found, s.IfExists, refused)
}

// findWritten returns a stage by its name in a statement.
func (e *Emulator) findWritten(in session, written grammar.Name) (*stage, *refusal) {
	schema, own, refused := in.stage(written)
	if refused != nil {
		return nil, refused
	}
	return e.store.find(schema, own)
}

// stage completes the name of a stage.
func (in session) stage(written grammar.Name) (schemaName, name, *refusal) {
	own := len(written) - 1
	schema, refused := in.schemaOf(written[:own])
	return schema, name(written[own]), refused
}

// schemaOf completes the name of a schema, of which nothing may be written.
func (in session) schemaOf(written grammar.Name) (schemaName, *refusal) {
	full := schemaName{in.database, in.schema}
	switch len(written) {
	case 2:
		full = schemaName{name(written[0]), name(written[1])}
	case 1:
		full.Schema = name(written[0])
	}
	switch {
	case full.Database == "":
		return schemaName{}, noCurrent("090105", "database")
	case full.Schema == "":
		return schemaName{}, noCurrent("090106", "schema")
	}
	return full, nil
}
