package conformance

import (
	"cmp"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/account"
	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/keypair"
)

// TestLiveAccount runs the suite on a real account, in a schema where the role may create stages; it drops what it creates.
// The environment says which, by variables that begin with SNOWSTAGE_CONFORMANCE_:
//
//	ACCOUNT                   like ORG-ACCOUNT, in any form
//	HOST                      its host, if that does not follow from the account
//	USER, PRIVATE_KEY_PATH    who signs in; the key is PEM, decrypted by PRIVATE_KEY_PASSPHRASE if that is set
//	DATABASE, SCHEMA          as in SQL
//	ROLE                      the user's default role if it is not set
//	WAREHOUSE                 likewise
//	STORAGE_INTEGRATION, STORAGE_URL
//	                          of Amazon S3, and a location that it allows; stages that need one are left out if they are not set
func TestLiveAccount(t *testing.T) {
	t.Parallel()
	set := func(name string) string { return os.Getenv("SNOWSTAGE_CONFORMANCE_" + name) }
	for _, name := range []string{"ACCOUNT", "USER", "PRIVATE_KEY_PATH", "DATABASE", "SCHEMA"} {
		if set(name) == "" {
			t.Skipf("no live account: SNOWSTAGE_CONFORMANCE_%s is not set", name)
		}
	}
	live, err := account.Parse(set("ACCOUNT"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(set("PRIVATE_KEY_PATH"))
	if err != nil {
		t.Fatal(err)
	}
	key, err := keypair.Parse(string(text), set("PRIVATE_KEY_PASSPHRASE"))
	if err != nil {
		t.Fatal(err)
	}
	credential, err := keypair.NewCredential(live.Claim, set("USER"), key, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	a := &place{
		in:                 schema(t, set("DATABASE"), set("SCHEMA")),
		prefix:             newPrefix(),
		storageIntegration: set("STORAGE_INTEGRATION"),
		lake:               set("STORAGE_URL"),
		address:            &url.URL{Scheme: "https", Host: cmp.Or(set("HOST"), live.Host)},
	}
	a.client = a.connect(t, client.Config{Credential: credential, Role: set("ROLE"), Warehouse: set("WAREHOUSE")})
	suite(t, a)
}
