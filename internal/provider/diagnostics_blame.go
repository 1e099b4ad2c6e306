package provider

import (
	"errors"
	"net/http"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// apiProperty is a property of a request's body, which a 400 may complain of, and the attribute it comes from.
type apiProperty struct {
	name string
	path path.Path
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

var presignedURLProperties = []apiProperty{
	{"expiration_time", path.Root("expiration_time")},
	{"mode", path.Root("mode")},
}

// blameIfMissing puts a complaint on the attribute that names what Snowflake did not find.
func blameIfMissing(at path.Path, err error, complaint diag.Diagnostic) diag.Diagnostic {
	if errors.Is(err, client.ErrNotFound) {
		return diag.WithPath(at, complaint)
	}
	return complaint
}

// blamedAttribute finds the attribute that a message speaks of, by the API's name of the property. Of something that does not exist only
// the words for an integration tell: the rest of the message is the name of what is missing.
func blamedAttribute(sent []apiProperty, err error) (path.Path, bool) {
	e, ok := errors.AsType[*client.Error](err)
	isMissing := errors.Is(err, client.ErrNotFound)
	isRefused := ok && (e.Status == http.StatusBadRequest || e.Status == http.StatusUnprocessableEntity && !isMissing)
	if !ok || !isRefused && !isMissing && e.Status != http.StatusNotFound {
		return path.Empty(), false
	}
	message := strings.ToLower(e.Message)
	for _, property := range sent {
		inWords := strings.ReplaceAll(property.name, "_", " ")
		switch {
		case strings.HasSuffix(property.name, "integration") && containsWord(message, inWords):
			return property.path, true
		case isRefused && containsWord(message, property.name):
			return property.path, true
		}
	}
	return path.Empty(), false
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
