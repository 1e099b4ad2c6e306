package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

const fileGrants = parentGrants + ", and READ and WRITE on an internal stage or USAGE on an external one"

var (
	uploadingFile = attempt{"Unable to upload file", "uploading", fileGrants, nil}
	findingFile   = attempt{"Unable to find file", "listing", listingFiles.grants, nil}
	removingFile  = attempt{"Unable to remove file", "removing", fileGrants, nil}
	importingFile = attempt{"Unable to import file", "importing", listingFiles.grants, nil}
)

// uploadFailure blames the attribute that the error is about.
func (r *stageFileResource) uploadFailure(ctx context.Context, file stagedFile, content fileContent, err error) diag.Diagnostic {
	tell := func(answer, remedy string) diag.Diagnostic {
		return diag.NewErrorDiagnostic(uploadingFile.summary, uploadingFile.detail(file.words(), answer, remedy))
	}
	_, isOfSource := errors.AsType[*sourceError](err)
	switch {
	case isOfSource:
		return unreadContent(content.given, err)
	case errors.Is(err, client.ErrContentChanged):
		return diag.WithPath(content.given, tell("What happened: it is not the content that was planned: it changed since, or while it was read. Nothing of it was kept on the stage.", stillSource))
	case errors.Is(err, client.ErrNoUploads):
		return tell(answer(ctx, err)+"\n\nSo the account gives no URLs for uploads: it has a version of the REST API that no longer takes the mode \"upload\" of a presigned URL.",
			"upload the file by the Snowflake CLI, or with PUT by another SQL client (AUTO_COMPRESS = FALSE), then apply again: a file of the same content is taken over without an upload.")
	}
	return blameIfMissing(path.Root("stage"), err, r.failure(ctx, uploadingFile, file.words(), err))
}

func (r *stageFileResource) removeFailure(ctx context.Context, file stagedFile, err error) diag.Diagnostic {
	_, isAnother := errors.AsType[*anotherFileError](err)
	if isAnother && !errors.Is(err, client.ErrUnclear) {
		return diag.NewErrorDiagnostic(removingFile.summary, removingFile.detail(file.words(), "What happened: "+err.Error()+". Nothing was removed.",
			"run terraform plan again, which looks at the file that is there now, and decide then. To leave it where it is, and only forget it, use a removed block or terraform state rm."))
	}
	return r.failure(ctx, removingFile, file.words(), err)
}

// notAsUploaded tells of an upload that came to nothing, or to something else.
func notAsUploaded(file stagedFile, content fileContent, found string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("File is not what was uploaded", uploadingFile.detail(file.words(),
		fmt.Sprintf("What happened: the object store took %s, but afterwards %s. Somebody else has written or removed the file at the same time; or the stage encrypts its files with SNOWFLAKE_FULL, where uploads by a URL are of no use. "+
			"It was left as it is.", bytesWords(content.Size), found),
		"look who else writes to that path, and how the stage is encrypted: SHOW STAGES has the type INTERNAL for SNOWFLAKE_FULL. If it is that, "+onlySSE))
}

// anotherMD5 is no error, since no document promises that an internal stage lists the MD5 of the content.
func anotherMD5(file stagedFile, content fileContent, there listing) diag.Diagnostic {
	uploaded := ""
	if !content.secret {
		uploaded = ", " + md5Of(content.Content).ValueString()
	}
	return diag.NewWarningDiagnostic("File may not be what was uploaded", uploadingFile.detail(file.words(), fmt.Sprintf(
		"What happened: the object store took the file, but the stage lists it with %s, and its MD5 is not that of what was uploaded%s. Somebody else has written the file at the same time, or the stage lists another hash.",
		there.hiding(content.secret).words(), uploaded), "compare the file on the stage, for example with the data source snowstage_file. terraform apply -replace uploads it again."))
}

// fileIsThere refuses to replace what Terraform did not put there.
func fileIsThere(file stagedFile, content fileContent, there listing) diag.Diagnostic {
	wanted := bytesWords(content.Size)
	if !content.secret {
		wanted += ", MD5 " + md5Of(content.Content).ValueString()
	}
	there = there.hiding(content.secret)
	doubt := ""
	if there.Size.ValueInt64() == content.Size {
		doubt = " (For some stores the MD5 that is listed is not that of the content.)"
	}
	return diag.NewAttributeErrorDiagnostic(path.Root("path"), "File exists", uploadingFile.detail(file.words(),
		fmt.Sprintf("What happened: the stage has a file of that path already, and nothing shows that its content is the same: it has %s; to be uploaded are %s.%s Nothing was changed.", there.words(), wanted, doubt),
		"choose another path; or set overwrite = true to replace the file; or import it if it is to be Terraform's, and the next apply uploads what differs:\n\n"+fileImportBlock(file)))
}

// fileTakenByOurselves complains of two resources for one file.
func fileTakenByOurselves(file stagedFile) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("path"), uploadingFile.summary, uploadingFile.detail(file.words(),
		"What happened: another resource of this configuration has just written it. Spellings like landing, LANDING and \"LANDING\" in quotes are one stage. Nothing was changed.",
		"choose another path, or take one of the resources out of the configuration."))
}

func fileImportBlock(file stagedFile) string {
	return fmt.Sprintf("  import {\n    to = snowstage_stage_file.%s\n    id = %s\n  }\n\nIf the resource has another address, write that after \"to\".", labelOf(file.path), hclString(file.String()))
}

// words are like "12 bytes, MD5 d3b07384d113edec49eaa6238ad5ff00, last modified 2026-09-05T17:59:21Z".
func (l listing) words() string {
	words := []string{"a size that is not told"}
	if has(l.Size) {
		words[0] = bytesWords(l.Size.ValueInt64())
	}
	if has(l.MD5) {
		words = append(words, "MD5 "+l.MD5.ValueString())
	}
	if has(l.LastModified) {
		words = append(words, "last modified "+l.LastModified.ValueString())
	}
	return strings.Join(words, ", ")
}
