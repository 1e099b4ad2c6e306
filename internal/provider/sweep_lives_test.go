package provider

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/token"
)

// shortLife is what each way to sign in lives through.
func (l *life) shortLife() {
	l.write(sweepProvider(""), sweepStage("s3", awsSecrets(1)), sweepURL)
	l.must("apply", "-auto-approve")

	l.account.beHostile(func(fault string) bool { return fault == "TOKEN_ENDPOINT" })
	if succeeded := l.run("plan"); succeeded != (l.account.meet()["TOKEN_ENDPOINT"] == 0) {
		l.t.Errorf("with a token endpoint that refuses, the plan's success is %t", succeeded)
	}
	l.account.beHostile(func(fault string) bool { return fault != "TOKEN_ENDPOINT" })
	l.write(sweepProvider(""), sweepStage("s3", awsSecrets(1)), sweepURL, fmt.Sprintf(`
data "snowstage_stages" "hostile" {
  for_each = toset(%s)
  database = "ANALYTICS"
  schema   = each.key
}
`, marshalledList(append(slices.Sorted(maps.Keys(echoes())), "STATUS_401", "STATUS_403", "STATUS_500"))))
	l.fails(nil, "plan")
	l.account.beHostile(noFault)
	l.must("destroy", "-auto-approve")
}

// fullLife is everything that one does with stages while nothing fails.
func (l *life) fullLife() {
	provider, azure := sweepProvider(keyAttributes), sweepStage("azure", azureSecrets(1))
	// The file in which users keep values; the environment has the same.
	l.check(l.workspace.Write(variableFile, fmt.Sprintf("aws_secret_key = %q\n", l.secrets.awsSecretKey)))
	l.write(provider, azure, sweepStage("s3", awsSecrets(1)), sweepURL)
	l.must("validate")
	l.must("plan", "-out=saved.tfplan")
	l.must("show", "saved.tfplan")
	l.must("show", "-json", "saved.tfplan")
	l.must("apply", "saved.tfplan")
	l.must("plan", "-detailed-exitcode")
	l.must("show", "-json")

	l.must("state", "rm", "snowstage_stage.s3")
	l.must("import", "snowstage_stage.s3", "ANALYTICS.RAW.S3")
	l.write(provider, azure, sweepStage("s3", awsSecrets(2)), sweepURL)
	l.must("apply", "-auto-approve")

	azure = sweepStage("azure", azureSecrets(2)+"comment = \"rotated\"")
	l.write(provider, azure, sweepStage("s3", awsSecrets(3)), sweepURL)
	l.must("plan", "-out=rotate.tfplan")
	l.must("show", "-json", "rotate.tfplan")
	l.must("apply", "rotate.tfplan")
	l.wantRotatedBySQL(2)
	if l.tools.minor >= 12 {
		l.must("state", "rm", "snowstage_stage.s3")
		l.write(provider, azure, sweepStage("s3", awsSecrets(2)), sweepURL,
			"import {\n  to = snowstage_stage.s3\n  identity = { database = \"ANALYTICS\", schema = \"RAW\", name = \"S3\" }\n}\n")
		l.must("apply", "-auto-approve")
	}
	if l.tools.minor >= 14 && !l.tools.isOpenTofu() {
		l.check(l.workspace.Write("all.tfquery.hcl", "list \"snowstage_stage\" \"all\" {\n  provider         = snowstage\n  include_resource = true\n  config {\n    database = \"ANALYTICS\"\n    schema   = \"RAW\"\n  }\n}\n"))
		l.must("query", "-generate-config-out=generated.tf")
		l.check(os.Rename(filepath.Join(l.workspace.Folder, "generated.tf"), filepath.Join(l.kept(), "generated.tf")))
	}
	l.must("destroy", "-auto-approve")
}

