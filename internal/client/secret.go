package client

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"slices"
	"strings"
)

const redacted = "[redacted]"

// Secret is a value that no formatting verb and no log shows; only JSON for the wire does.
type Secret string

// String hides the value.
func (Secret) String() string { return redacted }

// GoString hides the value.
func (Secret) GoString() string { return redacted }

// Format hides the value from the verbs that ask neither for String nor for GoString, like %d.
func (Secret) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, redacted) }

// LogValue hides the value.
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

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
func (FileTransferMaterial) LogValue() slog.Value { return slog.StringValue(redacted) }

// scrub hides the call's secrets in what the server said. It ignores case, since Snowflake relays statements in lower case.
func (k call) scrub(text string) string {
	if text == "" || len(k.secrets) == 0 {
		return text
	}
	longestFirst := slices.SortedFunc(slices.Values(k.secrets), func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	for i, secret := range longestFirst {
		longestFirst[i] = regexp.QuoteMeta(secret)
	}
	return regexp.MustCompile("(?i)"+strings.Join(longestFirst, "|")).ReplaceAllLiteralString(text, redacted)
}

// scrubError gives up an error's chain if its text holds a secret; net/http quotes what it cannot read.
func (k call) scrubError(err error) error {
	if scrubbed := k.scrub(err.Error()); scrubbed != err.Error() {
		return errors.New(scrubbed)
	}
	return err
}
