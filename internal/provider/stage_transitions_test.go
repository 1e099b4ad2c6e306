package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

const onS3Compatible = "s3compat://acme-lake/raw/"

func onCloud(url string) func(*stageModel) {
	return func(m *stageModel) { m.URL = types.StringValue(url) }
}

func all(changes ...func(*stageModel)) func(*stageModel) {
	return func(m *stageModel) {
		for _, change := range changes {
			change(m)
		}
	}
}

var (
	withIntegration = func(m *stageModel) { m.StorageIntegration = nameOf("LAKE") }
	withRole        = func(m *stageModel) {
		m.Credentials = object(credentialsType, map[string]attr.Value{"aws_role": types.StringValue("arn")})
	}
	withVersions = func(m *stageModel) {
		m.CredentialsVersion, m.EncryptionVersion = types.Int64Value(1), types.Int64Value(1)
	}
)

// stageTransitions change one setting each.
var stageTransitions = []struct {
	at     string
	manner manner
	why    string // part of the reason, if it is replaced
	state  func(*stageModel)
	change func(*stageModel)
}{
	{"kind", replaces, "cannot change it", nil, func(m *stageModel) { m.Kind = types.StringValue(kindTemporary) }},
	{"comment", alters, "", nil, func(m *stageModel) { m.Comment = types.StringValue("c") }},
	{"database", alters, "", nil, func(m *stageModel) { m.Database = nameOf("OTHER") }},
	{"schema", alters, "", nil, func(m *stageModel) { m.Schema = nameOf("OTHER") }},
	{"name", alters, "", nil, func(m *stageModel) { m.Name = nameOf(`"landing"`) }},
	{"name", alters, "", nil, func(m *stageModel) { m.Name = nameValue{types.StringUnknown()} }},

	{"url", replaces, "internal stage cannot become external", nil, onCloud(onS3)},
	{"url", replaces, "known only after apply", nil, func(m *stageModel) { m.URL = types.StringUnknown() }},
	{"url", replaces, "nor an external one internal", onCloud(onS3), func(m *stageModel) { m.URL = types.StringNull() }},
	{"url", replaces, "stays in its cloud", onCloud(onS3), onCloud(onGCS)},
	{"url", replaces, "S3-compatible", onCloud(onS3), onCloud(onS3Compatible)},
	{"url", replaces, "S3-compatible", onCloud(onS3Compatible), func(m *stageModel) { m.URL = types.StringUnknown() }},
	{"url", alters, "", onCloud(onS3), onCloud("s3gov://other/")},
	{"url", alters, "", onCloud(onS3), func(m *stageModel) { m.URL = types.StringUnknown() }},
	{"endpoint", replaces, "S3-compatible", onCloud(onS3Compatible), func(m *stageModel) { m.Endpoint = types.StringValue("e.example.com") }},

	{"storage_integration", alters, "", onCloud(onS3), withIntegration},
	{"storage_integration", alters, "", all(onCloud(onS3), func(m *stageModel) { m.StorageIntegration = nameOf(`"N"`) }), func(m *stageModel) { m.StorageIntegration = nameOf(`"n"`) }},
	{"storage_integration", alters, "", all(onCloud(onS3), withIntegration), func(m *stageModel) { m.StorageIntegration = nameValue{types.StringUnknown()} }},
	{"storage_integration", replaces, "no way to take it away", all(onCloud(onS3), withIntegration), func(m *stageModel) { m.StorageIntegration = nullName() }},

	{"credentials", alters, "", onCloud(onS3), func(m *stageModel) { m.Credentials = object(credentialsType, nil) }},
	{"credentials", alters, "", onCloud(onS3), func(m *stageModel) { m.Credentials = types.ObjectUnknown(credentialsType) }},
	{"credentials", alters, "", all(onCloud(onS3), withSecretsThatAre(true)), func(m *stageModel) { m.Credentials = types.ObjectNull(credentialsType) }},
	{"credentials", replaces, "S3-compatible", onCloud(onS3Compatible), func(m *stageModel) { m.Credentials = object(credentialsType, nil) }},
	{"credentials.aws_role", alters, "", all(onCloud(onS3), withSecretsThatAre(true)), withRole},
	{"credentials_wo_version", alters, "", onCloud(onS3), func(m *stageModel) { m.CredentialsVersion = types.Int64Value(1) }},
	{"credentials_wo_version", alters, "", all(onCloud(onS3), withVersions), func(m *stageModel) { m.CredentialsVersion = types.Int64Value(2) }},
	{"credentials_wo_version", replaces, "S3-compatible", all(onCloud(onS3Compatible), withVersions), func(m *stageModel) { m.CredentialsVersion = types.Int64Value(2) }},

	{"encryption", replaces, "chosen when it is created", nil, func(m *stageModel) { m.Encryption = encryptionOf("SNOWFLAKE_SSE") }},
	{"encryption", replaces, "chosen when it is created", func(m *stageModel) { m.Encryption = encryptionOf("SNOWFLAKE_SSE") }, func(m *stageModel) { m.Encryption = types.ObjectNull(encryptionType) }},
	{"encryption", replaces, "known only after apply", nil, func(m *stageModel) { m.Encryption = types.ObjectUnknown(encryptionType) }},
	{"encryption.type", replaces, "chosen when it is created", func(m *stageModel) { m.Encryption = encryptionOf("SNOWFLAKE_SSE") }, func(m *stageModel) { m.Encryption = encryptionOf("SNOWFLAKE_FULL") }},
	{"encryption", alters, "", onCloud(onS3), func(m *stageModel) { m.Encryption = object(encryptionType, nil) }},
	{"encryption", alters, "", onCloud(onS3), func(m *stageModel) { m.Encryption = types.ObjectUnknown(encryptionType) }},
	{"encryption", alters, "", all(onCloud(onS3), func(m *stageModel) { m.Encryption = encryptionOf("AWS_SSE_S3") }), func(m *stageModel) { m.Encryption = types.ObjectNull(encryptionType) }},
	{"encryption.kms_key_id", alters, "", all(onCloud(onS3), func(m *stageModel) { m.Encryption = encryptionOf("AWS_SSE_KMS") }), func(m *stageModel) {
		m.Encryption = object(encryptionType, map[string]attr.Value{"type": types.StringValue("AWS_SSE_KMS"), "kms_key_id": types.StringValue("k")})
	}},
	{"encryption_wo_version", alters, "", all(onCloud(onS3), withVersions), func(m *stageModel) { m.EncryptionVersion = types.Int64Value(2) }},

	{"directory_table.enable", alters, "", nil, func(m *stageModel) { m.DirectoryTable = table(map[string]attr.Value{"enable": types.BoolValue(true)}) }},
	{"directory_table.enable", alters, "", nil, func(m *stageModel) { m.DirectoryTable = types.ObjectUnknown(directoryTableType) }},
	{"directory_table.auto_refresh", replaces, "cannot change it", nil, func(m *stageModel) {
		m.DirectoryTable = table(map[string]attr.Value{"auto_refresh": types.BoolValue(true)})
	}},
	{"directory_table.notification_integration", replaces, "cannot change it", nil, func(m *stageModel) {
		m.DirectoryTable = table(map[string]attr.Value{"notification_integration": nameOf("n")})
	}},
}
