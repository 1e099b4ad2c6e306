package provider

import (
	"fmt"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// leftSetting is a setting of the official provider's stages for which Snowflake's REST API has no property.
type leftSetting struct{ attribute, lost string }

var leftSettings = []leftSetting{
	{"file_format", "the stage's file format: COPY INTO and queries would take Snowflake's default unless they name one"},
	{"copy_options", "the stage's copy options"},
	{"tag", "the tags on the stage"},
	{"aws_external_id", "the external id of the stage, which the trust policy of its AWS role names: a new stage has another one"},
	{"aws_access_point_arn", "the way through the S3 access point"},
	{"use_privatelink_endpoint", "the way through the private endpoint"},
	{"directory.aws_sns_topic", "the SNS topic that refreshes the directory table"},
}

// leftBehind are the settings of the old state that have no place in the new one. Those that are the account's or the old
// provider's own (snowflake_iam_user, timeouts) are no loss.
func leftBehind(old oldBlock) []leftSetting {
	var left []leftSetting
	for _, setting := range leftSettings {
		holder, attribute := old, setting.attribute
		if block, within, ok := strings.Cut(setting.attribute, "."); ok {
			holder, _ = old.block(block)
			attribute = within
		}
		if holder.isSet(attribute) {
			left = append(left, setting)
		}
	}
	if typ, _ := oldEncryption(old, old.text("url")); typ == "" && old.isSet("encryption") {
		left = append(left, leftSetting{"encryption", "its kind of encryption, which this provider does not know: the configuration's word is taken for it"})
	}
	return left
}

func leftBehindDetail(typeName string, name identifier.Qualified, left []leftSetting) string {
	attributes, lost := make([]string, len(left)), make([]string, len(left))
	for i, setting := range left {
		attributes[i] = setting.attribute
		lost[i] = "  - " + setting.lost
	}
	return fmt.Sprintf("%s moves from %s with everything but %s, which has no place in a snowstage_stage. In Snowflake it stays as it is.\n\n"+
		"Replacing the stage later would lose:\n%s", capital(stageWords(name)), typeName, strings.Join(attributes, ", "), strings.Join(lost, "\n"))
}
