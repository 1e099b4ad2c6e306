// Package grammar reads the SQL statements that the emulator runs, as Snowflake's parser would.
//
// It is a reading of Snowflake's documents of its own: nothing that writes statements shares code with it.
package grammar

// Statement is one of the statements of this package.
type Statement interface{ isStatement() }

// Name is an object's name as it is written, of one to three parts, each resolved: an unquoted part is in upper case, a quoted one is
// without its quotes.
type Name []string

// Option is one KEY = 'value' of a list in parentheses; the key is in upper case.
type Option struct{ Key, Value string }

// SetStage is ALTER STAGE … SET with what it sets; what is nil was not mentioned.
type SetStage struct {
	Stage    Name
	IfExists bool

	URL                *string
	StorageIntegration Name     // of one part
	Credentials        []Option // empty, but not nil, for CREDENTIALS = ()
	Encryption         []Option
	Comment            *string
}

// SetDirectory is ALTER STAGE … SET DIRECTORY = (ENABLE = …).
type SetDirectory struct {
	Stage    Name
	IfExists bool
	Enable   bool
}

// RenameStage is ALTER STAGE … RENAME TO …; To may have fewer parts than Stage.
type RenameStage struct {
	Stage    Name
	IfExists bool
	To       Name
}

// RefreshStage is ALTER STAGE … REFRESH; Subpath is empty without SUBPATH.
type RefreshStage struct {
	Stage    Name
	IfExists bool
	Subpath  string
}

// ShowStages is SHOW STAGES; Like is nil without LIKE, In is nil without IN SCHEMA.
type ShowStages struct {
	Like *string
	In   Name
}

// DescribeStage is DESCRIBE STAGE, or DESC STAGE.
type DescribeStage struct{ Stage Name }

// Remove is REMOVE @stage/path, or RM; Pattern is nil without PATTERN.
type Remove struct {
	Stage   Name
	Path    string // relative to the stage; empty for all of it
	Pattern *string
}

func (SetStage) isStatement()      {}
func (SetDirectory) isStatement()  {}
func (RenameStage) isStatement()   {}
func (RefreshStage) isStatement()  {}
func (ShowStages) isStatement()    {}
func (DescribeStage) isStatement() {}
func (Remove) isStatement()        {}
