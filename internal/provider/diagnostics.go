package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// attempt is something the provider tries, in the words of its diagnostics.
type attempt struct {
	summary string // like "Unable to create stage"
	doing   string // like "creating"; the object follows
	grants  string // the least privileges that let it succeed
	sends   []apiProperty
}

const parentGrants = "USAGE on the database and on the schema"

var (
	creatingStage = attempt{"Unable to create stage", "creating",
		parentGrants + ", CREATE STAGE on the schema, and USAGE on each integration the stage names", stageProperties}
	replacingStage = attempt{"Unable to replace stage", "replacing",
		parentGrants + ", CREATE STAGE on the schema, OWNERSHIP of the stage, and USAGE on each integration the stage names", stageProperties}
	readingStage = attempt{"Unable to read stage", "reading",
		parentGrants + ", and any privilege on the stage (USAGE on an external one, READ on an internal one)", nil}
	importingStage = attempt{"Unable to import stage", "importing", readingStage.grants, nil}
	listingStages  = attempt{"Unable to list stages", "listing the stages of",
		parentGrants + ", and any privilege on each stage that should be listed", nil}
	droppingStage = attempt{"Unable to drop stage", "dropping",
		parentGrants + ", and OWNERSHIP of the stage", nil}
	listingFiles = attempt{"Unable to list files", "listing the files of",
		parentGrants + ", READ on an internal stage or USAGE on an external one, and USAGE on its storage integration", nil}
	presigningURL = attempt{"Unable to get presigned URL", "getting a presigned URL for",
		parentGrants + ", and READ (WRITE to upload) on an internal stage or USAGE on an external one", presignedURLProperties}
	findingEncryption = attempt{"Encryption is not known", "asking SHOW STAGES, since the REST API does not tell it, for the encryption of",
		readingStage.grants, nil}
	refreshingDirectory = attempt{"Unable to refresh directory table", "refreshing the directory table of",
		parentGrants + ", and WRITE on an internal stage or USAGE on an external one", nil}
)

func stageWords(name identifier.Qualified) string { return "stage " + name.String() }

// failure tells an error of an attempt on an object, like `stage "DB"."SCHEMA"."STAGE"`, which the context bounds.
// The attribute is named when Snowflake's message blames one.
func (c *configured) failure(ctx context.Context, a attempt, object string, err error) diag.Diagnostic {
	detail := a.detail(object, answer(ctx, err), remedy(ctx, a, roleWords(c.role), err))
	if blamed, ok := blamedAttribute(a.sends, err); ok {
		return diag.NewAttributeErrorDiagnostic(blamed, a.summary, detail)
	}
	return diag.NewErrorDiagnostic(a.summary, detail)
}

// detail is what a diagnostic of an attempt on an object says.
func (a attempt) detail(object, answer, remedy string) string {
	return fmt.Sprintf("What was tried: %s %s.\n\n%s\n\nWhat to do: %s", a.doing, object, answer, remedy)
}

// lateness returns the limit that was passed, if that is why the attempt failed.
func lateness(ctx context.Context, err error) (*outOfTime, bool) {
	if !errors.Is(err, context.DeadlineExceeded) {
		return nil, false
	}
	return errors.AsType[*outOfTime](context.Cause(ctx))
}

