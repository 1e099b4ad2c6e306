package provider

import (
	"context"
	"errors"
	"net/http"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

const (
	pipeDescription = "Full name of the pipe, as in SQL: `ANALYTICS.RAW.ORDERS` or `\"\\\"ANALYTICS\\\".\\\"RAW\\\".\\\"orders\\\"\"`; a part in double quotes keeps its case."

	// Snowpipe keeps no session in which a role could be chosen: https://docs.snowflake.com/en/user-guide/data-load-snowpipe-rest-overview.
	pipeRole = "the user's default role, which counts for Snowpipe whatever role the provider's configuration names,"

	monitorGrants = parentGrants + ", and MONITOR on the pipe"
)

var (
	sendingFiles = attempt{"Unable to send files to pipe", "sending files to",
		parentGrants + ", and OPERATE and MONITOR on the pipe", nil}
	followingFiles     = attempt{"Files are not known to be loaded", "following what becomes of files sent to", monitorGrants, nil}
	readingLoadReport  = attempt{"Unable to read load report", "reading the load report of", monitorGrants, nil}
	readingLoadHistory = attempt{"Unable to read load history", "reading the load history of", monitorGrants, nil}
)

func pipeWords(pipe identifier.Qualified) string { return "pipe " + pipe.String() }

// pipeFailure tells an error of an attempt on a pipe.
func pipeFailure(ctx context.Context, a attempt, pipe identifier.Qualified, err error) diag.Diagnostic {
	return blameIfMissing(path.Root("pipe"), err, diag.NewErrorDiagnostic(a.summary, a.detail(pipeWords(pipe), answer(ctx, err), pipeRemedy(ctx, a, err))))
}

func pipeRemedy(ctx context.Context, a attempt, err error) string {
	e, _ := errors.AsType[*client.Error](err)
	switch {
	case errors.Is(err, client.ErrUnclear):
		return "load the files again. Snowpipe skips those that are queued already, and snowstage_load_report tells what becomes of them."
	case errors.Is(err, client.ErrNotFound):
		return "check pipe. Snowflake gives the same answer for a pipe that does not exist and for one the role may not see: " + pipeRole + " needs " + a.grants + "."
	case errors.Is(err, client.ErrForbidden):
		return "grant what is missing: " + pipeRole + " needs " + a.grants + "."
	case e != nil && e.Status == http.StatusTooManyRequests:
		return "try again later, and ask for less at a time or less often: Snowflake limits the rate of Snowpipe's requests, above all of those for the load history."
	}
	return remedy(ctx, a, pipeRole, err)
}

var isPipeName = formOf("must be the full name of a pipe: its database, its schema and its own", pipeNamed)

// pipeNamed reads the full name of a pipe; a complaint is on the given attribute.
func pipeNamed(at path.Path, spelling string) (identifier.Qualified, diag.Diagnostics) {
	pipe, err := identifier.ParseQualified(spelling)
	if err != nil {
		return pipe, diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, "Invalid pipe name", sentence(err.Error())+
			"\n\nGive database, schema and pipe, like DB.SCHEMA.PIPE; a part whose case or characters need it has double quotes, like DB.SCHEMA.\"my pipe\".")}
	}
	return pipe, nil
}
