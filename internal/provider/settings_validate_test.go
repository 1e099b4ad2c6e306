package provider

import (
	"slices"
	"strings"
	"testing"
)

func TestValidateSettings(t *testing.T) {
	t.Parallel()
	for pairs, blamed := range map[string]string{
		"": "",
		"account=acme-prod user=me private_key=k private_key_path= protocol= port=1": "",
		"sql_api=Off": "",
		"organization_name=acme account_name=prod host=localhost protocol=HTTP token_path=/t": "",
		"authenticator=oauth oauth_token_request_url=https://idp.example.com/token":           "",
		"authenticator=Workload_Identity workload_identity_provider=aws token=t":              "",
		"account=acme!":                  "account",
		"role=my-role":                   "role",
		"warehouse=9":                    "warehouse",
		"organization_name=my_org":       "organization_name",
		"account_name=a.b":               "account_name",
		"host=https://x":                 "host",
		"protocol=ftp":                   "protocol",
		"sql_api=never":                  "sql_api",
		"authenticator=externalbrowser":  "authenticator",
		"workload_identity_provider=IBM": "workload_identity_provider",
		"oauth_token_request_url=http://idp.example.com": "oauth_token_request_url",
		"oauth_token_request_url=https://:x":             "oauth_token_request_url",
		"private_key=hush private_key_path=/k":           "private_key_path",
		"token=hush token_path=/t":                       "token_path",
		"role=\"A\x01\"":                                 "role",
		"warehouse=\"A\x01\"":                            "warehouse",
	} {
		problems := validateSettings(set(pairs))
		if blamed == "" {
			if len(problems) != 0 {
				t.Errorf("%q: %+v, want no problem", pairs, problems)
			}
			continue
		}
		if !slices.ContainsFunc(problems, func(p problem) bool { return p.attribute == blamed && !strings.Contains(p.detail, "hush") }) || len(problems) != 1 {
			t.Errorf("%q: %+v, want one problem on %s that tells no secret", pairs, problems, blamed)
		}
	}
}
