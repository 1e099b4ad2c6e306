package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// attempt is something the provider tries, in the words of its diagnostics.
type attempt struct {
	summary string // like "Unable to create stage"
	doing   string // like "creating"; the object follows
	grants  string // the least privileges that let it succeed
	sends   []apiProperty
}

// apiProperty is a property of a request's body, which a 400 may complain of, and the attribute it comes from.
type apiProperty struct {
	name string
	path path.Path
}

const parentGrants = "USAGE on the database and on the schema"

var (
	creatingStage = attempt{"Unable to create stage", "creating",
		parentGrants + ", CREATE STAGE on the schema, and USAGE on each integration the stage names", stageProperties}
	replacingStage = attempt{"Unable to replace stage", "replacing",
		parentGrants + ", CREATE STAGE on the schema, OWNERSHIP of the stage, and USAGE on each integration the stage names", stageProperties}
	readingStage = attempt{"Unable to read stage", "reading",
		parentGrants + ", and any privilege on the stage (USAGE on an external one, READ on an internal one)", nil}
	listingStages = attempt{"Unable to list stages", "listing the stages of",
		parentGrants + ", and any privilege on each stage that should be listed", nil}
	droppingStage = attempt{"Unable to drop stage", "dropping",
		parentGrants + ", and OWNERSHIP of the stage", nil}
	listingFiles = attempt{"Unable to list files", "listing the files of",
		parentGrants + ", READ on an internal stage or USAGE on an external one, and USAGE on its storage integration", nil}
	presigningURL = attempt{"Unable to get presigned URL", "getting a presigned URL for",
		parentGrants + ", and READ (WRITE to upload) on an internal stage or USAGE on an external one", nil}
)

// failure tells an error of an attempt on an object, like `stage "DB"."SCHEMA"."STAGE"`, made with a role; an empty role
// is the user's default one. The attribute is named when Snowflake's message blames one.
func failure(a attempt, object, role string, err error) diag.Diagnostic {
	detail := strings.Join([]string{
		fmt.Sprintf("What was tried: %s %s.", a.doing, object),
		answer(err),
		"What to do: " + remedy(a, role, err),
	}, "\n\n")
	if blamed, ok := blamedAttribute(a.sends, err); ok {
		return diag.NewAttributeErrorDiagnostic(blamed, a.summary, detail)
	}
	return diag.NewErrorDiagnostic(a.summary, detail)
}

func answer(err error) string {
	e, ok := errors.AsType[*client.Error](err)
	if !ok {
		return "What happened: " + err.Error()
	}
	var lines []string
	switch message := strings.TrimSpace(e.Message); {
	case message != "":
		lines = append(lines, "Snowflake answered: "+message)
	case e.Cause != nil:
		lines = append(lines, "What happened: "+e.Cause.Error())
	case e.Status != 0:
		lines = append(lines, "The reply said nothing more than its status.")
	default:
		lines = append(lines, "What happened: "+err.Error())
	}
	var facts []string
	if e.Status != 0 {
		facts = append(facts, fmt.Sprintf("HTTP status %d %s", e.Status, http.StatusText(e.Status)))
	}
	if e.Code != "" {
		facts = append(facts, "code "+e.Code)
	}
	if e.RequestID != "" {
		facts = append(facts, "request id "+e.RequestID)
	}
	facts = append(facts, "operation "+e.Operation)
	if e.Tries > 1 {
		facts = append(facts, fmt.Sprintf("%d tries", e.Tries))
	}
	return strings.Join(append(lines, "("+strings.Join(facts, ", ")+")"), "\n")
}

