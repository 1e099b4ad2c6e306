package statement

import (
	"slices"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// FuzzNothingLeavesItsQuotes takes each statement apart by Snowflake's rules of quoting alone: outside of quotes it is always the same, and in
// them is exactly what was given.
func FuzzNothingLeavesItsQuotes(f *testing.F) {
	for _, seed := range []string{
		"", "a", "'", "''", `\`, `\'`, `'\`, `\\'`, `\x27`, `\u0027`, `\047`, `"`, `""`, `" RENAME TO "x`, "'; DROP STAGE s; --", "/*", "$$", "\n", "\x00", "\xff'", "’", "＇",
	} {
		f.Add(seed, "b")
		f.Add("b", seed)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		database, schema, name := identifier.FromReply("d"+a), identifier.FromReply(b), identifier.FromReply(a)
		stage := identifier.Qualified{Database: database, Schema: schema, Name: name}
		names := []string{database.Exact(), schema.Exact(), name.Exact()}
		one, two := a+"1", "2"+b // Not empty, for an empty option is not written.
		for _, test := range []struct {
			statement Statement
			outside   string
			inside    []string
		}{
			{
				SetStage(stage, StageSettings{
					URL: &a, StorageIntegration: &schema,
					Credentials: &Credentials{AWSKeyID: one, AWSSecretKey: two, AWSToken: one + two, AWSRole: two + one, AzureSASToken: one},
					Encryption:  &Encryption{Type: one, MasterKey: two, KMSKeyID: one + one}, Comment: &b,
				}),
				`ALTER STAGE "".""."" SET URL = '' STORAGE_INTEGRATION = ""` +
					` CREDENTIALS = (AWS_KEY_ID = '' AWS_SECRET_KEY = '' AWS_TOKEN = '' AWS_ROLE = '' AZURE_SAS_TOKEN = '')` +
					` ENCRYPTION = (TYPE = '' MASTER_KEY = '' KMS_KEY_ID = '') COMMENT = ''`,
				slices.Concat(names, []string{a, schema.Exact(), one, two, one + two, two + one, one, one, two, one + one, b}),
			},
			{SetDirectory(stage, false), `ALTER STAGE "".""."" SET DIRECTORY = (ENABLE = FALSE)`, names},
			{RenameStage(stage, stage), `ALTER STAGE "".""."" RENAME TO ""."".""`, slices.Concat(names, names)},
			{RefreshDirectory(stage, one), `ALTER STAGE "".""."" REFRESH SUBPATH = ''`, append(slices.Clone(names), one)},
			{ShowStages(stage.In(), two), `SHOW STAGES LIKE '' IN SCHEMA "".""`, []string{two, names[0], names[1]}},
		} {
			outside, inside := takeApart(test.statement.Text())
			if outside != test.outside || !slices.Equal(inside, test.inside) {
				t.Errorf("%s\nis outside of quotes %s\nand inside %q\nwant %s\nand %q", test.statement.Text(), outside, inside, test.outside, test.inside)
			}
		}
	})
}

// takeApart gives a statement with nothing in its quotes, and what was in them. A quote inside is doubled, and a backslash in single quotes too:
// it stands for nothing else here.
func takeApart(text string) (outside string, inside []string) {
	var around, within strings.Builder
	var quote byte // that is open, or 0
	for i := 0; i < len(text); i++ {
		c := text[i]
		isDouble := i+1 < len(text) && text[i+1] == c
		switch {
		case quote == 0:
			around.WriteByte(c)
			if c == '\'' || c == '"' {
				quote = c
			}
		case (c == quote || quote == '\'' && c == '\\') && isDouble:
			within.WriteByte(c)
			i++
		case c == quote:
			around.WriteByte(c)
			inside = append(inside, within.String())
			within.Reset()
			quote = 0
		case quote == '\'' && c == '\\':
			return around.String() + " and an escape sequence", inside
		default:
			within.WriteByte(c)
		}
	}
	return around.String(), inside
}
