package client

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// property is one thing that replies tell of a stage, in a form in which two replies can be compared.
type property struct {
	name  string
	of    func(Stage) string // empty if the reply does not tell it, or tells that there is nothing
	usual string             // what a stage has for which it is moot
	moot  func(Stage) bool   // whether a stage can have nothing else; nil: never
}

var stageProperties = []property{
	{"kind", func(s Stage) string { return plain(s.Kind) }, "", nil},
	{"url", func(s Stage) string { return plain(s.URL) }, "", nil},
	{"endpoint", func(s Stage) string { return plain(s.Endpoint) }, "", nil},
	{"storage_integration", func(s Stage) string { return plainName(s.StorageIntegration) }, "", nil},
	{"comment", func(s Stage) string { return plain(s.Comment) }, "", nil},
	{"directory_table.enable", func(s Stage) string { return plainFlag(s.directory().Enable) }, "", nil},
	{"directory_table.auto_refresh", func(s Stage) string { return plainFlag(s.directory().AutoRefresh) }, "false", func(s Stage) bool { return plainFlag(s.directory().Enable) == "false" }},
	{"directory_table.notification_integration", func(s Stage) string { return plainName(s.directory().NotificationIntegration) }, "", nil},
	{"created_on", func(s Stage) string { return plain(s.CreatedOn) }, "", nil},
	{"has_credentials", func(s Stage) string { return plainFlag(s.HasCredentials) }, "false", isInternal},
	{"has_encryption_key", func(s Stage) string { return plainFlag(s.HasEncryptionKey) }, "false", isInternal},
	{"owner", func(s Stage) string { return plain(s.Owner) }, "", nil},
	{"owner_role_type", func(s Stage) string { return plain(s.OwnerRoleType) }, "", nil},
	{"region", func(s Stage) string { return plain(s.Region) }, "", nil},
	{"cloud", func(s Stage) string { return plain(s.Cloud) }, "", nil},
}

func (p property) isMoot(s Stage) bool { return p.moot != nil && p.moot(s) }

func isInternal(s Stage) bool { return plain(s.URL) == "" }

// properties is a set of them, a bit for each.
type properties uint32

func (all properties) names() (names []string) {
	for i, p := range stageProperties {
		if all&(1<<i) != 0 {
			names = append(names, p.name)
		}
	}
	return names
}

// UnmarshalJSON reads a reply, and notes which properties it mentions, be it as null.
func (s *Stage) UnmarshalJSON(reply []byte) error {
	type stage Stage // without this method
	var keys, directory map[string]json.RawMessage
	if err := json.Unmarshal(reply, (*stage)(s)); err != nil {
		return err
	}
	if err := json.Unmarshal(reply, &keys); err != nil {
		return err
	}
	_ = json.Unmarshal(keys["directory_table"], &directory) // which was read above, if it is there
	for i, p := range stageProperties {
		_, isMentioned := keys[p.name]
		if inside, isNested := strings.CutPrefix(p.name, "directory_table."); isNested {
			_, isMentioned = directory[inside]
		}
		if isMentioned {
			s.mentioned |= 1 << i
		}
	}
	return nil
}

// toldOtherwise are the properties that two replies about one stage do not tell alike.
func toldOtherwise(one, other Stage) (otherwise properties) {
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
