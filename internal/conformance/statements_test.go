package conformance

import (
	"reflect"
	"regexp"
	"slices"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator/grammar"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
	"github.com/snowstage/terraform-provider-snowstage/internal/stagepath"
	"github.com/snowstage/terraform-provider-snowstage/internal/statement"
)

// The client's statements are written and the emulator's are read by packages that share no code. Here each reads as what was meant.

// FuzzStatementRoundTrip writes a change and reads it back, for every statement of the client. Of the settings that SetStage can change, chosen
// has one bit each.
func FuzzStatementRoundTrip(f *testing.F) {
	for _, seed := range []string{"", "a", "'", `\`, `\'`, `\\''`, `\x41\u0041\101\n`, `"`, "$$", "-- /* */ //", ";", "= ()", "\x00", "\xff", "é雪🚀", "\r\n", "@a/b"} {
		f.Add("DB", `my "schema"`, "stage", seed, uint16(everyChoice))
		f.Add("d"+seed, "s"+seed, "n"+seed, seed, uint16(0b1010101010101))
	}
	f.Fuzz(func(t *testing.T, database, schema, name, text string, chosen uint16) {
		stage := identifier.Qualified{Database: validName(t, database), Schema: validName(t, schema), Name: validName(t, name)}
		to := identifier.Qualified{Database: stage.Name, Schema: stage.Database, Name: stage.Schema}
		written, read := chooseSettings(stage, text, chosen)
		checkReads(t, written, read)
		checkReads(t, statement.SetDirectory(stage, chosen%2 == 0), grammar.SetDirectory{Stage: parts(stage), Enable: chosen%2 == 0})
		checkReads(t, statement.RenameStage(stage, to), grammar.RenameStage{Stage: parts(stage), To: parts(to)})
		checkReads(t, statement.RefreshDirectory(stage, text), grammar.RefreshStage{Stage: parts(stage), Subpath: text})
		if stagepath.Check(text) == nil {
			checkRemoves(t, stage, text)
		}
		like := &text
		if text == "" {
			like = nil
		}
		checkReads(t, statement.ShowStages(stage.In(), text), grammar.ShowStages{Like: like, In: parts(stage)[:2]})
	})
}

// checkRemoves has one file removed of all whose path begins or ends alike.
func checkRemoves(t *testing.T, stage identifier.Qualified, path string) {
	t.Helper()
	root := stage.Name.Exact() + "/"
	text := statement.RemoveFile(stage, path, root+path).Text()
	read, err := grammar.Parse(text)
	remove, ok := read.(grammar.Remove)
	if err != nil || !ok || !slices.Equal(remove.Stage, parts(stage)) || remove.Path != path || remove.Pattern == nil {
		t.Fatalf("%s reads as %+v, %v", text, read, err)
	}
	pattern := regexp.MustCompile(`\A(?:` + *remove.Pattern + `)\z`)
	for listed, isMeant := range map[string]bool{path: true, root + path: true, root + path + "x": false, root + path + "/" + path: false, "x" + root + path: false} {
		if pattern.MatchString(listed) != isMeant {
			t.Errorf("%s: the pattern fits %q: %v, want %v", text, listed, !isMeant, isMeant)
		}
	}
}

// TestEveryChoiceOfSettingsRoundTrips leaves no combination to chance.
func TestEveryChoiceOfSettingsRoundTrips(t *testing.T) {
	t.Parallel()
	stage := identifier.Qualified{Database: validName(t, "DB"), Schema: validName(t, "my schema"), Name: validName(t, `the "stage"`)}
	for chosen := range uint16(everyChoice + 1) {
		if chosen&chooseCredentials == 0 && chosen&choosesCredential != 0 || chosen&chooseEncryption == 0 && chosen&choosesEncryption != 0 {
			continue // A field of nothing is no choice.
		}
		written, read := chooseSettings(stage, `it's \n`, chosen)
		checkReads(t, written, read)
	}
}

// The bits of a choice: which settings are changed, and which fields have a value.
const (
	chooseURL = 1 << iota
	chooseIntegration
	chooseCredentials
	chooseKeyID
	chooseSecretKey
	chooseToken
	chooseRole
	chooseSASToken
	chooseEncryption
	chooseType
	chooseMasterKey
	chooseKMSKeyID
	chooseComment
	everyChoice = 1<<iota - 1

	choosesCredential = chooseKeyID | chooseSecretKey | chooseToken | chooseRole | chooseSASToken
	choosesEncryption = chooseType | chooseMasterKey | chooseKMSKeyID
)

// chooseSettings writes a change of the settings, and says what must be read; that is nil if there is none to change.
func chooseSettings(stage identifier.Qualified, text string, chosen uint16) (statement.Statement, grammar.Statement) {
	var settings statement.StageSettings
	read := grammar.SetStage{Stage: parts(stage)}
	if chosen&chooseURL != 0 {
		settings.URL, read.URL = &text, &text
	}
	if chosen&chooseIntegration != 0 {
		settings.StorageIntegration, read.StorageIntegration = &stage.Name, grammar.Name{stage.Name.Exact()}
	}
	// choose gives a field a value of its own if it has one, and adds it to the options that must be read.
	choose := func(options *[]grammar.Option, bit uint16, key string, field *string) {
		if chosen&bit != 0 {
			*field = key + text
			*options = append(*options, grammar.Option{Key: key, Value: *field})
		}
	}
	if chosen&chooseCredentials != 0 {
		c := &statement.Credentials{}
		settings.Credentials, read.Credentials = c, []grammar.Option{}
		choose(&read.Credentials, chooseKeyID, "AWS_KEY_ID", &c.AWSKeyID)
		choose(&read.Credentials, chooseSecretKey, "AWS_SECRET_KEY", &c.AWSSecretKey)
		choose(&read.Credentials, chooseToken, "AWS_TOKEN", &c.AWSToken)
		choose(&read.Credentials, chooseRole, "AWS_ROLE", &c.AWSRole)
		choose(&read.Credentials, chooseSASToken, "AZURE_SAS_TOKEN", &c.AzureSASToken)
	}
	if chosen&chooseEncryption != 0 {
		e := &statement.Encryption{}
		settings.Encryption, read.Encryption = e, []grammar.Option{}
		choose(&read.Encryption, chooseType, "TYPE", &e.Type)
		choose(&read.Encryption, chooseMasterKey, "MASTER_KEY", &e.MasterKey)
		choose(&read.Encryption, chooseKMSKeyID, "KMS_KEY_ID", &e.KMSKeyID)
	}
	if chosen&chooseComment != 0 {
		settings.Comment, read.Comment = &text, &text
	}
	if settings == (statement.StageSettings{}) {
		return statement.SetStage(stage, settings), nil
	}
	return statement.SetStage(stage, settings), read
}

// checkReads has a statement read; nil means that it must be refused.
func checkReads(t *testing.T, written statement.Statement, want grammar.Statement) {
	t.Helper()
	got, err := grammar.Parse(written.Text())
	if (err != nil) != (want == nil) || !reflect.DeepEqual(got, want) {
		t.Errorf("%s\nis read as %#v, %v\nwant       %#v", written.Text(), got, err, want)
	}
}

func parts(stage identifier.Qualified) grammar.Name {
	return grammar.Name{stage.Database.Exact(), stage.Schema.Exact(), stage.Name.Exact()}
}

// validName skips what is no name: the builder takes names that are.
func validName(t *testing.T, exact string) identifier.Name {
	t.Helper()
	name, err := identifier.Parse(identifier.FromReply(exact).Quoted())
	if err != nil {
		t.Skip(err)
	}
	return name
}
