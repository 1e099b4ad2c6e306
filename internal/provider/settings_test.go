package provider

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/profile"
)

// given is one way to give settings, in all three levels; the profile is the text of a connections.toml.
type given struct {
	attributes, env map[string]string
	profile         string
}

func (g given) resolve(t *testing.T) (connection, []problem) {
	t.Helper()
	env := environment{getenv: func(name string) string { return g.env[name] }, home: t.TempDir()}
	dir := filepath.Join(env.home, ".snowflake")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if g.profile != "" {
		if err := os.WriteFile(filepath.Join(dir, "connections.toml"), []byte(g.profile), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return resolve(g.attributes, env, profile.Load)
}

// set reads "name=value name=value".
func set(pairs string) map[string]string {
	values := make(map[string]string)
	for pair := range strings.FieldsSeq(pairs) {
		name, value, _ := strings.Cut(pair, "=")
		values[name] = value
	}
	return values
}

// outcome is what a connection comes to, as far as a test asks.
type outcome struct {
	url, account, role, warehouse, user string
	method                              method
	secret, passphrase                  string
	timeout                             time.Duration
	retries                             int
	sqlOff                              bool
	reads                               client.ReadStrategy
	rate                                int
}

func outcomeOf(c connection) outcome {
	return outcome{
		url: c.baseURL.String(), account: c.account, role: c.role, warehouse: c.warehouse, user: c.signIn.user.value,
		method: c.signIn.method, secret: c.signIn.secret.value, passphrase: c.signIn.passphrase.value,
		timeout: c.requestTimeout, retries: c.maxRetries, sqlOff: c.sqlOff, reads: c.readStrategy, rate: c.requestRate,
	}
}

func TestResolve(t *testing.T) {
	t.Parallel()
	const acme = "https://acme-prod.snowflakecomputing.com"
	for name, test := range map[string]struct {
		given
		want outcome
	}{
		"all attributes": {
			given{attributes: set("organization_name=acme account_name=prod user=me role=R warehouse=W private_key=K private_key_passphrase=P request_timeout=90 max_retries=2 sql_api=OFF read_strategy=List max_requests_per_second=1")},
			outcome{url: acme, account: "ACME-PROD", user: "me", role: "R", warehouse: "W", method: keyPair, secret: "K", passphrase: "P", timeout: 90 * time.Second, retries: 2, sqlOff: true, reads: client.ReadList, rate: 1},
		},
		"all environment": {
			given{env: set("SNOWFLAKE_ACCOUNT=acme-prod SNOWFLAKE_USER=me SNOWFLAKE_ROLE=R SNOWFLAKE_WAREHOUSE=W SNOWFLAKE_PRIVATE_KEY=K " +
				"SNOWFLAKE_PRIVATE_KEY_PASSPHRASE=P SNOWFLAKE_REQUEST_TIMEOUT=90 SNOWFLAKE_MAX_RETRIES=0 SNOWFLAKE_SQL_API=off " +
				"SNOWFLAKE_READ_STRATEGY=fetch SNOWFLAKE_MAX_REQUESTS_PER_SECOND=10000")},
			outcome{url: acme, account: "ACME-PROD", user: "me", role: "R", warehouse: "W", method: keyPair, secret: "K", passphrase: "P", timeout: 90 * time.Second, retries: -1, sqlOff: true, reads: client.ReadFetch, rate: 10_000},
		},
		"all profile": {
			given{profile: "[default]\naccount='acme-prod'\nuser='me'\nrole='R'\nwarehouse='W'\nprivate_key_raw='K'\nprivate_key_file_pwd='P'\nrequest_timeout=90\nmax_retry_count=2\nsql_api='off'\nread_strategy='fetch'\nmax_requests_per_second=20"},
			outcome{url: acme, account: "ACME-PROD", user: "me", role: "R", warehouse: "W", method: keyPair, secret: "K", passphrase: "P", timeout: 90 * time.Second, retries: 2, sqlOff: true, reads: client.ReadFetch, rate: 20},
		},
		"each from another level": {
			given{
				attributes: set("role=attribute"),
				env:        set("SNOWFLAKE_ROLE=env SNOWFLAKE_WAREHOUSE=env SNOWFLAKE_PRIVATE_KEY_FILE=/k"),
				profile:    "[default]\nrole='profile'\nwarehouse='profile'\nuser='profile'\naccount='acme-prod'",
			},
			outcome{url: acme, account: "ACME-PROD", user: "profile", role: "attribute", warehouse: "env", method: keyPair, secret: "/k"},
		},
		"a pace and a strategy said above": {
			given{
				attributes: set("account=acme-prod token=T max_requests_per_second=5"),
				env:        set("SNOWFLAKE_MAX_REQUESTS_PER_SECOND=6 SNOWFLAKE_READ_STRATEGY=auto"),
				profile:    "[default]\nread_strategy='list'\nmax_requests_per_second=7",
			},
			outcome{url: acme, account: "ACME-PROD", method: oauthToken, secret: "T", rate: 5},
		},
		"the SQL API may be used, said above": {
			given{attributes: set("account=acme-prod token=T sql_api=auto"), env: set("SNOWFLAKE_SQL_API=off")},
			outcome{url: acme, account: "ACME-PROD", method: oauthToken, secret: "T"},
		},
		"empty is absent": {
			given{attributes: set("role= account="), env: set("SNOWFLAKE_ROLE= SNOWFLAKE_ACCOUNT=acme-prod SNOWFLAKE_TOKEN=T"), profile: "[default]\nrole='R'"},
			outcome{url: acme, account: "ACME-PROD", role: "R", method: oauthToken, secret: "T"},
		},
		"the CLI's names in the environment": {
			given{env: set("SNOWFLAKE_ACCOUNT=acme.prod SNOWFLAKE_USER=me SNOWFLAKE_PRIVATE_KEY_PATH=/k")},
			outcome{url: acme, account: "ACME-PROD", user: "me", method: keyPair, secret: "/k"},
		},
		"a named profile": {
			given{attributes: set("profile=work"), env: set("SNOWFLAKE_PROFILE=other"), profile: "[default]\nrole='no'\n[work]\naccount='acme-prod'\ntoken='T'"},
			outcome{url: acme, account: "ACME-PROD", method: oauthToken, secret: "T"},
		},
		"a profile named by the CLI's variable": {
			given{env: set("SNOWFLAKE_DEFAULT_CONNECTION_NAME=work"), profile: "[default]\nrole='no'\n[work]\naccount='acme-prod'\ntoken='T'"},
			outcome{url: acme, account: "ACME-PROD", method: oauthToken, secret: "T"},
		},
		"organization below, account above": {
			given{attributes: set("account_name=prod token=T"), env: set("SNOWFLAKE_ORGANIZATION_NAME=acme SNOWFLAKE_ACCOUNT=xy12345")},
			outcome{url: acme, account: "ACME-PROD", method: oauthToken, secret: "T"},
		},
		"the account above hides the organization below": {
			given{attributes: set("account=acme-prod token=T"), env: set("SNOWFLAKE_ORGANIZATION_NAME=other SNOWFLAKE_ACCOUNT_NAME=other")},
			outcome{url: acme, account: "ACME-PROD", method: oauthToken, secret: "T"},
		},
		"both in one level, as in the official provider": {
			given{env: set("SNOWFLAKE_ORGANIZATION_NAME=acme SNOWFLAKE_ACCOUNT_NAME=prod SNOWFLAKE_ACCOUNT=xy12345.eu-west-1 SNOWFLAKE_TOKEN=T")},
			outcome{url: acme, account: "ACME-PROD", method: oauthToken, secret: "T"},
		},
		"both as attributes, the same account": {
			given{attributes: set("organization_name=acme account_name=prod account=https://ACME-PROD.snowflakecomputing.com token=T")},
			outcome{url: acme, account: "ACME-PROD", method: oauthToken, secret: "T"},
		},
		"a host beside the account": {
			given{env: set("SNOWFLAKE_ACCOUNT=acme-my_prod SNOWFLAKE_HOST=127.0.0.1 SNOWFLAKE_PORT=8085 SNOWFLAKE_PROTOCOL=HTTP SNOWFLAKE_TOKEN=T")},
			outcome{url: "http://127.0.0.1:8085", account: "ACME-MY_PROD", method: oauthToken, secret: "T"},
		},
		"a host alone": {
			given{attributes: set("host=Acme-My_Prod.privatelink.snowflakecomputing.com token=T")},
			outcome{url: "https://acme-my-prod.privatelink.snowflakecomputing.com", account: "ACME-MY_PROD", method: oauthToken, secret: "T"},
		},
		"an address that tells no account": {
			given{attributes: set("host=::1 protocol=http token=T")},
			outcome{url: "http://[::1]", method: oauthToken, secret: "T"},
		},
		"a host above, its port below": {
			given{attributes: set("host=localhost token=T"), env: set("SNOWFLAKE_PORT=8085 SNOWFLAKE_PROTOCOL=http")},
			outcome{url: "http://localhost:8085", method: oauthToken, secret: "T"},
		},
		"localhost in capitals": {
			given{attributes: set("host=LocalHost protocol=http token=T")},
			outcome{url: "http://LocalHost", method: oauthToken, secret: "T"},
		},
		"an account above hides another host below, and its port": {
			given{attributes: set("account=acme-prod token=T"), env: set("SNOWFLAKE_HOST=127.0.0.1 SNOWFLAKE_PORT=8085 SNOWFLAKE_PROTOCOL=http")},
			outcome{url: acme, account: "ACME-PROD", method: oauthToken, secret: "T"},
		},
		"an account in the environment hides the profile's port": {
			given{env: set("SNOWFLAKE_ACCOUNT=acme-prod SNOWFLAKE_TOKEN=T"), profile: "[default]\naccount='other-one'\nhost='localhost'\nport=1\nprotocol='http'"},
			outcome{url: acme, account: "ACME-PROD", method: oauthToken, secret: "T"},
		},
		"a token above hides a key below": {
			given{attributes: set("account=acme-prod token=T"), env: set("SNOWFLAKE_USER=me SNOWFLAKE_PRIVATE_KEY=K"), profile: "[default]\nauthenticator='SNOWFLAKE_JWT'"},
			outcome{url: acme, account: "ACME-PROD", method: oauthToken, secret: "T"},
		},
		"a key above hides a token below": {
			given{attributes: set("account=acme-prod user=me private_key_path=/k"), env: set("SNOWFLAKE_TOKEN=T SNOWFLAKE_AUTHENTICATOR=externalbrowser")},
			outcome{url: acme, account: "ACME-PROD", user: "me", method: keyPair, secret: "/k"},
		},
		"an authenticator chooses among levels": {
			given{attributes: set("account=acme-prod authenticator=snowflake_jwt user=me"), env: set("SNOWFLAKE_TOKEN=T"), profile: "[default]\nprivate_key_path='/k'"},
			outcome{url: acme, account: "ACME-PROD", user: "me", method: keyPair, secret: "/k"},
		},
		"an authenticator chooses within a level": {
			given{env: set("SNOWFLAKE_ACCOUNT=acme-prod SNOWFLAKE_AUTHENTICATOR=programmatic_access_token SNOWFLAKE_TOKEN=T SNOWFLAKE_PRIVATE_KEY=K")},
			outcome{url: acme, account: "ACME-PROD", method: programmaticToken, secret: "T"},
		},
		"an authenticator below says how a token above is meant": {
			given{attributes: set("account=acme-prod token=T"), env: set("SNOWFLAKE_AUTHENTICATOR=PROGRAMMATIC_ACCESS_TOKEN")},
			outcome{url: acme, account: "ACME-PROD", method: programmaticToken, secret: "T"},
		},
		"a workload identity": {
			given{attributes: set("account=acme-prod token_path=/t authenticator=WORKLOAD_IDENTITY_FEDERATION")},
			outcome{url: acme, account: "ACME-PROD", method: workloadIdentity, secret: "/t"},
		},
		"a token that says what it is": {
			given{attributes: set("account=acme-prod token=WIF.AWS.x")},
			outcome{url: acme, account: "ACME-PROD", method: workloadIdentity, secret: "WIF.AWS.x"},
		},
		"a passphrase of another level is left out": {
			given{attributes: set("account=acme-prod user=me private_key=K"), env: set("SNOWFLAKE_PRIVATE_KEY_PASSPHRASE=P")},
			outcome{url: acme, account: "ACME-PROD", user: "me", method: keyPair, secret: "K"},
		},
		"a client's own credentials": {
			given{
				attributes: set("account=acme-prod oauth_client_id=id oauth_token_request_url=https://idp.example.com/token"),
				env:        set("SNOWFLAKE_OAUTH_CLIENT_SECRET=S"),
			},
			outcome{url: acme, account: "ACME-PROD", method: anyGrant, secret: "S"},
		},
		"a refresh token at Snowflake": {
			given{env: set("SNOWFLAKE_ACCOUNT=acme-prod SNOWFLAKE_OAUTH_CLIENT_ID=id SNOWFLAKE_OAUTH_REFRESH_TOKEN=R SNOWFLAKE_AUTHENTICATOR=oauth_refresh_token")},
			outcome{url: acme, account: "ACME-PROD", method: refreshGrant, secret: "R"},
		},
		"a token is not needed to know the user, nor the account": {
			given{attributes: set("host=localhost authenticator=PROGRAMMATIC_ACCESS_TOKEN token=T")},
			outcome{url: "https://localhost", method: programmaticToken, secret: "T"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, problems := test.resolve(t)
			if len(problems) > 0 {
				t.Fatalf("%+v", problems)
			}
			if got := outcomeOf(got); got != test.want {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
}

func TestSettingsReachTheClient(t *testing.T) {
	t.Parallel()
	given := given{attributes: set("account=acme-prod token=T role=R warehouse=W request_timeout=90 max_retries=2 read_strategy=list max_requests_per_second=20")}
	connection, problems := given.resolve(t)
	if len(problems) > 0 {
		t.Fatalf("%+v", problems)
	}
	got := connection.clientConfig()
	if got.BaseURL.Host != "acme-prod.snowflakecomputing.com" || got.Role != "R" || got.Warehouse != "W" || got.RequestTimeout != 90*time.Second || got.MaxRetries != 2 ||
		got.ReadStrategy != client.ReadList || got.RequestRate != 20 || got.Log == nil || got.Notice == nil {
		t.Errorf("%+v", got)
	}
}

func TestResolveSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		given
		attribute string
		says      []string
	}{
		"nothing": {
			given{}, "account", []string{"attribute account", "SNOWFLAKE_ACCOUNT", "profile", "organization_name"},
		},
		"no secret": {
			given{attributes: set("account=acme-prod")}, "private_key_path",
			[]string{"attribute private_key_path", "SNOWFLAKE_PRIVATE_KEY_PATH or SNOWFLAKE_PRIVATE_KEY_FILE", "profile", "token_path", "oauth_client_secret"},
		},
		"no user": {
			given{attributes: set("account=acme-prod private_key=K")}, "user", []string{"attribute user", "SNOWFLAKE_USER", "profile"},
		},
		"no account for a key pair": {
			given{attributes: set("host=127.0.0.1 user=me private_key=K")}, "account", []string{"SNOWFLAKE_ACCOUNT"},
		},
		"no organization": {
			given{env: set("SNOWFLAKE_ACCOUNT_NAME=prod SNOWFLAKE_TOKEN=T")}, "organization_name", []string{"SNOWFLAKE_ORGANIZATION_NAME"},
		},
		"no account name": {
			given{env: set("SNOWFLAKE_ORGANIZATION_NAME=acme SNOWFLAKE_TOKEN=T")}, "account_name", []string{"SNOWFLAKE_ACCOUNT_NAME"},
		},
		"two accounts": {
			given{attributes: set("organization_name=acme account_name=prod account=acme-test token=T")}, "account", []string{"account_name", "exclude"},
		},
		"bad account": {
			given{env: set("SNOWFLAKE_ACCOUNT=acme!prod SNOWFLAKE_TOKEN=T")}, "account", []string{"acme!prod", "ORG-ACCOUNT", "variable SNOWFLAKE_ACCOUNT"},
		},
		"bad organization": {
			given{attributes: set("organization_name=my_org account_name=prod token=T")}, "organization_name", []string{"my_org", "letters and digits"},
		},
		"bad account name": {
			given{attributes: set("organization_name=acme account_name=a.b token=T")}, "account_name", []string{"a.b"},
		},
		"host with a scheme": {
			given{attributes: set("host=https://x.example.com token=T")}, "host", []string{"without https://"},
		},
		"host with a port": {
			given{attributes: set("host=localhost:8085 token=T")}, "host", []string{"host localhost", "port, 8085"},
		},
		"host with a path": {
			given{attributes: set("host=x.example.com/y token=T")}, "host", []string{"not the name of a host"},
		},
		"http elsewhere": {
			given{attributes: set("host=localhost.example.com protocol=http token=T")}, "protocol", []string{"unencrypted", "loopback"},
		},
		"unknown protocol": {
			given{env: set("SNOWFLAKE_ACCOUNT=acme-prod SNOWFLAKE_PROTOCOL=ftp SNOWFLAKE_TOKEN=T")}, "protocol", []string{"neither https nor http", "SNOWFLAKE_PROTOCOL"},
		},
		"port out of range": {
			given{env: set("SNOWFLAKE_ACCOUNT=acme-prod SNOWFLAKE_PORT=65536 SNOWFLAKE_TOKEN=T")}, "port", []string{"65536", "SNOWFLAKE_PORT"},
		},
		"timeout that is no number": {
			given{profile: "[default]\naccount='acme-prod'\ntoken='T'\nrequest_timeout='1m'"}, "request_timeout", []string{"1m", "profile default", "connections.toml"},
		},
		"neither auto nor off": {
			given{env: set("SNOWFLAKE_ACCOUNT=acme-prod SNOWFLAKE_TOKEN=T SNOWFLAKE_SQL_API=on")}, "sql_api", []string{`"on" is neither auto nor off`, "SNOWFLAKE_SQL_API"},
		},
		"a strategy that is none": {
			given{attributes: set("account=acme-prod token=T read_strategy=guess")}, "read_strategy", []string{"guess", "attribute read_strategy"},
		},
		"a strategy that is none, in the environment": {
			given{env: set("SNOWFLAKE_ACCOUNT=acme-prod SNOWFLAKE_TOKEN=T SNOWFLAKE_READ_STRATEGY=guess")}, "read_strategy", []string{"guess", "SNOWFLAKE_READ_STRATEGY"},
		},
		"a strategy that is none, in the profile": {
			given{profile: "[default]\naccount='acme-prod'\ntoken='T'\nread_strategy='guess'"}, "read_strategy", []string{"guess", "profile default"},
		},
		"a rate of none": {
			given{attributes: set("account=acme-prod token=T max_requests_per_second=0")}, "max_requests_per_second", []string{`"0"`, "1 to 10000", "attribute max_requests_per_second"},
		},
		"a rate beyond all": {
			given{env: set("SNOWFLAKE_ACCOUNT=acme-prod SNOWFLAKE_TOKEN=T SNOWFLAKE_MAX_REQUESTS_PER_SECOND=10001")}, "max_requests_per_second",
			[]string{"10001", "SNOWFLAKE_MAX_REQUESTS_PER_SECOND"},
		},
		"a rate that is no number": {
			given{profile: "[default]\naccount='acme-prod'\ntoken='T'\nmax_requests_per_second='fast'"}, "max_requests_per_second", []string{"fast", "profile default"},
		},
		"retries below zero": {
			given{env: set("SNOWFLAKE_ACCOUNT=acme-prod SNOWFLAKE_TOKEN=T SNOWFLAKE_MAX_RETRIES=-1")}, "max_retries", []string{"-1"},
		},
		"two keys": {
			given{env: set("SNOWFLAKE_ACCOUNT=acme-prod SNOWFLAKE_USER=me SNOWFLAKE_PRIVATE_KEY=K SNOWFLAKE_PRIVATE_KEY_PATH=/k")}, "private_key_path",
			[]string{"private_key and private_key_path exclude", "SNOWFLAKE_PRIVATE_KEY and", "SNOWFLAKE_PRIVATE_KEY_PATH"},
		},
		"two tokens": {
			given{attributes: set("account=acme-prod token=T token_path=/t")}, "token_path", []string{"token and token_path exclude"},
		},
		"a key and a token": {
			given{attributes: set("account=acme-prod user=me token=T private_key=K")}, "token", []string{"private_key and token exclude", "authenticator"},
		},
		"a token and an OAuth client, both OAuth": {
			given{attributes: set("account=acme-prod authenticator=OAUTH token=T oauth_client_secret=S")}, "oauth_client_secret", []string{"token and oauth_client_secret exclude"},
		},
		"password": {
			given{attributes: set("account=acme-prod authenticator=SNOWFLAKE token=T")}, "authenticator", []string{"by password", "SNOWFLAKE_JWT", "attribute authenticator"},
		},
		"browser": {
			given{profile: "[default]\naccount='acme-prod'\nauthenticator='externalbrowser'"}, "authenticator", []string{"browser", "profile default"},
		},
		"Okta": {
			given{attributes: set("account=acme-prod authenticator=https://acme.okta.com")}, "authenticator", []string{"browser"},
		},
		"unknown authenticator": {
			given{attributes: set("account=acme-prod authenticator=MAGIC")}, "authenticator", []string{"MAGIC", "WORKLOAD_IDENTITY"},
		},
		"authenticator without its secret": {
			given{attributes: set("account=acme-prod authenticator=oauth"), env: set("SNOWFLAKE_PRIVATE_KEY=K")}, "token", []string{"OAUTH needs token or token_path", "SNOWFLAKE_TOKEN"},
		},
		"unknown platform": {
			given{attributes: set("account=acme-prod authenticator=WORKLOAD_IDENTITY token=T workload_identity_provider=IBM")}, "workload_identity_provider", []string{"IBM", "OIDC"},
		},
		"OAuth without a client": {
			given{attributes: set("account=acme-prod oauth_client_secret=S oauth_token_request_url=https://x")}, "oauth_client_id", []string{"SNOWFLAKE_OAUTH_CLIENT_ID"},
		},
		"OAuth without a secret": {
			given{attributes: set("account=acme-prod authenticator=OAUTH_CLIENT_CREDENTIALS oauth_refresh_token=R oauth_client_id=id oauth_token_request_url=https://x")},
			"oauth_client_secret", []string{"SNOWFLAKE_OAUTH_CLIENT_SECRET"},
		},
		"OAuth without an endpoint": {
			given{attributes: set("account=acme-prod oauth_client_secret=S oauth_client_id=id")}, "oauth_token_request_url", []string{"SNOWFLAKE_OAUTH_TOKEN_REQUEST_URL"},
		},
		"OAuth without a refresh token": {
			given{attributes: set("account=acme-prod authenticator=OAUTH_REFRESH_TOKEN oauth_client_secret=S oauth_client_id=id")},
			"oauth_refresh_token", []string{"SNOWFLAKE_OAUTH_REFRESH_TOKEN"},
		},
		"role that is no name": {
			given{env: set("SNOWFLAKE_ACCOUNT=acme-prod SNOWFLAKE_TOKEN=T SNOWFLAKE_ROLE=my-role")}, "role", []string{"my-role", `"my-role"`, "variable SNOWFLAKE_ROLE"},
		},
		"role with a line break": {
			given{attributes: map[string]string{"account": "acme-prod", "token": "T", "role": "\"A\nB\""}}, "role", []string{`A\nB`, "control character"},
		},
		"warehouse with a control character": {
			given{attributes: map[string]string{"account": "acme-prod", "token": "T", "warehouse": "\"A\x7f\""}}, "warehouse", []string{"control character"},
		},
		"host with a label longer than DNS has": {
			given{attributes: set("token=T host=" + strings.Repeat("a", 64) + ".example.com")}, "host", []string{"not the name of a host"},
		},
		"warehouse that is no name": {
			given{profile: "[default]\naccount='acme-prod'\ntoken='T'\nwarehouse='my wh'"}, "warehouse", []string{"my wh", "profile default"},
		},
		"unknown profile": {
			given{attributes: set("profile=absent"), profile: "[default]\n[work]"}, "profile", []string{"absent", "default, work", "connections.toml"},
		},
		"file that is absent": {
			given{attributes: set("config_path=/nowhere/config")}, "config_path", []string{"/nowhere/config"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, problems := test.resolve(t)
			i := slices.IndexFunc(problems, func(p problem) bool { return p.attribute == test.attribute })
			if i < 0 {
				t.Fatalf("nothing is said on %s: %+v", test.attribute, problems)
			}
			wanted := test.says
			switch summary := problems[i].summary; {
			case strings.HasPrefix(summary, "Missing "):
				wanted = append(wanted, "attribute "+test.attribute, "environment variable "+fieldNamed(test.attribute).env[0], test.attribute+" in a profile")
			case strings.HasPrefix(summary, "Invalid "):
				wanted = append(wanted, "It was given by ")
			case summary == "Conflicting settings":
				wanted = append(wanted, " and "+test.attribute+" exclude each other", "They were given by ", " and by ")
			}
			for _, want := range wanted {
				if text := problems[i].summary + "\n" + problems[i].detail; !strings.Contains(text, want) {
					t.Errorf("the error does not say %q:\n%s", want, text)
				}
			}
		})
	}
}

func TestResolveSaysAllProblemsAtOnce(t *testing.T) {
	t.Parallel()
	_, problems := given{attributes: set("port=0 max_retries=x request_timeout=x")}.resolve(t)
	var blamed []string
	for _, problem := range problems {
		blamed = append(blamed, problem.attribute)
	}
	if want := []string{"account", "private_key_path", "request_timeout", "max_retries"}; !slices.Equal(blamed, want) {
		t.Errorf("blamed are %v, want %v", blamed, want)
	}
}

func TestProfileIsSoughtWhereTheSettingsSay(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		given
		home string
		want profile.Search
	}{
		"usual":             {given{}, "/home/me", profile.Search{Dir: "/home/me/.snowflake"}},
		"no home":           {given{}, "", profile.Search{}},
		"SNOWFLAKE_HOME":    {given{env: set("SNOWFLAKE_HOME=~/sf")}, "/home/me", profile.Search{Dir: "/home/me/sf"}},
		"config_path":       {given{attributes: set("config_path=~/c.toml profile=p")}, "/home/me", profile.Search{Dir: "/home/me/.snowflake", Path: "/home/me/c.toml", Name: "p"}},
		"the CLI's default": {given{env: set("SNOWFLAKE_DEFAULT_CONNECTION_NAME=d SNOWFLAKE_PROFILE=p")}, "", profile.Search{Name: "p", DefaultName: "d"}},
	} {
		var got profile.Search
		env := environment{getenv: func(name string) string { return test.env[name] }, home: test.home}
		_, problems := resolve(test.attributes, env, func(search profile.Search) (*profile.Profile, error) {
			got = search
			return nil, errors.New("stop here")
		})
		if got != test.want || len(problems) != 1 {
			t.Errorf("%s: sought %+v, want %+v", name, got, test.want)
		}
	}
}

func TestProblemsTellNoSecret(t *testing.T) {
	t.Parallel()
	secrets := "private_key=hush1 private_key_path=hush1 token=hush2 token_path=hush2 private_key_passphrase=hush3 oauth_client_secret=hush4 oauth_refresh_token=hush5"
	for _, more := range []string{"", " authenticator=SNOWFLAKE_JWT", " authenticator=OAUTH", " authenticator=MAGIC", " authenticator=OAUTH_CLIENT_CREDENTIALS"} {
		_, problems := given{attributes: set(secrets + more)}.resolve(t)
		if len(problems) == 0 {
			t.Errorf("%q: no problem", more)
		}
		for _, problem := range problems {
			if strings.Contains(problem.detail, "hush") {
				t.Errorf("%q: %s", more, problem.detail)
			}
		}
	}
}
