package fileurl

import (
	"net/http"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

const host = "acme-analytics.snowflakecomputing.com"

func stage(t testing.TB, spelling string) identifier.Qualified {
	t.Helper()
	name, err := identifier.ParseQualified(spelling)
	if err != nil {
		t.Fatal(err)
	}
	return name
}

func TestFile(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ stage, path, want string }{
		{"my_db.public.images_stage", "us/yosemite/half_dome.jpg", "/api/files/MY_DB/PUBLIC/IMAGES_STAGE/us/yosemite/half_dome%2ejpg"},
		{"a.b.c", "the-imitation-game.jpg", "/api/files/A/B/C/the-imitation-game%2ejpg"},
		{`a."b c"."d/""e"""`, "x", "/api/files/A/%22b%20c%22/%22d%2f%22%22e%22%22%22/x"},
		{`a.b."größe"`, "ü 雪.csv", "/api/files/A/B/%22gr%c3%b6%c3%9fe%22/%c3%bc%20%e9%9b%aa%2ecsv"},
		{"a.b.c", `%2e%2e/100%/a?b#c+d&e=f'g"h\i*j$k~l`, "/api/files/A/B/C/%252e%252e/100%25/a%3fb%23c%2bd%26e%3df%27g%22h%5ci%2aj%24k%7el"},
		{"a.b.c", "in/...", "/api/files/A/B/C/in/%2e%2e%2e"},
	} {
		file := File{Host: host, Stage: stage(t, test.stage), Path: test.path}
		if got := file.EncodedPath(); got != test.want {
			t.Errorf("the path of %q is\n     %s\nwant %s", test.path, got, test.want)
		}
		if got := file.String(); got != "https://"+host+test.want {
			t.Errorf("the URL of %q is %s", test.path, got)
		}
		if got, err := Parse(file.String()); err != nil || got != file {
			t.Errorf("Parse(%s) = %+v, %v; want %+v", file, got, err, file)
		}
	}
}

// A person, a browser or another version of Snowflake may encode less, or more.
func TestParseTakesEveryEncoding(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]File{
		host + "/api/files/MY_DB/PUBLIC/STAGE/a/b.jpg":                      {host, stage(t, "my_db.public.stage"), "a/b.jpg"},
		host + "/api/files/my_db/public/stage/a%2Fb%2Ejpg":                  {host, stage(t, "my_db.public.stage"), "a/b.jpg"},
		host + "/api/files/%4dY_DB/%22x%22/%22a%2fb%22/c d+é":               {host, stage(t, `my_db."x"."a/b"`), "c d+é"},
		host + ":443/api/files/A/B/C/100%25/:@!,;":                          {host + ":443", stage(t, "a.b.c"), "100%/:@!,;"},
		host + "/api/files/%22" + queryIDs[0] + "%22/B/C/a/b":               {host, stage(t, `"`+queryIDs[0]+`".b.c`), "a/b"},
		"ACME-my_account.snowflakecomputing.com/api/files/A/B/C/https:%2fx": {"ACME-my_account.snowflakecomputing.com", stage(t, "a.b.c"), "https:/x"},
		"[::1]:8080/api/files/A/B/%22%c3%bc%22/%c3%bc%E2%9D%84":             {"[::1]:8080", stage(t, `a.b."ü"`), "ü❄"},
	} {
		for _, scheme := range []string{"https://", "http://", "HTTPS://"} {
			if got, err := Parse(scheme + path); err != nil || got != want {
				t.Errorf("Parse(%s) = %+v, %v; want %+v", path, got, err, want)
			}
		}
	}
}

