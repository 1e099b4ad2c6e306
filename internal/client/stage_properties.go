package client

import (
	"strconv"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// property is one thing that replies tell of a stage, in a form in which two replies can be compared.
type property struct {
	name   string
	of     func(Stage) string // empty if the reply does not tell it, or tells that there is nothing
	always bool               // every stage has it
}

var stageProperties = []property{
	{"kind", func(s Stage) string { return plain(s.Kind) }, true},
	{"url", func(s Stage) string { return plain(s.URL) }, false},
	{"endpoint", func(s Stage) string { return plain(s.Endpoint) }, false},
	{"storage_integration", func(s Stage) string { return plainName(s.StorageIntegration) }, false},
	{"comment", func(s Stage) string { return plain(s.Comment) }, false},
	{"directory_table.enable", func(s Stage) string { return plainFlag(s.directory().Enable) }, true},
	{"directory_table.auto_refresh", func(s Stage) string { return plainFlag(s.directory().AutoRefresh) }, true},
	{"directory_table.notification_integration", func(s Stage) string { return plainName(s.directory().NotificationIntegration) }, false},
	{"created_on", func(s Stage) string { return plain(s.CreatedOn) }, false},
	{"has_credentials", func(s Stage) string { return plainFlag(s.HasCredentials) }, true},
	{"has_encryption_key", func(s Stage) string { return plainFlag(s.HasEncryptionKey) }, true},
	{"owner", func(s Stage) string { return plain(s.Owner) }, false},
	{"owner_role_type", func(s Stage) string { return plain(s.OwnerRoleType) }, false},
	{"region", func(s Stage) string { return plain(s.Region) }, false},
	{"cloud", func(s Stage) string { return plain(s.Cloud) }, false},
}

// shape is the set of properties that a stage has, a bit for each.
type shape uint32

func (s Stage) shape() (has shape) {
	for i, p := range stageProperties {
		if p.of(s) != "" {
			has |= 1 << i
		}
	}
	return has
}

// ofEveryStage are the properties that every stage has.
func ofEveryStage() (all shape) {
	for i, p := range stageProperties {
		if p.always {
			all |= 1 << i
		}
	}
	return all
}

// names are those of the properties.
func (s shape) names() (names []string) {
	for i, p := range stageProperties {
		if s&(1<<i) != 0 {
			names = append(names, p.name)
		}
	}
	return names
}

// toldOtherwise are the properties that two replies about one stage do not tell alike.
func toldOtherwise(one, other Stage) (otherwise shape) {
	for i, p := range stageProperties {
		if p.of(one) != p.of(other) {
			otherwise |= 1 << i
		}
	}
	return otherwise
}

func (s Stage) directory() DirectoryTable {
	if s.DirectoryTable == nil {
		return DirectoryTable{}
	}
	return *s.DirectoryTable
}

func plainName(spelling *string) string {
	if spelling == nil || *spelling == "" {
		return ""
	}
	return identifier.FromReply(*spelling).Quoted()
}

func plainFlag(flag *bool) string {
	if flag == nil {
		return ""
	}
	return strconv.FormatBool(*flag)
}
