package statement

import (
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// The syntax of ALTER STAGE: https://docs.snowflake.com/en/sql-reference/sql/alter-stage.

// StageSettings are what one ALTER STAGE … SET changes; what is nil stays as it is.
type StageSettings struct {
	URL                *string
	StorageIntegration *identifier.Name
	Credentials        *Credentials // without any: those of the stage are taken away
	Encryption         *Encryption
	Comment            *string // empty: the stage gets none
}

// Credentials are those that are not empty.
type Credentials struct {
	AWSKeyID, AWSSecretKey, AWSToken string // secrets
	AWSRole                          string
	AzureSASToken                    string // a secret
}

// Encryption is what is not empty.
type Encryption struct {
	Type      string
	MasterKey string // a secret
	KMSKeyID  string
}

// SetStage changes settings of a stage in one step.
func SetStage(stage identifier.Qualified, settings StageSettings) Statement {
	var w writer
	w.add("ALTER STAGE", stage.String(), "SET")
	if settings.URL != nil {
		w.add("URL =", literal(*settings.URL))
	}
	if settings.StorageIntegration != nil {
		w.add("STORAGE_INTEGRATION =", settings.StorageIntegration.Quoted())
	}
	if c := settings.Credentials; c != nil {
		w.add("CREDENTIALS =", list(
			option{"AWS_KEY_ID", c.AWSKeyID, w.secret}, option{"AWS_SECRET_KEY", c.AWSSecretKey, w.secret}, option{"AWS_TOKEN", c.AWSToken, w.secret},
			option{"AWS_ROLE", c.AWSRole, literal}, option{"AZURE_SAS_TOKEN", c.AzureSASToken, w.secret}))
	}
	if e := settings.Encryption; e != nil {
		w.add("ENCRYPTION =", list(
			option{"TYPE", e.Type, literal}, option{"MASTER_KEY", e.MasterKey, w.secret}, option{"KMS_KEY_ID", e.KMSKeyID, literal}))
	}
	if settings.Comment != nil {
		w.add("COMMENT =", literal(*settings.Comment))
	}
	return w.statement()
}

type option struct {
	key, value string
	write      func(text string) string
}

// list writes the options that have a value.
func list(options ...option) string {
	var words []string
	for _, o := range options {
		if o.value != "" {
			words = append(words, o.key+" = "+o.write(o.value))
		}
	}
	return "(" + strings.Join(words, " ") + ")"
}

// SetDirectory switches the directory table of a stage on or off.
func SetDirectory(stage identifier.Qualified, enable bool) Statement {
	word := "FALSE"
	if enable {
		word = "TRUE"
	}
	var w writer
	w.add("ALTER STAGE", stage.String(), "SET DIRECTORY = (ENABLE =", word+")")
	return w.statement()
}

// RenameStage gives a stage another name, in its schema or in another one.
func RenameStage(stage, to identifier.Qualified) Statement {
	var w writer
	w.add("ALTER STAGE", stage.String(), "RENAME TO", to.String())
	return w.statement()
}

// RefreshDirectory reads the files below a path of the stage into its directory table; all if subpath is empty.
func RefreshDirectory(stage identifier.Qualified, subpath string) Statement {
	var w writer
	w.add("ALTER STAGE", stage.String(), "REFRESH")
	if subpath != "" {
		w.add("SUBPATH =", literal(subpath))
	}
	return w.statement()
}

// ShowStages lists the stages of a schema whose names match the SQL pattern like; all if it is empty.
func ShowStages(in identifier.Schema, like string) Statement {
	var w writer
	w.add("SHOW STAGES")
	if like != "" {
		w.add("LIKE", literal(like))
	}
	w.add("IN SCHEMA", in.String())
	return w.statement()
}
