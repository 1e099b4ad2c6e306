package grammar

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	t.Parallel()
	st := Name{"ST"}
	longest := strings.Repeat("é", longestName)
	for text, want := range map[string]Statement{
		`ALTER STAGE st SET URL = 's3://b/'`:                  SetStage{Stage: st, URL: new("s3://b/")},
		`alter stage if exists st set comment=''`:             SetStage{Stage: st, IfExists: true, Comment: new("")},
		`Alter Stage If Set Comment = 'a stage called if'`:    SetStage{Stage: Name{"IF"}, Comment: new("a stage called if")},
		`ALTER STAGE IF.EXISTS2.St SET COMMENT = '1';`:        SetStage{Stage: Name{"IF", "EXISTS2", "ST"}, Comment: new("1")},
		`ALTER STAGE st SET STORAGE_INTEGRATION = int`:        SetStage{Stage: st, StorageIntegration: Name{"INT"}},
		`ALTER STAGE st SET STORAGE_INTEGRATION = "a.""b"`:    SetStage{Stage: st, StorageIntegration: Name{`a."b`}},
		`ALTER STAGE st SET CREDENTIALS = ()`:                 SetStage{Stage: st, Credentials: []Option{}},
		`ALTER STAGE st SET ENCRYPTION = ( )`:                 SetStage{Stage: st, Encryption: []Option{}},
		`ALTER STAGE st SET CREDENTIALS=(aws_role='arn')`:     SetStage{Stage: st, Credentials: []Option{{"AWS_ROLE", "arn"}}},
		`ALTER STAGE st SET CREDENTIALS=(AZURE_SAS_TOKEN='')`: SetStage{Stage: st, Credentials: []Option{{"AZURE_SAS_TOKEN", ""}}},
		`ALTER STAGE st SET CREDENTIALS = (AWS_TOKEN = 't', AWS_SECRET_KEY = 's' AWS_KEY_ID = 'k')`: SetStage{Stage: st,
			Credentials: []Option{{"AWS_TOKEN", "t"}, {"AWS_SECRET_KEY", "s"}, {"AWS_KEY_ID", "k"}}},
		`ALTER STAGE st SET ENCRYPTION = (MASTER_KEY='m', KMS_KEY_ID='k', TYPE='t')`: SetStage{Stage: st,
			Encryption: []Option{{"MASTER_KEY", "m"}, {"KMS_KEY_ID", "k"}, {"TYPE", "t"}}},
		`ALTER STAGE st SET COMMENT = 'c', ENCRYPTION = (TYPE = 'NONE') CREDENTIALS = (), URL = 'u' STORAGE_INTEGRATION = i`: SetStage{Stage: st,
			URL: new("u"), StorageIntegration: Name{"I"}, Credentials: []Option{}, Encryption: []Option{{"TYPE", "NONE"}}, Comment: new("c")},

		`ALTER STAGE st SET DIRECTORY = (ENABLE = TRUE)`:        SetDirectory{Stage: st, Enable: true},
		`ALTER STAGE IF EXISTS st SET directory=(enable=false)`: SetDirectory{Stage: st, IfExists: true},
		`ALTER STAGE a.b.c RENAME TO "d"."e"."f"`:               RenameStage{Stage: Name{"A", "B", "C"}, To: Name{"d", "e", "f"}},
		`ALTER STAGE IF EXISTS a RENAME TO b`:                   RenameStage{Stage: Name{"A"}, IfExists: true, To: Name{"B"}},
		`ALTER STAGE st REFRESH`:                                RefreshStage{Stage: st},
		`ALTER STAGE IF EXISTS st REFRESH SUBPATH = 'a/b c'`:    RefreshStage{Stage: st, IfExists: true, Subpath: "a/b c"},
		`SHOW STAGES`:                                  ShowStages{},
		`SHOW STAGES LIKE ''`:                          ShowStages{Like: new("")},
		`show stages in schema db . sc`:                ShowStages{In: Name{"DB", "SC"}},
		`SHOW STAGES LIKE 'a\\_%' IN SCHEMA "sc"`:      ShowStages{Like: new(`a\_%`), In: Name{"sc"}},
		`DESC STAGE st`:                                DescribeStage{st},
		`DESCRIBE STAGE "a".b."C";`:                    DescribeStage{Name{"a", "B", "C"}},
		`DESC STAGE "` + longest + `"`:                 DescribeStage{Name{longest}},
		`DESC STAGE "select"`:                          DescribeStage{Name{"select"}},
		`DESC STAGE _a$1`:                              DescribeStage{Name{"_A$1"}},
		"DESC STAGE \"tab\tand\nline; -- no comment\"": DescribeStage{Name{"tab\tand\nline; -- no comment"}},
		`REMOVE @st`:                                   Remove{Stage: st},
		`rm @st/;`:                                     Remove{Stage: st},
		`REMOVE @db.sc."S t"/a'b"c(--//*.csv PATTERN = '.*[.]gz'`:           Remove{Name{"DB", "SC", "S t"}, `a'b"c(--//*.csv`, new(".*[.]gz")},
		`REMOVE @"d;""/b".s.st//a;`:                                         Remove{Stage: Name{`d;"/b`, "S", "ST"}, Path: "/a"},
		`REMOVE '@"db"."s"."st"/path with spaces; and ''quotes' PATTERN=''`: Remove{Name{"db", "s", "st"}, "path with spaces; and 'quotes", new("")},
		`REMOVE '@"DB"."RAW"."S"/in/a b.csv' PATTERN = 's/in/a b\\.csv'`:    Remove{Name{"DB", "RAW", "S"}, "in/a b.csv", new(`s/in/a b\.csv`)},
		`REMOVE '@st/ a''b\'c\\d\\''"e"/ -- /* ; $$ '`:                      Remove{Stage: st, Path: ` a'b'c\d\'"e"/ -- /* ; $$ `},
		`REMOVE '@"it''s"."a\'\\""b"."c/d"/@e//f'`:                          Remove{Stage: Name{"it's", `a'\"b`, "c/d"}, Path: "@e//f"},
		"REMOVE '@st/two\nlines'":                                           Remove{Stage: st, Path: "two\nlines"},

		"--a\nDESC // ' \" $$\n/* ; */STAGE/**/st -- b":    DescribeStage{st},
		"\t\v\f\r\n DESC\nSTAGE\r\nst\n;\n-- the end":      DescribeStage{st},
		"ALTER STAGE st SET\nCOMMENT='a' /*,*/\nURL='b'//": SetStage{Stage: st, URL: new("b"), Comment: new("a")},
	} {
		got, err := Parse(text)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s\nis %#v, %v\nwant %#v", text, got, err, want)
		}
	}
}

