package provider

import (
	"encoding/xml"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// sweepFileStage is a stage for files.
const sweepFileStage = `
resource "snowstage_stage" "files" {
  database      = "ANALYTICS"
  schema        = "RAW"
  name          = "files"
  encryption    = { type = "SNOWFLAKE_SSE" }
  force_destroy = true
}
`

const secretFilePath = "in/secret.csv"

// sweepFile is a file of secret content, and what reads it as users do.
func sweepFile(version int) string {
	return fmt.Sprintf(`
resource "snowstage_stage_file" "secret" {
  database           = "ANALYTICS"
  schema             = "RAW"
  stage              = snowstage_stage.files.name
  path               = %q
  content_wo         = var.content
  content_wo_version = %d
}
ephemeral "snowstage_file" "secret" {
  stage_id = snowstage_stage.files.id
  path     = snowstage_stage_file.secret.id == null ? null : snowstage_stage_file.secret.path
}
resource "terraform_data" "secret" {
  triggers_replace = snowstage_stage_file.secret.last_modified

  provisioner "local-exec" {
    command     = "test $${#CONTENT} -gt 50"
    environment = { CONTENT = ephemeral.snowstage_file.secret.content }
  }
}
`, secretFilePath, version)
}

// sweepScoped reads files by scoped URLs, by the names of the faults that answer for them.
func sweepScoped(names ...string) string {
	return fmt.Sprintf(`
variable "scoped_urls" {
  type      = map(string)
  sensitive = true
  ephemeral = true
}
ephemeral "snowstage_file" "scoped" {
  for_each   = toset(%s)
  scoped_url = var.scoped_urls[each.key]
}
`, marshalledList(names))
}

// scopedURLs makes a scoped URL of the secret file for each fault, and gives them to the configuration.
func (l *life) scopedURLs(faults ...string) {
	l.t.Helper()
	var urls []string
	for _, fault := range faults {
		urls = append(urls, marshalled(fault)+":"+marshalled(l.account.addScoped(l.t, fault, "RAW", "FILES", secretFilePath)))
	}
	l.variables = append(l.variables, "TF_VAR_scoped_urls={"+strings.Join(urls, ",")+"}")
}

// again puts the bytes of a file there once more, as somebody beside Terraform would, a while later.
func (l *life) again(content string) {
	l.t.Helper()
	l.account.beAhead(time.Until(l.account.now()) + time.Minute)
	l.check(l.account.PutFile("ANALYTICS", "RAW", "FILES", secretFilePath, []byte(content)))
}

// filesLife is with a file whose content is secret: uploaded, changed, put back, read in every way, removed and forgotten.
func (l *life) filesLife() {
	const scoped = "SCOPED" // is no fault
	provider := sweepProvider(keyAttributes)
	l.write(provider, sweepFileStage, sweepFile(1))
	l.must("plan", "-out=saved.tfplan")
	l.must("show", "-json", "saved.tfplan")
	l.must("apply", "saved.tfplan")
	l.must("plan", "-detailed-exitcode")
	l.must("show", "-json")

	l.scopedURLs(scoped)
	l.variables = append(l.variables, "TF_VAR_content="+l.secrets.laterContent)
	l.write(provider, sweepFileStage, sweepFile(2), sweepScoped(scoped))
	l.must("apply", "-auto-approve")
	l.again(l.secrets.laterContent)
	l.must("plan", "-out=again.tfplan") // of which only the time differs
	l.must("show", "-json", "again.tfplan")
	l.must("apply", "-auto-approve")

	l.again(l.secrets.laterContent)
	if !sqlIsOff() {
		l.fails(nil, "destroy", "-auto-approve", "-refresh=false", "-target=snowstage_stage_file.secret") // since it is another file
		l.wantSaid("it is not the file that Terraform's state knows")
	}
	l.must("state", "rm", "snowstage_stage_file.secret")
	l.variables = append(l.variables, "TF_VAR_content="+l.secrets.content)
	l.fails(nil, "apply", "-auto-approve") // since the file there is another one
	l.wantSaid("File exists")
	l.must("destroy", "-auto-approve")
}

// faultyFilesLife lets uploads and downloads fail in every way: at the account, and at the object store.
func (l *life) faultyFilesLife() {
	provider := sweepProvider(keyAttributes)
	l.account.beHostile(noFault)
	l.write(provider, sweepFileStage, sweepFile(1))
	l.quietly("apply", "-auto-approve")

	soon := []string{"SNOWFLAKE_REQUEST_TIMEOUT=3"}
	store := slices.Sorted(maps.Keys(storeFaultsOfSweep()))
	files := fmt.Sprintf(`
resource "snowstage_stage_file" "store" {
  for_each           = toset(%s)
  database           = "ANALYTICS"
  schema             = "RAW"
  stage              = snowstage_stage.files.name
  path               = "${each.key}/a.csv"
  content_wo         = var.content
  content_wo_version = 1
}
`, marshalledList(store))
	l.account.beHostile(everyFault)
	l.write(provider, sweepFileStage, sweepFile(1), files)
	l.fails(soon, "apply", "-auto-approve", "-parallelism=30", "-refresh=false")
	l.wantMet(store)
	l.wantSaid("[redacted]", "403 Forbidden", "SignatureDoesNotMatch", "did not come from an object store")

	for _, name := range store {
		l.check(l.account.PutFile("ANALYTICS", "RAW", "FILES", name+"/a.csv", []byte("a file of which nothing is secret")))
	}
	faults := l.faults()
	l.scopedURLs(faults...)
	l.write(provider, sweepFileStage, sweepFile(1), sweepScoped(faults...), fmt.Sprintf(`
data "snowstage_file" "store" {
  for_each = toset(%s)
  database = "ANALYTICS"
  schema   = "RAW"
  stage    = "files"
  path     = "${each.key}/a.csv"
}
data "snowstage_file" "account" {
  for_each = toset(%s)
  database = "ANALYTICS"
  schema   = each.key
  stage    = "files"
  path     = "a.csv"
}
`, marshalledList(store), marshalledList(faults)))
	l.fails(soon, "plan", "-parallelism=30", "-refresh=false")
	l.wantMet(slices.Concat(store, faults))
	l.wantSaid("[redacted]", "SignatureDoesNotMatch", "the file of a scoped URL")

	l.account.beHostile(noFault)
	l.write(provider)
	l.quietly("apply", "-auto-approve")
}

func (l *life) wantSaid(parts ...string) {
	l.t.Helper()
	said := l.flatSaid()
	for _, part := range parts {
		if !strings.Contains(said, part) {
			l.t.Errorf("run %d: no error says %q", l.runs, part)
		}
	}
}

// storeFaultsOfSweep are what can go wrong at an object store, by the name of the folder in which it does.
func storeFaultsOfSweep() map[string]sweepFault {
	faults := map[string]sweepFault{
		"STORE_503": fixed(stores(503, "SlowDown", "no")), "STORE_404": fixed(stores(404, "NoSuchKey", "no")),
		"STORE_HANG": fixed(emulator.Fault{Hang: true}), "STORE_RESET": fixed(emulator.Fault{Reset: true}), "STORE_DONE_RESET": fixed(emulator.Fault{Reset: true, AfterWork: true}),
		"STORE_CUT": fixed(emulator.Fault{CutUpload: 9}), "STORE_TRUNCATED": fixed(emulator.Fault{Truncate: true}), "STORE_LOGIN_PAGE": fixed(emulator.Fault{HTML: true}),
		"STORE_BROKEN_HEADER": fixed(emulator.Fault{Status: 500}), "STORE_BROKEN_STATUS": fixed(emulator.Fault{Status: 500}), // The account answers by itself.
		"STORE_ECHO_FIELDS": func(r emulator.Request) *emulator.Fault {
			signature := signatureIn(r)
			return new(echoOfStore(signature, signature, signature))
		},
		"STORE_ECHO_REDIRECT": func(r emulator.Request) *emulator.Fault {
			return &emulator.Fault{Redirect: "https://" + signatureIn(r) + ".example/?" + r.Query}
		},
		"STORE_ECHO_TITLE": func(r emulator.Request) *emulator.Fault {
			return &emulator.Fault{Status: 502, Body: "<html><title>" + escapedForXML(r.Path+"?"+r.Query) + "</title></html>", Header: map[string]string{"Content-Type": "text/html"}}
		},
	}
	for name, write := range map[string]func(string) string{"AS_SENT": strings.Clone, "AS_READ": unescapedQuery, "QUOTED": escapedForXML, "HALVES": halves} {
		faults["STORE_ECHO_"+name] = func(r emulator.Request) *emulator.Fault {
			return new(echoOfStore("SignatureDoesNotMatch", write(r.Method+" "+r.Path+"?"+r.Query+" "+signatureIn(r)), "R0R0"))
		}
	}
	return faults
}

// echoOfStore is a refusal of Amazon's form, in which the request is repeated.
func echoOfStore(code, message, requestID string) emulator.Fault {
	said := fmt.Sprintf("<Error><Code>%s</Code><Message>The signature does not match: %s</Message><StringToSign>%[2]s</StringToSign><SignatureProvided>%[2]s</SignatureProvided></Error>",
		code, escapedForXML(message))
	return emulator.Fault{Status: 403, Body: said, Header: map[string]string{"X-Amz-Request-Id": requestID}}
}

func signatureIn(r emulator.Request) string {
	query, _ := url.ParseQuery(r.Query) // What cannot be parsed has no signature.
	return query.Get("X-Amz-Signature")
}

func unescapedQuery(text string) string {
	plain, err := url.QueryUnescape(text)
	if err != nil {
		return text
	}
	return plain
}

func escapedForXML(text string) string {
	var escaped strings.Builder
	_ = xml.EscapeText(&escaped, []byte(text)) // Writing to a Builder does not fail.
	return escaped.String()
}
