package provider

import "slices"

// manner is how a changed setting reaches the stage.
type manner int

const (
	alters       manner = iota // by SQL: files, grants and pipes stay
	replaces                   // by another stage
	sendsNothing               // not at all
)

// alteration is a rule: how a change of these settings is carried out, if it is of a certain kind.
type alteration struct {
	settings []string              // their paths, like directory_table.enable
	when     string                // the kind, in words that follow the settings; empty: any other
	is       func(transition) bool // nil: any other
	manner   manner
	how      string // the statement; or why it is not altered; or why nothing is sent
}

// The statements, as the documentation and the plans show them: https://docs.snowflake.com/en/sql-reference/sql/alter-stage.
const (
	renameTo       = "RENAME TO"
	setURL         = "SET URL"
	setIntegration = "SET STORAGE_INTEGRATION"
	setCredentials = "SET CREDENTIALS"
	noCredentials  = "SET CREDENTIALS = ()"
	setEncryption  = "SET ENCRYPTION"
	endEncryption  = "SET ENCRYPTION = (TYPE = 'NONE')"
	setComment     = "SET COMMENT"
	setDirectory   = "SET DIRECTORY"
)

const (
	notByAlterStage = "`ALTER STAGE` cannot change it"
	notS3Compatible = "`ALTER STAGE` has no form for S3-compatible storage"
	versionIsGone   = "nothing is rotated"
	terraformsOwn   = "only Terraform knows it"
)

var (
	namesOfTheStage    = []string{"database", "schema", "name"}
	credentialSettings = []string{"credentials", "credentials.aws_role", "credentials_wo_version"}
	accessSettings     = append([]string{"storage_integration"}, credentialSettings...)
	encryptionSettings = []string{"encryption", "encryption.type", "encryption.kms_key_id", "encryption_wo_version"}
	writeOnlySettings  = []string{
		"credentials.aws_key_id_wo", "credentials.aws_secret_key_wo", "credentials.aws_token_wo", "credentials.azure_sas_token_wo", "encryption.master_key_wo",
	}
)

// alterations are the rules, of which the first that fits decides. Plans, their reasons and the table of the documentation are made of them.
var alterations = []alteration{
	{append([]string{"storage_integration", "directory_table.notification_integration"}, namesOfTheStage...), "spelled in another way", transition.isRespelled, sendsNothing, "it is the same name"},
	{namesOfTheStage, "", nil, alters, renameTo},
	{[]string{"comment"}, "", nil, alters, setComment},

	{[]string{"url"}, "given to an internal stage, or removed", transition.crossesTheBorder, replaces, "an internal stage cannot become external, nor an external one internal"},
	{[]string{"url"}, "of a stage on S3-compatible storage", transition.isS3Compatible, replaces, notS3Compatible},
	{[]string{"url"}, "in another cloud", transition.leavesTheCloud, replaces, "a stage stays in its cloud"},
	{[]string{"url"}, "", nil, alters, setURL},
	{[]string{"endpoint"}, "", nil, replaces, notS3Compatible},

	{[]string{"storage_integration"}, "removed, without `credentials` in its place", transition.losesAccess, replaces, "`ALTER STAGE` has no way to take it away"},
	{[]string{"storage_integration"}, "removed, with `credentials` in its place", transition.losesIntegration, alters, setCredentials},
	{[]string{"storage_integration"}, "", nil, alters, setIntegration},

	{[]string{"credentials_wo_version"}, "removed", transition.losesCredentialsVersion, sendsNothing, versionIsGone},
	{[]string{"credentials", "credentials_wo_version"}, "of a stage on S3-compatible storage", transition.isS3Compatible, replaces, notS3Compatible},
	{[]string{"credentials"}, "removed, with a `storage_integration` in their place", transition.hasIntegrationForCredentials, alters, setIntegration},
	{[]string{"credentials"}, "removed", transition.losesCredentials, alters, noCredentials},
	{credentialSettings, "", nil, alters, setCredentials},

	{[]string{"encryption_wo_version"}, "removed", transition.losesEncryptionVersion, sendsNothing, versionIsGone},
	{[]string{"encryption"}, "Snowflake's default, written out or left out", transition.isDefaultEncryption, sendsNothing, "it means the same"},
	{[]string{"encryption", "encryption.type"}, "of an internal stage", transition.staysInternal, replaces, "the encryption of an internal stage is chosen when it is created"},
	{[]string{"encryption"}, "removed", transition.losesEncryption, alters, endEncryption},
	{encryptionSettings, "", nil, alters, setEncryption},

	{writeOnlySettings, "alone", nil, sendsNothing, "Terraform does not see it: change the version beside it"},

	{[]string{"directory_table.enable"}, "", nil, alters, setDirectory},
	{[]string{"directory_table.auto_refresh", "directory_table.notification_integration"}, "", nil, replaces, notByAlterStage},
	{[]string{"directory_table.refresh_on_create"}, "", nil, sendsNothing, "it acts only when a stage is created"},

	{[]string{"kind"}, "", nil, replaces, notByAlterStage},
	{[]string{"create_mode", "if_exists", "force_destroy", "timeouts"}, "", nil, sendsNothing, terraformsOwn},
}

// alterationOf finds the rule for a setting that has changed.
func alterationOf(setting string, t transition) alteration {
	for _, rule := range alterations {
		if slices.Contains(rule.settings, setting) && (rule.is == nil || rule.is(t)) {
			return rule
		}
	}
	panic("there is no rule for " + setting)
}