func answer(ctx context.Context, err error) string {
	var lines []string
	if late, ok := lateness(ctx, err); ok {
		lines = append(lines, fmt.Sprintf("It was %s and given up.", late))
	}
	if ofStore, ok := errors.AsType[*client.StoreError](err); ok {
		if errors.Is(err, client.ErrNoFile) {
			lines = append(lines, "What happened: "+client.ErrNoFile.Error()+".")
		}
		return strings.Join(append(lines, storeAnswer(ofStore)...), "\n")
	}
	e, ok := errors.AsType[*client.Error](err)
	if !ok {
		return strings.Join(append(lines, "What happened: "+err.Error()), "\n")
	}
	message := strings.TrimSpace(e.Message)
	switch {
	case message == "":
	case errors.Is(err, client.ErrNotSnowflake):
		lines = append(lines, "The reply was a page with the title: "+message)
	default:
		lines = append(lines, "Snowflake answered: "+message)
	}
	switch {
	case e.Cause != nil:
		lines = append(lines, "What happened: "+e.Cause.Error())
	case message != "":
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

// remedy puts doubt before every other kind: what ended the waiting does not undo what Snowflake may have done by then.
func remedy(ctx context.Context, a attempt, role string, err error) string {
	isUnclear, isCanceled := errors.Is(err, client.ErrUnclear), errors.Is(err, context.Canceled)
	const look = "look whether it was carried out before trying again: a try that brought no clear answer may have worked."
	late, isLate := lateness(ctx, err)
	switch {
	case isLate:
		return late.remedy(isUnclear)
	case isUnclear && (isCanceled || errors.Is(err, client.ErrConflict)):
		return look
	case isUnclear:
		return look + " If it was not: " + remedyOfAnswer(a, role, err)
	case isCanceled:
		return "nothing: the run was interrupted. Run it again to go on."
	}
	return remedyOfAnswer(a, role, err)
}

func remedyOfAnswer(a attempt, role string, err error) string {
	status := 0
	if e, ok := errors.AsType[*client.Error](err); ok {
		status = e.Status
	}
	grants := fmt.Sprintf("%s needs %s", role, a.grants)
	ofStore, isOfStore := errors.AsType[*client.StoreError](err)
	switch {
	case isOfStore:
		return storeRemedy(ofStore)
	case errors.Is(err, client.ErrNoToken):
		return "check the settings by which the provider signs in: without a token no request is sent."
	case errors.Is(err, client.ErrUnauthorized):
		return "check what the provider signs in with. A key pair: account and user, that the public key is the one registered in Snowflake " +
			"(DESC USER shows RSA_PUBLIC_KEY_FP), and that the clock of this machine is right. A token: that it has not expired and fits authenticator."
	case errors.Is(err, client.ErrNoSQL):
		return "let the account, and its policies, allow Snowflake's SQL API (POST /api/v2/statements): no other API can do this."
	case errors.Is(err, client.ErrNoRole):
		return fmt.Sprintf("grant the role to the user (GRANT ROLE … TO USER …), or name another role in the provider's configuration: nothing was looked at for %s.", role)
	case errors.Is(err, client.ErrForbidden):
		return "grant what is missing, or name another role in the provider's configuration: " + grants + "."
	case errors.Is(err, client.ErrNotFound):
		named := "the names of database, schema and stage"
		if blamed, ok := blamedAttribute(a.sends, err); ok {
			named = blamed.String()
		}
		return "check " + named + ". Snowflake gives the same answer for an object that does not exist and for one " +
			"the role may not see: " + grants + "."
	case errors.Is(err, client.ErrConflict):
		return "choose another name, or bring the object that has it under Terraform's control with an import block. " +
			"If this is a replacement with create_before_destroy, which needs the name twice, set create_mode = \"orReplace\"."
	case errors.Is(err, client.ErrNotSnowflake):
		return "check the provider's host and account, and whether a proxy or a firewall stands in between: the reply was not one of " +
			"Snowflake's REST API."
	case isSyntaxError(err):
		return "report this as a bug of the provider, which has written the statement: Snowflake could not read it."
	case status == http.StatusBadRequest, status == http.StatusUnprocessableEntity:
		return "correct the setting that Snowflake's message names."
	case status == http.StatusTooManyRequests:
		return "try again later, with a smaller max_requests_per_second in the provider's configuration: Snowflake limits the rate of requests."
	case status >= http.StatusInternalServerError:
		return "try again; if it stays, ask Snowflake's support with the request id."
	default:
		return "check that the account can be reached, then try again."
	}
}

// isSyntaxError reports whether Snowflake could not read a statement. Its code alone does not tell: it has others of that code.
func isSyntaxError(err error) bool {
	e, ok := errors.AsType[*client.Error](err)
	return ok && e.Status == http.StatusUnprocessableEntity && e.Code == "001003" && strings.Contains(e.Message, "syntax error")
}

func roleWords(role string) string {
	if role == "" {
		return "the user's default role"
	}
	return "role " + role
}