// movedLife takes stages over from the official provider, whose state holds their secrets; from the move on they are nowhere.
func (l *life) movedLife() {
	old := newSweepSecrets(l.t)
	const required = "terraform {\n  required_providers {\n    snowflake = { source = \"snowflakedb/snowflake\" }\n  }\n}\n"
	const names = "  database = \"ANALYTICS\"\n  schema   = \"RAW\"\n  name     = \"KEYS\"\n  url      = \"s3://lake/a/\"\n"
	l.createBeside("ANALYTICS.RAW.KEYS", client.Stage{URL: new("s3://lake/a/"),
		Credentials: &client.Credentials{CredentialType: "AWS", AWSKeyID: new(client.Secret(old.awsKeyID)), AWSSecretKey: new(client.Secret(old.awsSecretKey))},
		Encryption:  &client.Encryption{Type: new("AWS_CSE"), MasterKey: new(client.Secret(old.masterKey))},
	})
	l.write(required, "resource \"snowflake_stage_external_s3\" \"keys\" {\n"+names+fmt.Sprintf(
		"  credentials {\n    aws_key_id = %s\n    aws_secret_key = %s\n  }\n  encryption {\n    aws_cse {\n      master_key = %s\n    }\n  }\n}\n",
		hclText(old.awsKeyID), hclText(old.awsSecretKey), hclText(old.masterKey)))
	l.must("apply", "-auto-approve")

	before := l.runs
	l.write(strings.Replace(sweepProvider(keyAttributes), "required_providers {", "required_providers {\n    snowflake = { source = \"snowflakedb/snowflake\" }", 1),
		sweepStage("KEYS", awsSecrets(1)), "moved {\n  from = snowflake_stage_external_s3.keys\n  to   = snowstage_stage.KEYS\n}\n")
	l.must("plan", "-out=saved.tfplan")
	l.must("apply", "saved.tfplan")
	l.must("plan", "-detailed-exitcode")
	l.must("destroy", "-auto-approve")

	left := &sweep{sieve: newSieve(l.t, old.ofStages()), bytes: map[place]int{}, skip: func(path string) bool {
		// What Terraform keeps of the time before the move is the official provider's work.
		isBefore := strings.HasSuffix(path, ":tfstate-prev") || placeOf(path) == backups
		for run := range before + 1 {
			isBefore = isBefore || strings.Contains(path, fmt.Sprintf("run%02d", run))
		}
		return isBefore || strings.Contains(path, fmt.Sprintf("run%02d%cterraform.tfstate", before+1, filepath.Separator))
	}}
	l.check(left.folder(l.root))
	for _, hit := range left.hits {
		l.t.Errorf("after the move: %s", hit)
	}
	for _, where := range []place{logs, providerStderr, stdout, states, plans} {
		if left.bytes[where] == 0 {
			l.t.Errorf("after the move nothing was searched of: %s", where)
		}
	}
}

// isThrottling tells the faults that answer 429. They slow down everything that goes on at the same time, so they have a life of their own.
func isThrottling(fault string) bool { return fault == "STATUS_429" || fault == "BUSY_UNTIL" }

func (l *life) throttledLife() {
	l.isMet = isThrottling
	l.failingLife()
}

// faultyLife lets everything fail in every other way.
func (l *life) faultyLife() {
	l.isMet = func(fault string) bool { return !isThrottling(fault) }
	l.failingLife()
}

// failingLife lets fail what is written, what is read and what is dropped.
func (l *life) failingLife() {
	stage := func(round, version int) string {
		return fmt.Sprintf(`
locals { faults = toset(%s) }
resource "snowstage_stage" "s3" {
  for_each = local.faults
  database = "ANALYTICS"
  schema   = each.key
  name     = "s3_%d"
%s
}
resource "snowstage_stage" "azure" {
  for_each = { for name in local.faults : name => name if contains(["ECHO_PLAIN", "ECHO_QUERY", "ECHO_JSON", "ECHO_HALVES", "ECHO_PIECES", "ECHO_BASE64_STD_1", "ECHO_STATEMENT_AS_SENT", "ECHO_STATEMENT_AS_READ"], name) }
  database = "ANALYTICS"
  schema   = each.key
  name     = "azure_%[2]d"
%[4]s
}
`, marshalledList(l.faults()), round, awsSecrets(version), azureSecrets(version))
	}
	provider := sweepProvider(keyAttributes)
	soon := []string{"SNOWFLAKE_REQUEST_TIMEOUT=3"}
	l.account.beHostile(everyFault)
	l.write(provider, stage(1, 1))
	l.fails(soon, "apply", "-auto-approve", "-parallelism=30")
	l.wantEveryFault()
	said := l.flatSaid()
	for _, part := range []string{"[redacted]", "HTTP status 401", "HTTP status 409", "does not lead to the account's host", "no complete reply within 3s"} {
		if !strings.Contains(said, part) && l.isMet("STATUS_401") {
			l.t.Errorf("no error says %q", part)
		}
	}

	l.account.beHostile(noFault)
	l.check(os.Rename(filepath.Join(l.workspace.Folder, "terraform.tfstate"), filepath.Join(l.kept(), "terraform.tfstate.backup")))
	l.write(provider, stage(2, 1))
	l.quietly("apply", "-auto-approve", "-parallelism=30")

	l.account.beHostile(everyFault)
	l.write(provider, stage(2, 1), `
data "snowstage_stage" "it" {
  for_each = local.faults
  database = "ANALYTICS"
  schema   = each.key
  name     = "s3_2"
}
data "snowstage_stages" "it" {
  for_each = local.faults
  database = "ANALYTICS"
  schema   = each.key
}
data "snowstage_stage_files" "it" {
  for_each = local.faults
  database = "ANALYTICS"
  schema   = each.key
  stage    = "s3_2"
}
ephemeral "snowstage_presigned_url" "it" {
  for_each = local.faults
  database = "ANALYTICS"
  schema   = each.key
  stage    = "s3_2"
  path     = "a.csv"
}
`)
	l.fails(soon, "plan", "-parallelism=30", "-refresh=false")
	l.wantEveryFault()
	l.write(provider, stage(2, 1))
	l.fails(soon, "plan", "-parallelism=30")
	l.wantEveryFault()
	if !sqlIsOff() && l.isMet("STATUS_403") {
		l.write(provider, stage(2, 2))
		l.rotateAmidFaults()
	}
	l.account.beHostile(everyFault)
	l.fails(soon, "destroy", "-auto-approve", "-refresh=false", "-parallelism=30")
	l.wantEveryFault()
	l.account.beHostile(noFault)
	l.quietly("destroy", "-auto-approve", "-parallelism=30")
}

