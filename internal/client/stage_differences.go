package client

import (
	"fmt"
	"strconv"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// Difference is a setting in which a stage is not as wanted.
type Difference struct {
	Property string // of the API, like directory_table.enable
	Wanted   string // quoted text, true, false, "(set)" for what cannot be read, or "nothing"
	Found    string
}

// IsOfPresence reports whether only that there is something, or is not, differs. For which credentials and keys Snowflake tells so is
// not documented.
func (d Difference) IsOfPresence() bool { return d.Wanted == set || d.Found == set }

func (d Difference) String() string {
	return fmt.Sprintf("%s: wanted %s, found %s", d.Property, d.Wanted, d.Found)
}

const (
	nothing = "nothing"
	set     = "(set)"
)

// Differences compares what a create asks for with what Snowflake tells of a stage. Secrets, encryption and refresh_on_create are not
// told; what an older API does not tell either, it leaves out of the reply, and that is no difference.
func Differences(wanted, found Stage) []Difference {
	var c comparison
	c.text("kind", orElse(wanted.Kind, "PERMANENT"), found.Kind, found.Kind != nil)
	c.text("url", wanted.URL, found.URL, true)
	c.text("endpoint", wanted.Endpoint, found.Endpoint, true)
	c.name("storage_integration", wanted.StorageIntegration, found.StorageIntegration)
	c.text("comment", wanted.Comment, found.Comment, true)
	c.directoryTable(wanted.DirectoryTable, found.DirectoryTable)
	if found.HasCredentials != nil {
		c.presence("credentials", wanted.Credentials != nil, *found.HasCredentials)
	}
	if found.HasEncryptionKey != nil {
		c.encryption(wanted.Encryption, *found.HasEncryptionKey)
	}
	return c.differences
}

type comparison struct{ differences []Difference }

func (c *comparison) add(property, wanted, found string) {
	if wanted != found {
		c.differences = append(c.differences, Difference{property, wanted, found})
	}
}

func (c *comparison) text(property string, wanted, found *string, isTold bool) {
	if isTold {
		c.add(property, textWords(wanted), textWords(found))
	}
}

func (c *comparison) flag(property string, wanted, found *bool) {
	if found != nil {
		c.add(property, strconv.FormatBool(wanted != nil && *wanted), strconv.FormatBool(*found))
	}
}

func (c *comparison) presence(property string, wanted, found bool) {
	c.add(property, presenceWords(wanted), presenceWords(found))
}

func (c *comparison) name(property string, wanted, found *string) {
	c.add(property, nameWords(wanted, identifier.Parse), nameWords(found, func(spelling string) (identifier.Name, error) {
		return identifier.FromReply(spelling), nil
	}))
}

// directoryTable knows that replies told only whether there is one until November 2025.
func (c *comparison) directoryTable(wanted, found *DirectoryTable) {
	if found == nil {
		return
	}
	if wanted == nil {
		wanted = &DirectoryTable{}
	}
	c.flag("directory_table.enable", wanted.Enable, found.Enable)
	c.flag("directory_table.auto_refresh", wanted.AutoRefresh, found.AutoRefresh)
	if found.AutoRefresh != nil || found.NotificationIntegration != nil {
		c.name("directory_table.notification_integration", wanted.NotificationIntegration, found.NotificationIntegration)
	}
}

// encryption can tell a key where none is wanted, and a KMS key that is missing; for which others Snowflake reports a key is not known.
func (c *comparison) encryption(wanted *Encryption, hasKey bool) {
	switch {
	case hasKey && wanted == nil:
		c.add("encryption", nothing, set)
	case !hasKey && wanted != nil && wanted.KMSKeyID != nil:
		c.add("encryption", set, nothing)
	}
}

func orElse(text *string, otherwise string) *string {
	if text == nil {
		return &otherwise
	}
	return text
}

func textWords(text *string) string {
	if text == nil || *text == "" {
		return nothing
	}
	return strconv.Quote(*text)
}

func nameWords(spelling *string, read func(string) (identifier.Name, error)) string {
	if spelling == nil || *spelling == "" {
		return nothing
	}
	name, err := read(*spelling)
	if err != nil {
		return strconv.Quote(*spelling)
	}
	return name.String()
}

func presenceWords(there bool) string {
	if there {
		return set
	}
	return nothing
}
