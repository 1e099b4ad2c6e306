package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// mostListBytes is how many bytes of files may be in a reply to Terraform. Terraform takes more, but terraform-plugin-go sends no message
// of more than 256 MiB (grpcMaxMessageSize in tfprotov6/tf6server/server.go); the rest is for what else is in it.
const mostListBytes = 250 << 20

// tooLargeToSend is nil if the files can be sent to Terraform, in at most so many bytes.
func tooLargeToSend(stage identifier.Qualified, listed stageFileListing, most int64) diag.Diagnostic {
	bytes := listed.bytesInReply()
	if bytes <= most {
		return nil
	}
	what := fmt.Sprintf("What happened: a list of these %d files takes %d bytes, and Terraform can be sent at most %d.", len(listed.Files), bytes, most)
	return diag.NewAttributeErrorDiagnostic(path.Root("limit"), listingFiles.summary, listingFiles.detail(stageWords(stage), what, fmt.Sprintf(
		"list fewer files, by a narrower pattern or by limit (some %d like these can be sent), or set include_files = false, which sums them up without a list.",
		int64(float64(len(listed.Files))*float64(most)/float64(bytes)))))
}

// What MessagePack needs, at most: https://github.com/msgpack/msgpack/blob/master/spec.md.
const (
	listHeadBytes = 5
	fileHeadBytes = 52 // of an object of six attributes, and their names
	numberBytes   = 9
	dateBytes     = 21 // of RFC 3339 in UTC, without fractions of a second
)

// bytesInReply is no less than what the files take in a reply to Terraform, and hardly more.
func (l stageFileListing) bytesInReply() int64 {
	bytes := int64(listHeadBytes)
	for i, file := range l.Files {
		bytes += fileHeadBytes + numberBytes + dateBytes + textBytes(file.Name) + textBytes(l.paths[i]) + textBytes(file.MD5) + textBytes(file.LastModified)
	}
	return bytes
}

func textBytes(text string) int64 {
	length := int64(len(text))
	switch {
	case length < 1<<5:
		return 1 + length
	case length < 1<<8:
		return 2 + length
	case length < 1<<16:
		return 3 + length
	}
	return 5 + length
}
