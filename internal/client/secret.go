package client

import (
	"fmt"
	"io"
	"log/slog"

	"github.com/snowstage/terraform-provider-snowstage/internal/redact"
)

// Secret is a value that no formatting verb and no log shows; only JSON for the wire does.
type Secret string

// String hides the value.
func (Secret) String() string { return redact.Mark }

// GoString hides the value.
func (Secret) GoString() string { return redact.Mark }

// Format hides the value from the verbs that ask neither for String nor for GoString, like %d.
func (Secret) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, redact.Mark) }

// LogValue hides the value.
func (Secret) LogValue() slog.Value { return slog.StringValue(redact.Mark) }

// LogValue shows the stage's name only: a JSON log handler would write the secrets inside as the wire does.
func (s Stage) LogValue() slog.Value { return slog.StringValue(s.Name) }

// LogValue shows the type only.
func (c Credentials) LogValue() slog.Value { return slog.StringValue(c.CredentialType) }

// LogValue shows the type only.
func (e Encryption) LogValue() slog.Value {
	if e.Type == nil {
		return slog.StringValue("")
	}
	return slog.StringValue(*e.Type)
}

// LogValue hides the URL.
func (FileTransferMaterial) LogValue() slog.Value { return slog.StringValue(redact.Mark) }