func TestStringConstants(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{
		`''`:                       "",
		`''''`:                     "'",
		`'it''s'`:                  "it's",
		`'it\'s'`:                  "it's",
		`'\\'`:                     `\`,
		`'\\'''`:                   `\'`,
		`'\''''`:                   "''",
		`'\"a"'`:                   `"a"`,
		`'\b\f\n\r\t\0'`:           "\b\f\n\r\t\x00",
		`'\x41\xe9\u26c4\u00E9'`:   "Aé⛄é",
		`'\101\012\377'`:           "A\nÿ",
		`'\08\1\400\7'`:            "\x00" + "814007",
		`'\a\-\é\雪\%\_'`:           "a-é雪%_",
		`'\\n\\x41'`:               `\n\x41`,
		"'two\nlines'":             "two\nlines",
		"'\\\n'":                   "\n",
		`'-- /* ; " $$'`:           `-- /* ; " $$`,
		`$$$$`:                     "",
		`$$it's \n "raw" $ $$`:     `it's \n "raw" $ `,
		"$$two\nlines$$":           "two\nlines",
		`'` + "\xff\\\xfe" + `'`:   "\xff\xfe",
		`'🚀\u0000'`:                "🚀\x00",
		`'` + `\u00411\x411` + `'`: "A1A1",
	} {
		got, err := Parse("ALTER STAGE st SET COMMENT = " + written + ";")
		if set, ok := got.(SetStage); err != nil || !ok || *set.Comment != want {
			t.Errorf("%s is %#v, %v; want %q", written, got, err, want)
		}
	}
}