func remedy(a attempt, role string, err error) string {
	status := 0
	if e, ok := errors.AsType[*client.Error](err); ok {
		status = e.Status
	}
	grants := fmt.Sprintf("%s needs %s", roleWords(role), a.grants)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "give the operation more time in the resource's timeouts, or find out why Snowflake takes so long."
	case errors.Is(err, context.Canceled):
		return "nothing: the run was interrupted. Run it again to go on."
	case errors.Is(err, client.ErrUnclear):
		return "look whether it was carried out before trying again; nothing was repeated, because the first try may have worked."
	case errors.Is(err, client.ErrUnauthorized):
		return "check the provider's user, account and key or token; the user's public key must be the one registered in Snowflake " +
			"(DESC USER shows RSA_PUBLIC_KEY_FP), and the clock of this machine must be right."
	case errors.Is(err, client.ErrForbidden):
		return "grant what is missing, or name another role in the provider's configuration: " + grants + "."
	case errors.Is(err, client.ErrNotFound):
		return "check database, schema and name. Snowflake gives the same answer for an object that does not exist and for one " +
			"the role may not see: " + grants + "."
	case errors.Is(err, client.ErrConflict):
		return "choose another name, or bring the object that has it under Terraform's control with an import block."
	case errors.Is(err, client.ErrNotSnowflake):
		return "check the provider's host and account, and whether a proxy or a firewall stands in between: the reply was not one of " +
			"Snowflake's REST API."
	case status == http.StatusBadRequest:
		return "correct the setting that Snowflake's message names."
	case status == http.StatusTooManyRequests:
		return "try again later, or run Terraform with a smaller -parallelism: Snowflake limits the rate of requests."
	case status >= http.StatusInternalServerError:
		return "try again; if it stays, ask Snowflake's support with the request id."
	default:
		return "check that the account can be reached, then try again."
	}
}

func roleWords(role string) string {
	if role == "" {
		return "the user's default role"
	}
	return "role " + role
}

// blamedAttribute finds the attribute that a message speaks of, by the API's name of the property. In a 404 only the
// words for an integration tell: the rest of its message is the name of what is missing.
func blamedAttribute(sent []apiProperty, err error) (path.Path, bool) {
	e, ok := errors.AsType[*client.Error](err)
	if !ok || e.Status != http.StatusBadRequest && e.Status != http.StatusNotFound {
		return path.Empty(), false
	}
	message := strings.ToLower(e.Message)
	for _, property := range sent {
		inWords := strings.ReplaceAll(property.name, "_", " ")
		switch {
		case strings.HasSuffix(property.name, "_integration") && strings.Contains(message, inWords):
			return property.path, true
		case e.Status == http.StatusBadRequest && containsWord(message, property.name):
			return property.path, true
		}
	}
	return path.Empty(), false
}

// stageProperties goes from the most to the least telling: a message on credentials that do not go with a url names both,
// and so does one on an encryption type.
var stageProperties = []apiProperty{
	{"aws_key_id", path.Root("credentials").AtName("aws_key_id_wo")},
	{"aws_secret_key", path.Root("credentials").AtName("aws_secret_key_wo")},
	{"aws_token", path.Root("credentials").AtName("aws_token_wo")},
	{"aws_role", path.Root("credentials").AtName("aws_role")},
	{"azure_sas_token", path.Root("credentials").AtName("azure_sas_token_wo")},
	{"master_key", path.Root("encryption").AtName("master_key_wo")},
	{"kms_key_id", path.Root("encryption").AtName("kms_key_id")},
	{"encryption.type", path.Root("encryption").AtName("type")},
	{"notification_integration", path.Root("directory_table").AtName("notification_integration")},
	{"refresh_on_create", path.Root("directory_table").AtName("refresh_on_create")},
	{"auto_refresh", path.Root("directory_table").AtName("auto_refresh")},
	{"storage_integration", path.Root("storage_integration")},
	{"credentials", path.Root("credentials")},
	{"encryption", path.Root("encryption")},
	{"directory_table", path.Root("directory_table")},
	{"endpoint", path.Root("endpoint")},
	{"kind", path.Root("kind")},
	{"url", path.Root("url")},
}

// containsWord reports whether text holds word with no letter, digit or underscore on either side.
func containsWord(text, word string) bool {
	for rest := text; ; {
		before, after, found := strings.Cut(rest, word)
		if !found {
			return false
		}
		if !endsInWord(before) && !startsWithWord(after) {
			return true
		}
		rest = after
	}
}

func endsInWord(text string) bool { return text != "" && isWordByte(text[len(text)-1]) }

func startsWithWord(text string) bool { return text != "" && isWordByte(text[0]) }

func isWordByte(b byte) bool {
	return b == '_' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}