// rotateAmidFaults rotates all secrets by SQL. It is planned while nothing fails, and so is the look at each stage before its statement. Once
// the account has refused the SQL API no more statements are sent, so what it refuses is rotated by itself.
func (l *life) rotateAmidFaults() {
	isRefusal := func(fault string) bool { return fault == "STATUS_403" || fault == "STATUS_404" }
	l.rotateAmid("STATUS_403", func(fault string) bool { return fault == "STATUS_403" })
	l.rotateAmid("STATUS_404", func(fault string) bool { return fault == "STATUS_404" })
	l.rotateAmid("", func(fault string) bool { return !isRefusal(fault) })
}

// rotateAmid rotates the secrets of the one stage in a schema; of all stages if none is named.
func (l *life) rotateAmid(schema string, chosen func(fault string) bool) {
	l.t.Helper()
	plan := []string{"plan", "-refresh=false", "-out=rotate.tfplan", "-parallelism=30"}
	if schema != "" {
		plan = append(plan, fmt.Sprintf("-target=snowstage_stage.s3[%q]", schema))
	}
	l.account.beHostile(noFault)
	l.quietly(plan...)
	l.account.beHostileToSQL(chosen)
	l.fails([]string{"SNOWFLAKE_REQUEST_TIMEOUT=5"}, "apply", "-parallelism=30", "rotate.tfplan")
	l.wantFaults(chosen)
	if !strings.Contains(l.flatSaid(), "Unable to alter stage") {
		l.t.Errorf("run %d: nothing says what failed", l.runs)
	}
}

// wantRotatedBySQL expects that Terraform has sent so many statements with secrets.
func (l *life) wantRotatedBySQL(statements int) {
	l.t.Helper()
	if sqlIsOff() {
		statements = 0
	}
	sent := 0
	for _, r := range l.account.Journal() {
		if r.Path == statementsPath && strings.Contains(r.Body, "CREDENTIALS = (") && strings.Contains(r.Body, "MASTER_KEY = ") {
			sent++
		}
	}
	if sent != statements {
		l.t.Errorf("%d statements rotated secrets, want %d", sent, statements)
	}
}

func (l *life) faults() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(sweepFaults())), func(name string) bool {
		return name == "TOKEN_ENDPOINT" || l.isMet != nil && !l.isMet(name)
	})
}

// wantEveryFault expects that each has answered a request since this was asked last.
func (l *life) wantEveryFault() {
	l.t.Helper()
	l.wantFaults(everyFault)
}

func (l *life) wantFaults(chosen func(fault string) bool) {
	l.t.Helper()
	l.wantMet(slices.DeleteFunc(l.faults(), func(name string) bool { return !chosen(name) }))
}

func (l *life) wantMet(faults []string) {
	l.t.Helper()
	met := l.account.meet()
	for _, name := range faults {
		if met[name] == 0 {
			l.t.Errorf("run %d: no request met %s", l.runs, name)
		}
	}
}

