package provider

const (
	s3Lines       = "url = \"s3://a/\"\n"
	gcsLines      = "url = \"gcs://a/\"\n"
	azureLines    = "url = \"azure://acme.blob.core.windows.net/c/\"\n"
	s3CompatLines = "url = \"s3compat://a/\"\nendpoint = \"one.example.com\"\n"
	keyLines      = "credentials = { aws_key_id_wo = \"id\", aws_secret_key_wo = \"secret\" }\n"
	otherKeyLines = "credentials = { aws_key_id_wo = \"other\", aws_secret_key_wo = \"it's \\\\ new\", aws_token_wo = \"token\" }\n"
	sasLines      = "credentials = { azure_sas_token_wo = \"?sv=1\" }\n"
	otherSASLines = "credentials = { azure_sas_token_wo = \"?sv=2\" }\n"
	roleLines     = "credentials = { aws_role = \"arn:aws:iam::1:role/a\" }\n"
	tableLines    = "directory_table = { enable = true }\n"
	pushedTable   = "directory_table = { enable = true, auto_refresh = true, notification_integration = \"one\" }\n"

	setS3URL    = "<new> SET URL = 's3://a/' "
	setAzureURL = "<new> SET URL = 'azure://acme.blob.core.windows.net/c/' "
)

var settingChanges = []settingChange{
	{setting: "database", when: "spelled in another way", before: `database = "ANALYTICS"`, after: `database = "analytics"`, isNoChange: true},
	{setting: "schema", when: "spelled in another way", before: `schema = "RAW"`, after: `schema = "\"RAW\""`, isNoChange: true},
	{setting: "name", when: "spelled in another way", before: `name = "s#"`, after: `name = "S#"`, isNoChange: true},
	{setting: "database", to: `"ARCHIVE"."RAW"."S#"`, after: `database = "archive"`, statements: []string{"<old> RENAME TO <new>"}},
	{setting: "schema", to: `"ANALYTICS"."LAKE"."S#"`, before: tableLines, after: tableLines + `schema = "LAKE"`, statements: []string{"<old> RENAME TO <new>"}},
	{setting: "name", to: `"ANALYTICS"."RAW"."my ""s#"" '"`, after: `name = "\"my \"\"s#\"\" '\""`, statements: []string{"<old> RENAME TO <new>"}},
	{setting: "comment", before: `comment = "a"`, after: `comment = "it's \\ new"`, statements: []string{`<new> SET COMMENT = 'it''s \\ new'`}},
	{setting: "comment", before: `comment = "a"`, statements: []string{`<new> SET COMMENT = ''`}},

	{setting: "url", when: "given to an internal stage, or removed", after: s3Lines},
	{setting: "url", when: "given to an internal stage, or removed", before: s3Lines},
	{setting: "url", when: "of a stage on S3-compatible storage", before: s3CompatLines, after: `url = "s3compat://b/"` + "\nendpoint = \"one.example.com\"\n"},
	{setting: "url", when: "in another cloud", before: s3Lines, after: gcsLines},
	{setting: "url", before: s3Lines, after: `url = "s3://b/"`, statements: []string{"<new> SET URL = 's3://b/'"}},
	{
		setting: "url", before: s3Lines + tableLines, after: "url = \"s3://b/\"\n" + tableLines,
		statements: []string{"<new> SET URL = 's3://b/'", "<new> SET DIRECTORY = (ENABLE = TRUE)"},
	},
	{setting: "endpoint", before: s3CompatLines, after: "url = \"s3compat://a/\"\nendpoint = \"two.example.com\""},

	{setting: "storage_integration", when: "spelled in another way", before: s3Lines + `storage_integration = "one"`, after: s3Lines + `storage_integration = "ONE"`, isNoChange: true},
	{setting: "storage_integration", when: "removed, without `credentials` in its place", before: s3Lines + `storage_integration = "one"`, after: s3Lines},
	{
		setting: "storage_integration", when: "removed, with `credentials` in its place", before: s3Lines + `storage_integration = "one"`, after: s3Lines + keyLines,
		along:      "credentials",
		statements: []string{setS3URL + "CREDENTIALS = (AWS_KEY_ID = 'id' AWS_SECRET_KEY = 'secret')"},
	},
	{
		setting: "storage_integration", before: s3Lines + `storage_integration = "one"`, after: s3Lines + `storage_integration = "two"`,
		statements: []string{setS3URL + `STORAGE_INTEGRATION = "TWO"`},
	},
	{setting: "storage_integration", before: gcsLines, after: gcsLines + `storage_integration = "two"`, statements: []string{`<new> SET URL = 'gcs://a/' STORAGE_INTEGRATION = "TWO"`}},

	{setting: "credentials_wo_version", when: "removed", before: azureLines + sasLines + "credentials_wo_version = 1", after: azureLines + otherSASLines},
	{setting: "credentials", when: "of a stage on S3-compatible storage", before: s3CompatLines, after: s3CompatLines + keyLines},
	{
		setting: "credentials_wo_version", when: "of a stage on S3-compatible storage", before: s3CompatLines + keyLines + "credentials_wo_version = 1",
		after: s3CompatLines + keyLines + "credentials_wo_version = 2",
	},
	{
		setting: "credentials", when: "removed, with a `storage_integration` in their place", before: s3Lines + keyLines, after: s3Lines + `storage_integration = "one"`,
		along:      "storage_integration",
		statements: []string{setS3URL + `STORAGE_INTEGRATION = "ONE"`},
	},
	{setting: "credentials", when: "removed", before: s3Lines + roleLines, after: s3Lines, statements: []string{setS3URL + "CREDENTIALS = ()"}},
	{setting: "credentials", before: s3Lines, after: s3Lines + roleLines, statements: []string{setS3URL + "CREDENTIALS = (AWS_ROLE = 'arn:aws:iam::1:role/a')"}},
	{
		setting: "credentials.aws_role", before: s3Lines + roleLines, after: s3Lines + "credentials = { aws_role = \"arn:aws:iam::1:role/b\" }",
		statements: []string{setS3URL + "CREDENTIALS = (AWS_ROLE = 'arn:aws:iam::1:role/b')"},
	},
	{
		setting: "credentials_wo_version", before: s3Lines + keyLines + "credentials_wo_version = 1", after: s3Lines + otherKeyLines + "credentials_wo_version = 2",
		statements: []string{setS3URL + `CREDENTIALS = (AWS_KEY_ID = 'other' AWS_SECRET_KEY = 'it''s \\ new' AWS_TOKEN = 'token')`},
	},
	{
		setting: "credentials_wo_version", before: azureLines + sasLines, after: azureLines + otherSASLines + "credentials_wo_version = 1",
		statements: []string{setAzureURL + "CREDENTIALS = (AZURE_SAS_TOKEN = '?sv=2')"},
	},

	{
		setting: "encryption_wo_version", when: "removed", before: s3Lines + "encryption = { master_key_wo = \"" + keyOf128 + "\" }\nencryption_wo_version = 1",
		after: s3Lines + "encryption = { master_key_wo = \"" + keyOf128 + "\" }",
	},
	{setting: "encryption", when: "Snowflake's default, written out or left out", after: `encryption = { type = "SNOWFLAKE_FULL" }`},
	{setting: "encryption", when: "Snowflake's default, written out or left out", before: s3Lines + `encryption = { type = "NONE" }`, after: s3Lines},
	{setting: "encryption", when: "of an internal stage", after: `encryption = { type = "SNOWFLAKE_SSE" }`},
	{setting: "encryption.type", when: "of an internal stage", before: `encryption = { type = "SNOWFLAKE_SSE" }`, after: `encryption = { type = "SNOWFLAKE_FULL" }`},
	{
		setting: "encryption", when: "removed", before: s3Lines + `encryption = { type = "AWS_SSE_S3" }`, after: s3Lines,
		statements: []string{setS3URL + "ENCRYPTION = (TYPE = 'NONE')"},
	},
	{setting: "encryption", before: s3Lines, after: s3Lines + `encryption = { type = "AWS_SSE_S3" }`, statements: []string{setS3URL + "ENCRYPTION = (TYPE = 'AWS_SSE_S3')"}},
	{
		setting: "encryption.type", before: s3Lines + `encryption = { type = "AWS_SSE_S3" }`, after: s3Lines + `encryption = { type = "AWS_SSE_KMS" }`,
		statements: []string{setS3URL + "ENCRYPTION = (TYPE = 'AWS_SSE_KMS')"},
	},
	{
		setting: "encryption.kms_key_id", before: gcsLines + `encryption = { type = "GCS_SSE_KMS", kms_key_id = "a" }`, after: gcsLines + `encryption = { type = "GCS_SSE_KMS", kms_key_id = "b" }`,
		statements: []string{"<new> SET URL = 'gcs://a/' ENCRYPTION = (TYPE = 'GCS_SSE_KMS' KMS_KEY_ID = 'b')"},
	},
	{
		setting: "encryption_wo_version", before: s3Lines + "encryption = { type = \"AWS_CSE\", master_key_wo = \"" + keyOf128 + "\" }\nencryption_wo_version = 1",
		after:      s3Lines + "encryption = { type = \"AWS_CSE\", master_key_wo = \"" + keyOf256 + "\" }\nencryption_wo_version = 2",
		statements: []string{setS3URL + "ENCRYPTION = (TYPE = 'AWS_CSE' MASTER_KEY = '" + keyOf256 + "')"},
	},

	{setting: "credentials.aws_key_id_wo", when: "alone", before: s3Lines + keyLines, after: s3Lines + `credentials = { aws_key_id_wo = "other", aws_secret_key_wo = "secret" }`, isNoChange: true},
	{setting: "credentials.aws_secret_key_wo", when: "alone", before: s3Lines + keyLines, after: s3Lines + `credentials = { aws_key_id_wo = "id", aws_secret_key_wo = "other" }`, isNoChange: true},
	{
		setting: "credentials.aws_token_wo", when: "alone", before: s3Lines + keyLines,
		after: s3Lines + `credentials = { aws_key_id_wo = "id", aws_secret_key_wo = "secret", aws_token_wo = "token" }`, isNoChange: true,
	},
	{setting: "credentials.azure_sas_token_wo", when: "alone", before: azureLines + sasLines, after: azureLines + otherSASLines, isNoChange: true},
	{
		setting: "encryption.master_key_wo", when: "alone", before: s3Lines + "encryption = { type = \"AWS_CSE\", master_key_wo = \"" + keyOf128 + "\" }",
		after: s3Lines + "encryption = { type = \"AWS_CSE\", master_key_wo = \"" + keyOf256 + "\" }", isNoChange: true,
	},

	{setting: "directory_table.enable", after: tableLines, statements: []string{"<new> SET DIRECTORY = (ENABLE = TRUE)"}},
	{setting: "directory_table.enable", before: tableLines, statements: []string{"<new> SET DIRECTORY = (ENABLE = FALSE)"}},
	{setting: "directory_table.enable", before: s3Lines + tableLines, after: s3Lines, statements: []string{"<new> SET DIRECTORY = (ENABLE = FALSE)"}},
	{setting: "directory_table.auto_refresh", before: s3Lines + tableLines, after: s3Lines + `directory_table = { enable = true, auto_refresh = true }`},
	{
		setting: "directory_table.notification_integration", before: gcsLines + pushedTable,
		after: gcsLines + `directory_table = { enable = true, auto_refresh = true, notification_integration = "two" }`,
	},
	{
		setting: "directory_table.notification_integration", when: "spelled in another way", before: gcsLines + pushedTable,
		after: gcsLines + `directory_table = { enable = true, auto_refresh = true, notification_integration = "ONE" }`, isNoChange: true,
	},
	{setting: "directory_table.refresh_on_create", before: s3Lines + tableLines, after: s3Lines + `directory_table = { enable = true, refresh_on_create = false }`},

	{setting: "kind", after: `kind = "TEMPORARY"`},
	{setting: "create_mode", before: `create_mode = "errorIfExists"`, after: `create_mode = "orReplace"`},
	{setting: "if_exists", after: `if_exists = false`},
	{setting: "force_destroy", before: `force_destroy = false`, after: `force_destroy = true`},
	{setting: "timeouts", after: `timeouts = { update = "1h" }`},
}
