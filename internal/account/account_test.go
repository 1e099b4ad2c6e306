package account

import (
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for spelling, want := range map[string]Account{
		// Organization and account.
		"acme-marketing":        {"acme-marketing.snowflakecomputing.com", "ACME-MARKETING"},
		"Acme-My_Test_Account":  {"acme-my-test-account.snowflakecomputing.com", "ACME-MY_TEST_ACCOUNT"},
		"acme.marketing":        {"acme-marketing.snowflakecomputing.com", "ACME-MARKETING"},
		"ACME.MY_TEST":          {"acme-my-test.snowflakecomputing.com", "ACME-MY_TEST"},
		"acme.my-test":          {"acme-my-test.snowflakecomputing.com", "ACME-MY-TEST"},
		" acme-marketing\n":     {"acme-marketing.snowflakecomputing.com", "ACME-MARKETING"},
		"acme-prod.privatelink": {"acme-prod.privatelink.snowflakecomputing.com", "ACME-PROD"},
		"acme.prod.privatelink": {"acme-prod.privatelink.snowflakecomputing.com", "ACME-PROD"},
		// Locators.
		"xy12345":                           {"xy12345.snowflakecomputing.com", "XY12345"},
		"XY12345.us-east-1":                 {"xy12345.us-east-1.snowflakecomputing.com", "XY12345"},
		"xy12345.us-east-1.aws":             {"xy12345.us-east-1.snowflakecomputing.com", "XY12345"},
		"xy12345.us-west-2":                 {"xy12345.snowflakecomputing.com", "XY12345"},
		"xy12345.us-west-2.aws":             {"xy12345.snowflakecomputing.com", "XY12345"},
		"xy12345.us-west-2.privatelink":     {"xy12345.privatelink.snowflakecomputing.com", "XY12345"},
		"xy12345.us-east-2.aws":             {"xy12345.us-east-2.aws.snowflakecomputing.com", "XY12345"},
		"xy12345.us-central1.gcp":           {"xy12345.us-central1.gcp.snowflakecomputing.com", "XY12345"},
		"xy12345.EAST-US-2.Azure":           {"xy12345.east-us-2.azure.snowflakecomputing.com", "XY12345"},
		"xy12345.uk-south.azure":            {"xy12345.uk-south.azure.snowflakecomputing.com", "XY12345"},
		"xy12345.cn-northwest-1.aws":        {"xy12345.cn-northwest-1.aws.snowflakecomputing.cn", "XY12345"},
		"xy12345.fhplus.us-gov-west-1.aws":  {"xy12345.fhplus.us-gov-west-1.aws.snowflakecomputing.com", "XY12345"},
		"xy12345.dod.us-gov-virginia.azure": {"xy12345.dod.us-gov-virginia.azure.snowflakecomputing.com", "XY12345"},
		"acme-x1y2.global":                  {"acme-x1y2.global.snowflakecomputing.com", "ACME"},
		// Hosts.
		"acme-marketing.snowflakecomputing.com":            {"acme-marketing.snowflakecomputing.com", "ACME-MARKETING"},
		"ACME-MY_TEST.SnowflakeComputing.com":              {"acme-my-test.snowflakecomputing.com", "ACME-MY_TEST"},
		"xy12345.us-east-2.aws.snowflakecomputing.com":     {"xy12345.us-east-2.aws.snowflakecomputing.com", "XY12345"},
		"xy12345.cn-northwest-1.aws.snowflakecomputing.cn": {"xy12345.cn-northwest-1.aws.snowflakecomputing.cn", "XY12345"},
		"acme-prod.privatelink.snowflakecomputing.com":     {"acme-prod.privatelink.snowflakecomputing.com", "ACME-PROD"},
		"acme-x1y2.global.snowflakecomputing.com":          {"acme-x1y2.global.snowflakecomputing.com", "ACME"},
		// URLs.
		"https://acme-marketing.snowflakecomputing.com":                      {"acme-marketing.snowflakecomputing.com", "ACME-MARKETING"},
		"HTTPS://acme-marketing.snowflakecomputing.com/console/login?x=y#/z": {"acme-marketing.snowflakecomputing.com", "ACME-MARKETING"},
		"acme-marketing.snowflakecomputing.com/":                             {"acme-marketing.snowflakecomputing.com", "ACME-MARKETING"},
		"http://acme-marketing.snowflakecomputing.com:443/":                  {"acme-marketing.snowflakecomputing.com", "ACME-MARKETING"},
		"https://app.snowflake.com/acme/my_test/#/homepage":                  {"acme-my-test.snowflakecomputing.com", "ACME-MY_TEST"},
		"app.snowflake.com/acme/marketing":                                   {"acme-marketing.snowflakecomputing.com", "ACME-MARKETING"},
		"https://app.snowflake.com/us-east-1/xy12345/worksheets":             {"xy12345.us-east-1.snowflakecomputing.com", "XY12345"},
		"https://app.snowflake.com/east-us-2.azure/xy12345/":                 {"xy12345.east-us-2.azure.snowflakecomputing.com", "XY12345"},
	} {
		got, err := Parse(spelling)
		if err != nil || got != want {
			t.Errorf("Parse(%q) = %+v, %v; want %+v", spelling, got, err, want)
		}
	}
}