var queryIDs = []string{"01aaa6c4-3200-aac5-0003-41ba0008816a", "5b3ce6ae-d123-4c27-afb3-8a26422d5f321"}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                     "it does not start with https:// and a host",
		host + "/api/files/A/B/C/a":            "it does not start with https:// and a host",
		"ftp://" + host + "/api/files/A/B/C/a": "it does not start with https:// and a host",
		"@stage/a.csv":                         "it does not start with https:// and a host",
		"https:///api/files/A/B/C/a":           "what follows https:// is neither a host nor a host with a port",
		"https://user:secret@" + host + "/api/files/A/B/C/a":           "what follows https:// is neither a host nor a host with a port",
		"https://a b/api/files/A/B/C/a":                                "what follows https:// is neither a host nor a host with a port",
		"https://" + host:                                              "its path does not start with /api/files/",
		"https://" + host + "/api/v2/databases":                        "its path does not start with /api/files/",
		"https://" + host + "/api/files":                               "its path does not start with /api/files/",
		"https://" + host + "/api/../api/files/A/B/C/a":                "its path does not start with /api/files/",
		"https://" + host + "/api/files/A/B/C":                         "it lacks a part of /api/files/<database>/<schema>/<stage>/<path>",
		"https://" + host + "/api/files/A/B/C/":                        "reading the path: it is empty",
		"https://" + host + "/api/files/A/B/C/a/":                      "reading the path: it ends in /, which names a folder",
		"https://" + host + "/api/files/A/B/C//a":                      "reading the path: it starts with /, but is relative to the stage",
		"https://" + host + "/api/files/A/B/C/a%2f%2fb":                "reading the path: it has an empty segment, //",
		"https://" + host + "/api/files/A/B/C/%2e%2E/b":                `reading the path: it has the segment ".."`,
		"https://" + host + "/api/files/A/B/C/./b":                     `reading the path: it has the segment "."`,
		"https://" + host + "/api/files/A/B/C/a%0ab":                   "reading the path: it has a control character, like a tab or a line break",
		"https://" + host + "/api/files/A/B/C/a%ff":                    "reading the path: it is not valid UTF-8 text",
		"https://" + host + "/api/files/A/B/C/100%":                    `reading the path: invalid URL escape "%"`,
		"https://" + host + "/api/files/A/B/C/" + longPath:             "reading the path: it has 1025 bytes, but may have 1024 at most",
		"https://" + host + "/api/files/A//C/a":                        "reading the name of the schema: ``: a name has at least one character",
		"https://" + host + "/api/files/my%20db/B/C/a":                 "reading the name of the database: `my db`: a name without double quotes starts with",
		"https://" + host + "/api/files/A/B/%zz/a":                     `reading the name of the stage: invalid URL escape "%zz"`,
		"https://" + host + "/api/files/A/B/C/a?x=1":                   "it has a query or a fragment; in the name of a file, ? is written %3f and # is written %23",
		"https://" + host + "/api/files/A/B/C/a?":                      "it has a query or a fragment; in the name of a file, ? is written %3f and # is written %23",
		"https://" + host + "/api/files/A/B/C/a#":                      "it has a query or a fragment; in the name of a file, ? is written %3f and # is written %23",
		"https://" + host + "/api/files/" + queryIDs[0] + "/916/pe%3d": "it is a scoped URL, which names no stage",
		"https://" + host + "/api/files/" + queryIDs[0]:                "it is a scoped URL, which names no stage",
	} {
		if got, err := Parse(text); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("Parse(%s) = %+v, %v; want %s", text, got, err, want)
		}
	}
}

var longPath = strings.Repeat("%61", 1025)

func TestScoped(t *testing.T) {
	t.Parallel()
	for _, id := range queryIDs {
		want := Scoped{Host: host, EncodedPath: "/api/files/" + id + "/916692050010118/pe%2fWVpL%2bA=.~%3d"}
		if got, err := ParseScoped("https://" + want.Host + want.EncodedPath); err != nil || got != want {
			t.Errorf("ParseScoped = %+v, %v; want %+v", got, err, want)
		}
	}
}

