package statement

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

func TestText(t *testing.T) {
	t.Parallel()
	stage, to := qualified("DB", "my schema", `the "stage"`), qualified("d.b", "OTHER", "STAGE")
	for want, statement := range map[string]Statement{
		`ALTER STAGE "DB"."my schema"."the ""stage""" SET COMMENT = ''`:                      SetStage(stage, StageSettings{Comment: new("")}),
		`ALTER STAGE "DB"."my schema"."the ""stage""" SET COMMENT = 'it''s C:\\ and "so"'`:   SetStage(stage, StageSettings{Comment: new(`it's C:\ and "so"`)}),
		`ALTER STAGE "DB"."my schema"."the ""stage""" SET URL = 's3://bucket/a b/'`:          SetStage(stage, StageSettings{URL: new("s3://bucket/a b/")}),
		`ALTER STAGE "DB"."my schema"."the ""stage""" SET STORAGE_INTEGRATION = "Int ""1"""`: SetStage(stage, StageSettings{StorageIntegration: new(identifier.FromReply(`Int "1"`))}),
		`ALTER STAGE "DB"."my schema"."the ""stage""" SET CREDENTIALS = ()`:                  SetStage(stage, StageSettings{Credentials: &Credentials{}}),
		`ALTER STAGE "DB"."my schema"."the ""stage""" SET CREDENTIALS = (AZURE_SAS_TOKEN = '?sv=1&sig=a%2F')`: SetStage(stage,
			StageSettings{Credentials: &Credentials{AzureSASToken: "?sv=1&sig=a%2F"}}),
		`ALTER STAGE "DB"."my schema"."the ""stage""" SET ENCRYPTION = (TYPE = 'NONE')`: SetStage(stage, StageSettings{Encryption: &Encryption{Type: "NONE"}}),
		`ALTER STAGE "DB"."my schema"."the ""stage""" SET URL = 's3://b/' STORAGE_INTEGRATION = "I"` +
			` CREDENTIALS = (AWS_KEY_ID = 'AK' AWS_SECRET_KEY = 'S''K' AWS_TOKEN = 'T\\K' AWS_ROLE = 'arn' AZURE_SAS_TOKEN = 'sas')` +
			` ENCRYPTION = (TYPE = 'AWS_CSE' MASTER_KEY = 'M=' KMS_KEY_ID = 'k') COMMENT = 'c'`: SetStage(stage, everySetting()),

		`ALTER STAGE "DB"."my schema"."the ""stage""" SET DIRECTORY = (ENABLE = TRUE)`:  SetDirectory(stage, true),
		`ALTER STAGE "DB"."my schema"."the ""stage""" SET DIRECTORY = (ENABLE = FALSE)`: SetDirectory(stage, false),
		`ALTER STAGE "DB"."my schema"."the ""stage""" RENAME TO "d.b"."OTHER"."STAGE"`:  RenameStage(stage, to),
		`ALTER STAGE "d.b"."OTHER"."STAGE" REFRESH`:                                     RefreshDirectory(to, ""),
		`ALTER STAGE "d.b"."OTHER"."STAGE" REFRESH SUBPATH = 'it''s/a\\b/'`:             RefreshDirectory(to, `it's/a\b/`),
		`SHOW STAGES IN SCHEMA "d.b"."OTHER"`:                                           ShowStages(to.In(), ""),
		`SHOW STAGES LIKE 'a\\_b%' IN SCHEMA "d.b"."OTHER"`:                             ShowStages(to.In(), `a\_b%`),
	} {
		if got := statement.Text(); got != want {
			t.Errorf("the text is\n%s\nwant\n%s", got, want)
		}
	}
}

func TestSecretsAreHidden(t *testing.T) {
	t.Parallel()
	secrets := []string{"AKIDEXAMPLE1", "it's secret", `back\slash`, "?sig=a%2Bb", "bWFzdGVy"}
	s := SetStage(qualified("DB", "SC", "ST"), StageSettings{
		Credentials: &Credentials{AWSKeyID: secrets[0], AWSSecretKey: secrets[1], AWSToken: secrets[2], AWSRole: "the role", AzureSASToken: secrets[3]},
		Encryption:  &Encryption{Type: "the type", MasterKey: secrets[4], KMSKeyID: "the key id"},
	})
	var logged strings.Builder
	slog.New(slog.NewTextHandler(&logged, nil)).Info("text", "statement", s)
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("json", "statement", s)
	shown := map[string]string{"String": s.String(), "slog": logged.String(), "an error": fmt.Errorf("running %v", s).Error()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		shown[verb] = fmt.Sprintf(verb, s)
		shown["a list with "+verb] = fmt.Sprintf(verb, []any{&s, s})
	}
	for how, got := range shown {
		for _, secret := range secrets {
			for _, written := range []string{secret, escape(secret), fmt.Sprintf("%x", secret)} {
				if strings.Contains(got, written) {
					t.Errorf("%s shows a secret: %s", how, got)
				}
			}
		}
	}
	const want = `ALTER STAGE "DB"."SC"."ST" SET` +
		` CREDENTIALS = (AWS_KEY_ID = '[redacted]' AWS_SECRET_KEY = '[redacted]' AWS_TOKEN = '[redacted]' AWS_ROLE = 'the role' AZURE_SAS_TOKEN = '[redacted]')` +
		` ENCRYPTION = (TYPE = 'the type' MASTER_KEY = '[redacted]' KMS_KEY_ID = 'the key id')`
	if s.String() != want {
		t.Errorf("the statement is shown as\n%s\nwant\n%s", s, want)
	}
}

func TestSecretsAreThoseOfTheStatement(t *testing.T) {
	t.Parallel()
	stage := qualified("DB", "SC", "ST")
	want := []string{"AK", "S'K", "S''K", `T\K`, `T\\K`, "sas", "M="}
	if got := SetStage(stage, everySetting()).Secrets(); !slices.Equal(got, want) {
		t.Errorf("the secrets are %q, want %q", got, want)
	}
	for _, s := range []Statement{
		SetStage(stage, StageSettings{URL: new("u"), Credentials: &Credentials{AWSRole: "r"}, Encryption: &Encryption{KMSKeyID: "k"}, Comment: new("c")}),
		SetDirectory(stage, true), RenameStage(stage, stage), RefreshDirectory(stage, "p"), ShowStages(stage.In(), "l"),
	} {
		if got := s.Secrets(); len(got) > 0 {
			t.Errorf("%s has the secrets %q, want none", s, got)
		}
	}
}

func qualified(database, schema, name string) identifier.Qualified {
	return identifier.Qualified{Database: identifier.FromReply(database), Schema: identifier.FromReply(schema), Name: identifier.FromReply(name)}
}

func everySetting() StageSettings {
	return StageSettings{
		URL:                new("s3://b/"),
		StorageIntegration: new(identifier.FromReply("I")),
		Credentials:        &Credentials{AWSKeyID: "AK", AWSSecretKey: "S'K", AWSToken: `T\K`, AWSRole: "arn", AzureSASToken: "sas"},
		Encryption:         &Encryption{Type: "AWS_CSE", MasterKey: "M=", KMSKeyID: "k"},
		Comment:            new("c"),
	}
}