func TestParseRefusesWhatSnowflakeDoes(t *testing.T) {
	t.Parallel()
	const eof = "<EOF>"
	long := strings.Repeat("a", longestName+1)
	for text, want := range map[string]SyntaxError{
		"":                                 {1, 0, eof},
		" \n -- nothing\n  ":               {3, 2, eof},
		";":                                {1, 0, ";"},
		"SELECT 1":                         {1, 0, "SELECT"},
		"'ALTER'":                          {1, 0, "'ALTER'"},
		`"ALTER" STAGE st REFRESH`:         {1, 0, `"ALTER"`},
		"ALTER":                            {1, 5, eof},
		"ALTER TABLE st SET COMMENT = ''":  {1, 6, "TABLE"},
		"ALTER STAGE":                      {1, 11, eof},
		"ALTER STAGE st":                   {1, 14, eof},
		"ALTER STAGE st UNSET COMMENT":     {1, 15, "UNSET"},
		"ALTER STAGE SET COMMENT = ''":     {1, 12, "SET"},
		"ALTER STAGE select REFRESH":       {1, 12, "select"},
		"ALTER STAGE 'st' REFRESH":         {1, 12, "'st'"},
		`ALTER STAGE "" REFRESH`:           {1, 22, eof},
		"ALTER STAGE 1st REFRESH":          {1, 12, "1"},
		"ALTER STAGE größe REFRESH":        {1, 14, "ö"},
		"ALTER STAGE a..st REFRESH":        {1, 14, "."},
		"ALTER STAGE a.b. REFRESH":         {1, 24, eof},
		"ALTER STAGE a.b.c.d REFRESH":      {1, 17, "."},
		"ALTER STAGE " + long + " REFRESH": {1, 12, long},
		`DESC STAGE "` + long + `"`:        {1, 11, `"` + long + `"`},
		"DESC STAGE a-b":                   {1, 12, "-"},
		"DESC STAGE st; DESC STAGE st":     {1, 15, "DESC"},
		"DESC STAGE st;;":                  {1, 14, ";"},
		"DESC STAGE st\n/* é */ twice":     {2, 8, "twice"},
		"DESC STAGE '雪', \"🚀\" x":          {1, 11, "'雪'"},
		"DESC STAGE \"雪\nä🚀\" x":           {2, 4, "x"},
		"DESC STAGE \"st\n  ":              {2, 2, eof},
		"DESC STAGE st /* open":            {1, 21, eof},
		"DESC STAGE st /* a /* b */ */":    {1, 27, "*"},
		"DESC STAGE st\r\n x":              {2, 1, "x"},
		"DESC STAGE \xff":                  {1, 11, "\xff"},
		"DESC STAGE \u00a0st":              {1, 11, "\u00a0"},
		"DESC TABLE st":                    {1, 5, "TABLE"},

		"ALTER STAGE st SET":                                           {1, 18, eof},
		"ALTER STAGE st SET;":                                          {1, 18, ";"},
		"ALTER STAGE st SET FILE_FORMAT = (TYPE = CSV)":                {1, 19, "FILE_FORMAT"},
		"ALTER STAGE st SET COMMENT 'a'":                               {1, 27, "'a'"},
		"ALTER STAGE st SET COMMENT == 'a'":                            {1, 28, "="},
		"ALTER STAGE st SET COMMENT = a":                               {1, 29, "a"},
		"ALTER STAGE st SET COMMENT = NULL":                            {1, 29, "NULL"},
		`ALTER STAGE st SET COMMENT = "a"`:                             {1, 29, `"a"`},
		"ALTER STAGE st SET COMMENT = 1":                               {1, 29, "1"},
		"ALTER STAGE st SET COMMENT = 'it's'":                          {1, 33, "s"},
		`ALTER STAGE st SET COMMENT = 'a\'`:                            {1, 33, eof},
		`ALTER STAGE st SET COMMENT = 'a''`:                            {1, 33, eof},
		`ALTER STAGE st SET COMMENT = '\x4'`:                           {1, 34, eof},
		`ALTER STAGE st SET COMMENT = '\u12g4'`:                        {1, 37, eof},
		"ALTER STAGE st SET COMMENT = $$a$":                            {1, 33, eof},
		"ALTER STAGE st SET COMMENT = 'a'\n, COMMENT = 'b'":            {2, 2, "COMMENT"},
		"ALTER STAGE st SET COMMENT = 'a',":                            {1, 33, eof},
		"ALTER STAGE st SET COMMENT = 'a',, URL = 'b'":                 {1, 33, ","},
		"ALTER STAGE st SET , COMMENT = 'a'":                           {1, 19, ","},
		"ALTER STAGE st SET COMMENT = 'a' 'b'":                         {1, 33, "'b'"},
		"ALTER STAGE st SET COMMENT = 'a' REFRESH":                     {1, 33, "REFRESH"},
		"ALTER STAGE st SET COMMENT = 'a' DIRECTORY = (ENABLE=TRUE)":   {1, 33, "DIRECTORY"},
		"ALTER STAGE st SET URL = ''s3://b'":                           {1, 27, "s3"},
		"ALTER STAGE st SET STORAGE_INTEGRATION = 'a'":                 {1, 41, "'a'"},
		"ALTER STAGE st SET STORAGE_INTEGRATION = a.b":                 {1, 42, "."},
		"ALTER STAGE st SET CREDENTIALS = 'a'":                         {1, 33, "'a'"},
		"ALTER STAGE st SET CREDENTIALS = (":                           {1, 34, eof},
		"ALTER STAGE st SET CREDENTIALS = (,)":                         {1, 34, ","},
		"ALTER STAGE st SET CREDENTIALS = (AWS_ROLE = 'a',)":           {1, 49, ")"},
		"ALTER STAGE st SET CREDENTIALS = (AWS_ROLE = 'a'":             {1, 48, eof},
		"ALTER STAGE st SET CREDENTIALS = (AWS_ROLE)":                  {1, 42, ")"},
		"ALTER STAGE st SET CREDENTIALS = (AWS_ROLE = TRUE)":           {1, 45, "TRUE"},
		"ALTER STAGE st SET CREDENTIALS = (MASTER_KEY = 'a')":          {1, 34, "MASTER_KEY"},
		`ALTER STAGE st SET CREDENTIALS = ("AWS_ROLE" = 'a')`:          {1, 34, `"AWS_ROLE"`},
		"ALTER STAGE st SET CREDENTIALS = (AWS_ROLE='a' aws_role='b')": {1, 47, "aws_role"},
		"ALTER STAGE st SET ENCRYPTION = (TYPE = NONE)":                {1, 40, "NONE"},
		"ALTER STAGE st SET ENCRYPTION = (AWS_ROLE = 'a')":             {1, 33, "AWS_ROLE"},

		"ALTER STAGE st SET DIRECTORY = ()":                           {1, 32, ")"},
		"ALTER STAGE st SET DIRECTORY = (ENABLE = 'TRUE')":            {1, 41, "'TRUE'"},
		"ALTER STAGE st SET DIRECTORY = (ENABLE = yes)":               {1, 41, "yes"},
		"ALTER STAGE st SET DIRECTORY = (AUTO_REFRESH = TRUE)":        {1, 32, "AUTO_REFRESH"},
		"ALTER STAGE st SET DIRECTORY = (ENABLE = TRUE, ENABLE=TRUE)": {1, 45, ","},
		"ALTER STAGE st SET DIRECTORY = (ENABLE = TRUE) COMMENT = ''": {1, 47, "COMMENT"},
		"ALTER STAGE IF st REFRESH":                                   {1, 15, "st"},
		"ALTER STAGE st RENAME b":                                     {1, 22, "b"},
		"ALTER STAGE st RENAME TO":                                    {1, 24, eof},
		"ALTER STAGE st RENAME TO 'b'":                                {1, 25, "'b'"},
		"ALTER STAGE st REFRESH SUBPATH 'a'":                          {1, 31, "'a'"},
		"ALTER STAGE st REFRESH 'a'":                                  {1, 23, "'a'"},

		"SHOW":                             {1, 4, eof},
		"SHOW TABLES":                      {1, 5, "TABLES"},
		"SHOW STAGES LIKE a":               {1, 17, "a"},
		"SHOW STAGES IN":                   {1, 14, eof},
		"SHOW STAGES IN SCHEMA":            {1, 21, eof},
		"SHOW STAGES IN SCHEMA a.b.c":      {1, 25, "."},
		"SHOW STAGES IN SCHEMA a LIKE 'b'": {1, 24, "LIKE"},

		"REMOVE":                           {1, 6, eof},
		"REMOVE st":                        {1, 7, "st"},
		"REMOVE @":                         {1, 7, "@"},
		"REMOVE @ st":                      {1, 7, "@"},
		"REMOVE @~/a":                      {1, 7, "@~/a"},
		"REMOVE @set/a":                    {1, 7, "@set/a"},
		"REMOVE @a.b.c.d/e":                {1, 7, "@a.b.c.d/e"},
		"REMOVE @" + long:                  {1, 7, "@" + long},
		"REMOVE @st/a b":                   {1, 13, "b"},
		"REMOVE @st/a; b":                  {1, 14, "b"},
		"REMOVE 'st/a'":                    {1, 7, "'st/a'"},
		"REMOVE ' @st/a'":                  {1, 7, "' @st/a'"},
		"REMOVE '@st a'":                   {1, 7, "'@st a'"},
		"REMOVE '@st/a":                    {1, 13, eof},
		`REMOVE "@st/a"`:                   {1, 7, `"@st/a"`},
		"REMOVE @st PATTERN '.*'":          {1, 19, "'.*'"},
		"REMOVE @st PATTERN = a":           {1, 21, "a"},
		"REMOVE @st PATTERN='' PATTERN=''": {1, 22, "PATTERN"},
	} {
		statement, err := Parse(text)
		got, ok := errors.AsType[*SyntaxError](err)
		if !ok || *got != want || statement != nil {
			t.Errorf("%s\nis %#v, %v\nwant %v", text, statement, err, &want)
		}
	}
}

func TestSyntaxErrorIsInTheWordsOfSnowflake(t *testing.T) {
	t.Parallel()
	_, err := Parse("ALTER STAGE st\nSET 'x' = 'y'")
	if want := "syntax error line 2 at position 4 unexpected ''x''."; err == nil || err.Error() != want {
		t.Errorf("the error is %v, want %s", err, want)
	}
}
