package provider

import (
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

func movedName(old oldBlock) identifier.Qualified {
	return identifier.Qualified{Database: old.name("database"), Schema: old.name("schema"), Name: old.name("name")}
}

// movedSettings are those of the old state in this provider's words, without secrets. What only Snowflake decides stays null
// until the next refresh: the old state may hold it, but in the forms of SQL.
func movedSettings(old oldBlock, name identifier.Qualified) map[string]attr.Value {
	url := old.text("url")
	return map[string]attr.Value{
		"id":                   types.StringValue(name.String()),
		"fully_qualified_name": types.StringValue(name.String()),
		"kind":                 types.StringValue(kindPermanent),
		"url":                  textOrNull(&url),
		"endpoint":             textOrNull(new(old.text("endpoint"))),
		"storage_integration":  old.optionalName("storage_integration"),
		"comment":              types.StringValue(old.text("comment")),
		"credentials":          movedCredentials(old),
		"encryption":           movedEncryption(old, url),
		"directory_table":      movedDirectoryTable(old),
	}
}

// movedCredentials says that there are credentials, and for which role. What else they are is secret.
func movedCredentials(old oldBlock) types.Object {
	credentials, ok := old.block("credentials")
	if !ok {
		return types.ObjectNull(credentialsType)
	}
	return types.ObjectValueMust(credentialsType, map[string]attr.Value{
		"aws_role":           textOrNull(new(credentials.text("aws_role"))),
		"aws_key_id_wo":      types.StringNull(),
		"aws_secret_key_wo":  types.StringNull(),
		"aws_token_wo":       types.StringNull(),
		"azure_sas_token_wo": types.StringNull(),
	})
}

// movedEncryption is null, too, if the old state has an encryption that this provider does not know.
func movedEncryption(old oldBlock, url string) types.Object {
	typ, settings := oldEncryption(old, url)
	if typ == "" {
		return types.ObjectNull(encryptionType)
	}
	return types.ObjectValueMust(encryptionType, map[string]attr.Value{
		"type":          types.StringValue(typ),
		"kms_key_id":    textOrNull(new(settings.text("kms_key_id"))),
		"master_key_wo": types.StringNull(),
	})
}

// oldEncryption finds the type, which in SQL is a property, and elsewhere the name of the one block within the block.
func oldEncryption(old oldBlock, url string) (typ string, settings oldBlock) {
	encryption, _ := old.block("encryption")
	for _, known := range encryptionTypes {
		if settings, ok := encryption.block(strings.ToLower(known)); ok {
			return known, settings
		}
	}
	typ = strings.ToUpper(encryption.text("type"))
	switch where, _ := cloudOf(url); {
	case typ == "" && encryption.isSet("master_key") && where == s3:
		return awsCSE, encryption
	case typ == "" && encryption.isSet("master_key") && where == azure:
		return azureCSE, encryption
	case slices.Contains(encryptionTypes, typ):
		return typ, encryption
	}
	return "", encryption
}

func movedDirectoryTable(old oldBlock) types.Object {
	directory, _ := old.block("directory")
	autoRefresh := directory.flag("auto_refresh")
	if autoRefresh == nil {
		autoRefresh = describedAutoRefresh(old)
	}
	return directoryTableModel{
		Enable:                  types.BoolValue(isTrue(directory.flag("enable"))),
		RefreshOnCreate:         types.BoolPointerValue(directory.flag("refresh_on_create")),
		AutoRefresh:             types.BoolValue(isTrue(autoRefresh)),
		NotificationIntegration: directory.optionalName("notification_integration"),
	}.object()
}

// describedAutoRefresh is what DESCRIBE STAGE said when the official provider last looked. Its complaints are dropped: that
// part of the state has changed between versions, and the next refresh tells the same.
func describedAutoRefresh(old oldBlock) *bool {
	described, _ := oldBlock{values: old.values, complaints: new([]string)}.block("describe_output")
	table, _ := described.block("directory_table")
	return table.flag("auto_refresh")
}

func isTrue(flag *bool) bool { return flag != nil && *flag }

// name reads a name that is spelled as Snowflake's replies spell it, exactly or in quotes: the official provider quotes
// every name it sends, so nothing folds.
func (b oldBlock) name(attribute string) identifier.Name {
	spelling := b.text(attribute)
	if strings.Trim(spelling, `"`) == "" {
		b.complain(attribute, "is missing")
		return identifier.Name{}
	}
	name := identifier.FromReply(spelling)
	if _, err := identifier.Parse(name.Quoted()); err != nil {
		b.complain(attribute, "is no Snowflake identifier")
	}
	return name
}

func (b oldBlock) optionalName(attribute string) nameValue {
	if b.text(attribute) == "" {
		return nullName()
	}
	return nameOf(b.name(attribute).String())
}