func TestParseScopedRefusesWithoutRepeating(t *testing.T) {
	t.Parallel()
	const secret = "c2VjcmV0b2ZzY29wZWR1cmw"
	start := "https://" + host + "/api/files/" + queryIDs[0]
	const badlyEncoded = "what follows the query id is not percent-encoded as Snowflake does it"
	for text, want := range map[string]string{
		secret: "it does not start with https:// and a host",
		"https://" + secret + "@" + host + "/api/files/x": "what follows https:// is neither a host nor a host with a port",
		"https://" + host + "/" + secret:                  "its path does not start with /api/files/",
		"https://" + host + "/api/files/A/B/C/" + secret:  "it does not name the query that made it",
		start + "?" + secret:                              "it has a query or a fragment",
		start:                                             badlyEncoded,
		start + "/":                                       badlyEncoded,
		start + "/1/" + secret + "/":                      badlyEncoded,
		start + "//" + secret:                             badlyEncoded,
		start + "/../" + secret:                           badlyEncoded,
		start + "/%2e%2E/" + secret:                       badlyEncoded,
		start + "/%2e/" + secret:                          badlyEncoded,
		start + "/" + secret + "%":                        badlyEncoded,
		start + "/" + secret + "%zz":                      badlyEncoded,
		start + "/" + secret + " b":                       badlyEncoded,
		start + "/" + secret + "\r\n":                     badlyEncoded,
		start + `/\` + secret:                             badlyEncoded,
	} {
		got, err := ParseScoped(text)
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("ParseScoped(%s) = %+v, %v; want %s", text, got, err, want)
		} else if strings.Contains(err.Error(), secret) {
			t.Errorf("the error repeats the URL: %v", err)
		}
	}
}

func TestCheckHost(t *testing.T) {
	t.Parallel()
	for _, good := range []string{host, host + ":443", host + ".", "acme-my_account.eu-central-1.privatelink.snowflakecomputing.com", "localhost:8080", "[::1]:80"} {
		if err := CheckHost(good); err != nil {
			t.Errorf("CheckHost(%q) = %v", good, err)
		}
	}
	for _, bad := range []string{"", "https://" + host, host + "/", "user@" + host, "a..b", "a b", "::1", host + ":", strings.Repeat("a", 64) + ".com", "ü.com"} {
		if CheckHost(bad) == nil {
			t.Errorf("CheckHost(%q) accepts it", bad)
		}
	}
}

// What Parse accepts can be written and read again as the same file, and net/http sends exactly what was written.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"https://" + host + "/api/files/A/B/C/the-imitation-game%2ejpg",
		"https://" + host + "/api/files/A/%22b%20c%22/%22d%2f%22%22e%22%22%22/x",
		"https://" + host + "/api/files/A/B/C/c d+é%25",
		"https://" + host + "/api/files/A/B/C/a//b", "https://" + host + "/api/files/A/B/C/%2e%2e/b",
		"https://" + host + "/api/files/" + queryIDs[0] + "/916692050010118/pe%2fWVpL%3d",
		"http://[::1]:1/api/files/a/b/c/\xff", "https://h/api/files/A/B/C/a#", "https://h:0/api/files/_/_/_/%41", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if scoped, err := ParseScoped(text); err == nil {
			expectSent(t, "https://"+scoped.Host+scoped.EncodedPath, scoped.EncodedPath)
			if _, err := Parse(text); err == nil {
				t.Fatalf("%q is both a scoped URL and a file URL", text)
			}
		}
		file, err := Parse(text)
		if err != nil {
			return
		}
		if again, err := Parse(file.String()); err != nil || again != file {
			t.Fatalf("Parse(%q) = %+v, %v; want %+v", file, again, err, file)
		}
		expectSent(t, file.String(), file.EncodedPath())
	})
}

func expectSent(t *testing.T, url, path string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatalf("%q cannot be asked for: %v", url, err)
	}
	if sent := request.URL.RequestURI(); sent != path {
		t.Fatalf("%q is sent as %q", path, sent)
	}
}