// misplacedLife gives secrets where they do not belong, or damaged, so that errors are about them.
func (l *life) misplacedLife() {
	s := l.secrets
	broken := filepath.Join(l.t.TempDir(), "connections.toml")
	l.check(os.WriteFile(broken, []byte("[default]\nprivate_key_passphrase = '"+s.passphrase+"\ntoken = "+s.token+"\n"), 0o600))
	stage := sweepStage("s3", awsSecrets(1)) + "data \"snowstage_stages\" \"all\" {\n  database = \"ANALYTICS\"\n  schema = \"RAW\"\n}\n"
	byVariables, byEnvironment := []string{sweepProvider(keyAttributes), stage}, []string{sweepProvider(""), stage}
	for _, test := range []struct {
		configuration []string
		environment   []string
	}{
		{byVariables, []string{"TF_VAR_passphrase=" + s.oauthSecret}},
		{byVariables, []string{"TF_VAR_passphrase="}},
		{byVariables, []string{"TF_VAR_private_key=" + s.encryptedKey[:len(s.encryptedKey)/2]}},
		{byVariables, []string{"TF_VAR_private_key=" + strings.Replace(s.plainKey, "MII", "MIJ", 1)}},
		{byVariables, []string{"TF_VAR_private_key=" + s.token}},
		{byVariables, []string{"TF_VAR_master_key=" + s.awsSecretKey}},
		{byVariables, []string{"SNOWFLAKE_ACCOUNT=" + s.token, "SNOWFLAKE_ROLE=" + s.awsSecretKey, "SNOWFLAKE_WAREHOUSE=" + s.oauthSecret, "SNOWFLAKE_REQUEST_TIMEOUT=" + s.token}},
		{byVariables, []string{"SNOWFLAKE_HOST=" + s.token, "SNOWFLAKE_PORT=" + s.oauthSecret, "SNOWFLAKE_PROTOCOL=" + s.refreshToken, "SNOWFLAKE_MAX_RETRIES=" + s.sasToken}},
		{byVariables, []string{"SNOWFLAKE_PROFILE=" + s.token}},
		{byVariables, []string{"SNOWFLAKE_CONFIG_PATH=" + s.refreshToken + s.refreshToken}},
		{byVariables, []string{"SNOWFLAKE_CONFIG_PATH=" + broken}},
		{byVariables, []string{"SNOWFLAKE_HOST=acme.example", "SNOWFLAKE_PORT=443", "SNOWFLAKE_PROTOCOL=https", "HTTPS_PROXY=http://jane:" + s.workload + "@127.0.0.1:1"}},
		{byVariables, []string{"SNOWFLAKE_HOST=acme.example", "SNOWFLAKE_PORT=443", "SNOWFLAKE_PROTOCOL=https", "HTTPS_PROXY=http://jane:" + s.workload + "@%zz"}},
		{byEnvironment, []string{"SNOWFLAKE_PRIVATE_KEY_PATH=" + s.plainKey}},
		{byEnvironment, []string{"SNOWFLAKE_PRIVATE_KEY_PATH=" + strings.ReplaceAll(body(s.encryptedKey), "\n", ""), "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE=" + s.passphrase}},
		{byEnvironment, []string{"SNOWFLAKE_TOKEN_PATH=" + s.refreshToken + s.token}},
		{byEnvironment, []string{"SNOWFLAKE_TOKEN=" + s.passphrase + "\n" + s.token}},
		{byEnvironment, []string{"SNOWFLAKE_TOKEN=" + s.token, "SNOWFLAKE_AUTHENTICATOR=" + s.refreshToken}},
		{byEnvironment, []string{"SNOWFLAKE_OAUTH_CLIENT_ID=client", "SNOWFLAKE_OAUTH_CLIENT_SECRET=" + s.oauthSecret, "SNOWFLAKE_OAUTH_TOKEN_REQUEST_URL=https://" + s.token}},
	} {
		l.write(test.configuration...)
		l.fails(test.environment, "plan")
	}
}

// leakyLife shows a secret on purpose, and that a search of what the real Terraform leaves behind finds it. A variable that is sensitive but not
// ephemeral is in the saved plan, too: Terraform keeps the values of variables there.
func (l *life) leakyLife() {
	l.write(strings.Replace(sweepProvider(keyAttributes), "ephemeral = true", "ephemeral = false", 1), "output \"shown\" { value = nonsensitive(var.aws_key_id) }\n")
	l.must("plan", "-out=saved.tfplan")
	l.must("apply", "saved.tfplan")
	hits := strings.Join(l.search().hits, "\n")
	for _, wanted := range []string{string(plans), "saved.tfplan:tfplan holds a fragment of aws_key_id as plain", string(stdout), string(states)} {
		if !strings.Contains(hits, wanted) {
			l.t.Errorf("%s was not found to hold what it holds:\n%s", wanted, hits)
		}
	}
}

// createBeside creates a stage as somebody would who works beside Terraform.
func (l *life) createBeside(name string, stage client.Stage) {
	l.t.Helper()
	credential, err := token.NewStatic(token.Form{Kind: token.ProgrammaticAccessToken}, l.secrets.token)
	l.check(err)
	person, err := client.New(client.Config{BaseURL: l.account.address, Credential: credential, UserAgent: "person/1"})
	l.check(err)
	q := qualified(l.t, name)
	stage.Name = q.Name.Quoted()
	_, err = person.Stages.Create(l.t.Context(), q.In(), stage, client.ErrorIfExists, nil)
	l.check(err)
}