func TestParseSaysWhatIsAccepted(t *testing.T) {
	t.Parallel()
	for spelling, reason := range map[string]string{
		"":                                  "empty",
		".":                                 "organization",
		"acme.":                             "account's name",
		"acme marketing":                    "characters other",
		"acme-marketing!":                   "characters other",
		"ácme":                              "characters other",
		"-acme":                             "starts or ends",
		"acme_":                             "starts or ends",
		strings.Repeat("a", maxLabel+1):     "more than 63",
		"xy12345.us-east-2.oracle":          "neither",
		"xy12345.aws.us-east-2":             "neither",
		"xy12345.fhplus":                    "", // An account called fhplus.
		"a.b.c.d.e":                         "neither",
		"ftp://acme.snowflakecomputing.com": "host",
		"https://acme.example.com":          "host",
		"https://me:pw@acme.snowflakecomputing.com":    "no URL",
		"https://app.snowflake.com/acme":               "lacks",
		"https://app.snowflake.com/":                   "lacks",
		"https://snowflakecomputing.com/":              "host",
		".snowflakecomputing.com":                      "empty",
		"a..b.snowflakecomputing.com":                  "empty",
		"https://evil.com/.snowflakecomputing.com":     "host",
		"https://evil.com#x.snowflakecomputing.com":    "host",
		"evil.com/x.snowflakecomputing.com":            "host",
		"https://app.snowflake.com/my_org/account/#/x": "organization",
	} {
		account, err := Parse(spelling)
		if reason == "" {
			if err != nil {
				t.Errorf("Parse(%q): %v", spelling, err)
			}
			continue
		}
		if err == nil {
			t.Errorf("Parse(%q) = %+v, want an error", spelling, account)
			continue
		}
		if strings.Contains(err.Error(), "pw") {
			t.Errorf("Parse(%q): the error %q tells a password", spelling, err)
		}
		if text := err.Error(); !strings.Contains(text, reason) || !strings.Contains(text, Forms) {
			t.Errorf("Parse(%q): the error %q lacks %q or the accepted forms", spelling, text, reason)
		}
	}
}

func TestCombine(t *testing.T) {
	t.Parallel()
	got, err := Combine("Acme", "my_test")
	if want := (Account{"acme-my-test.snowflakecomputing.com", "ACME-MY_TEST"}); err != nil || got != want {
		t.Errorf("Combine = %+v, %v; want %+v", got, err, want)
	}
	for _, bad := range [][2]string{{"", "x"}, {"x", ""}, {"my_org", "x"}, {"org.x", "x"}, {"org", "x.y"}, {"org", "x_"}, {"org", strings.Repeat("x", maxLabel)}} {
		if got, err := Combine(bad[0], bad[1]); err == nil {
			t.Errorf("Combine(%q, %q) = %+v, want an error", bad[0], bad[1], got)
		}
	}
}

func TestClaimOf(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]string{
		"acme-marketing.snowflakecomputing.com":        "ACME-MARKETING",
		"xy12345.us-east-2.aws.snowflakecomputing.com": "XY12345",
		"acme-x1y2.global.snowflakecomputing.com":      "ACME",
		"acme-prod.privatelink.snowflakecomputing.com": "ACME-PROD",
		"localhost": "",
		"127.0.0.1": "",
		"::1":       "",
		"[::1]":     "",
		"":          "",
	} {
		if got := ClaimOf(host); got != want {
			t.Errorf("ClaimOf(%q) = %q, want %q", host, got, want)
		}
	}
}

func TestRegionsAreRecognized(t *testing.T) {
	t.Parallel()
	for label, want := range map[string]bool{
		"us-east-1": true, "us-gov-west-1": true, "ap-northeast-3": true, "eu-central-2": true, "cn-northwest-1": true, "sa-east-1": true,
		"us-central1": true, "us-east4": true, "europe-west2": true, "europe-west3": true, "me-central2": true, "australia-southeast2": true,
		"west-us-2": true, "central-us": true, "south-central-us": true, "us-gov-virginia": true, "canada-central": true, "uk-south": true,
		"north-europe": true, "switzerland-north": true, "uae-north": true, "central-india": true, "japan-east": true, "southeast-asia": true,
		"australia-east": true, "sweden-central": true, "korea-central": true, "mexico-central": true,
		"marketing": false, "my-test": false, "us": false, "east1": false, "us-": false, "-us": false, "1-2": false, "": false, "us-sales": false,
	} {
		if got := isRegion(label); got != want {
			t.Errorf("isRegion(%q) = %t, want %t", label, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"acme-marketing", "acme.my_test", "xy12345.us-east-2.aws", "xy12345.fhplus.us-gov-west-1.aws", "acme-x1.global", "a.privatelink",
		"https://acme.snowflakecomputing.com/x?y#z", "app.snowflake.com/us-east-1/xy/", "x.snowflakecomputing.cn", "...", "https://[::1]/", "İ.snowflakecomputing.com",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, spelling string) {
		account, err := Parse(spelling)
		if err != nil {
			return
		}
		if !strings.HasSuffix(account.Host, globalDomain) && !strings.HasSuffix(account.Host, chinaDomain) {
			t.Fatalf("Parse(%q) leads away from Snowflake, to %s", spelling, account.Host)
		}
		if account.Claim == "" || strings.ContainsAny(account.Host+account.Claim, "/:@?#% \n") {
			t.Fatalf("Parse(%q) = %+v", spelling, account)
		}
		again, err := Parse(account.Host)
		if err != nil || again.Host != account.Host {
			t.Fatalf("Parse(%q) = %+v, %v; want the host it is", account.Host, again, err)
		}
	})
}
