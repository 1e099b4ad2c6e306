package provider

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestASecretInTheWrongSettingIsNotRepeated(t *testing.T) {
	t.Parallel()
	jwt := "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtZSJ9." + strings.Repeat("hush", 40)
	for wrong, secrets := range map[string][]string{
		"authenticator":              {jwt, "hush@acme", "https://me:hush@acme.okta.com", "hushABCDEF1234567", "ver:1-hush"},
		"host":                       {jwt, "me:hush@acme.example.com", "https://me:hush@acme.example.com", "hush" + strings.Repeat("-x", 30) + ":443"},
		"account":                    {jwt, "https://me:hush@acme.example.com", "hushABCDEF1234567!"},
		"organization_name":          {jwt, "hush@acme"},
		"protocol":                   {jwt},
		"port":                       {jwt},
		"max_retries":                {"hush@1"},
		"sql_api":                    {jwt},
		"role":                       {jwt, "hush@acme"},
		"warehouse":                  {jwt},
		"workload_identity_provider": {jwt},
		"profile":                    {jwt},
		"config_path":                {jwt},
	} {
		for _, secret := range secrets {
			for where, g := range map[string]given{
				"attribute": {attributes: map[string]string{wrong: secret}},
				"variable":  {env: map[string]string{fieldNamed(wrong).env[0]: secret}},
			} {
				env := set("SNOWFLAKE_ACCOUNT=acme-prod SNOWFLAKE_TOKEN=T SNOWFLAKE_AUTHENTICATOR=WORKLOAD_IDENTITY")
				if wrong == "organization_name" {
					env["SNOWFLAKE_ACCOUNT_NAME"] = "prod"
				}
				maps.Copy(env, g.env)
				g.env = env
				_, problems := g.resolve(t)
				problems = append(problems, validateSettings(g.attributes)...)
				if !slices.ContainsFunc(problems, func(p problem) bool {
					return p.attribute == wrong && strings.Contains(p.detail, fieldNamed(wrong).accepts)
				}) {
					t.Errorf("%s by %s: %+v do not say what %s accepts", secret, where, problems, wrong)
				}
				for _, problem := range problems {
					if strings.Contains(strings.ToLower(problem.detail), "hush") {
						t.Errorf("%s by %s is repeated: %s", wrong, where, problem.detail)
					}
				}
			}
		}
	}
}

func TestAKeyInPlaceOfItsPathIsNotRepeated(t *testing.T) {
	t.Parallel()
	for value, quoted := range map[string]bool{
		testKeyPEM():                                       false,
		strings.Repeat("MIIEvQ/hush", 30):                  false,
		"eyJhbGciOiJSUzI1NiJ9.hush":                        false,
		strings.Repeat("hush", 11):                         false,
		"/home/me/of/a/long/name/keys/of/2026/Rsa_key1.p8": true,
		"absent.p8":                                        true,
	} {
		for _, attributes := range []map[string]string{
			{"account": "acme-prod", "user": "me", "private_key_path": value},
			{"account": "acme-prod", "token_path": value},
		} {
			c, problems := given{attributes: attributes}.resolve(t)
			if len(problems) > 0 {
				t.Fatalf("%q: %+v", value, problems)
			}
			_, problems = c.credential(time.Now, nil)
			if len(problems) != 1 || strings.Contains(problems[0].detail, value) != quoted {
				t.Errorf("%q should be quoted: %v; got %+v", value, quoted, problems)
			}
		}
	}
}
