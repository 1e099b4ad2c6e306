package conformance

import "slices"

// documented is everything that Snowflake's published descriptions of the Stage API and of the results endpoint list
// (specification 10.10, and the property mode from before 8.40), and of the SQL API, GET /api/files/ and Snowpipe what the client uses, as
// facts of the wire. The emulator must have been asked for, and must have answered, all of it.
func documented() []string {
	return slices.Concat(
		documentedQueries, documentedRequests, documentedReplies, documentedHeaders, documentedStatuses(), documentedOfStatements(),
		documentedOfFiles(), documentedOfPipes(),
	)
}

var documentedQueries = []string{
	"listStages query like",
	"createStage query createMode=errorIfExists",
	"createStage query createMode=orReplace",
	"createStage query createMode=ifNotExists",
	"deleteStage query ifExists=true",
	"listFiles query pattern",
	"fetchResult query page",
}

var documentedRequests = []string{
	"createStage body name",
	"createStage body kind=PERMANENT",
	"createStage body kind=TEMPORARY",
	"createStage body url",
	"createStage body endpoint",
	"createStage body storage_integration",
	"createStage body comment",
	"createStage body credentials.credential_type=AWS",
	"createStage body credentials.credential_type=AZURE",
	"createStage body credentials.aws_key_id",
	"createStage body credentials.aws_secret_key",
	"createStage body credentials.aws_token",
	"createStage body credentials.aws_role",
	"createStage body credentials.azure_sas_token",
	"createStage body encryption.type=SNOWFLAKE_FULL",
	"createStage body encryption.type=SNOWFLAKE_SSE",
	"createStage body encryption.type=AWS_CSE",
	"createStage body encryption.type=AWS_SSE_S3",
	"createStage body encryption.type=AWS_SSE_KMS",
	"createStage body encryption.type=GCS_SSE_KMS",
	"createStage body encryption.type=AZURE_CSE",
	"createStage body encryption.type=NONE",
	"createStage body encryption.master_key",
	"createStage body encryption.kms_key_id",
	"createStage body directory_table.enable",
	"createStage body directory_table.refresh_on_create",
	"createStage body directory_table.auto_refresh",
	"createStage body directory_table.notification_integration",
	"getPresignedUrl body expiration_time",
	"getPresignedUrl body mode=upload",
	"getPresignedUrl body mode=download",
}

var documentedReplies = slices.Concat(
	stageReplies("listStages"),
	stageReplies("fetchStage"),
	[]string{
		"createStage reply status",
		"deleteStage reply status",
		"listFiles reply name",
		"listFiles reply size",
		"listFiles reply md5",
		"listFiles reply last_modified",
		"getPresignedUrl reply presigned_url",
		"accepted reply code",
		"accepted reply message",
		"accepted reply resultHandler",  // The specification.
		"accepted reply result_handler", // Live accounts.
		"refused reply message",
		"refused reply code",
		"refused reply error_code",
		"refused reply request_id",
	},
)

// stageReplies are the properties of Stage that are not write-only.
func stageReplies(operation string) []string {
	var facts []string
	for _, property := range []string{
		"name", "kind=PERMANENT", "kind=TEMPORARY", "url", "endpoint", "storage_integration", "comment",
		"directory_table.enable", "directory_table.refresh_on_create", "directory_table.auto_refresh", "directory_table.notification_integration",
		"created_on", "has_credentials", "has_encryption_key", "owner", "owner_role_type", "region", "cloud",
	} {
		facts = append(facts, operation+" reply "+property)
	}
	return facts
}

var documentedHeaders = []string{
	"any token type KEYPAIR_JWT",
	"any token type OAUTH",
	"any token type PROGRAMMATIC_ACCESS_TOKEN",
	"any token type WORKLOAD_IDENTITY_FEDERATION",
	"any request header X-Snowflake-Role",
	"any request header X-Snowflake-Warehouse",
	"any request header User-Agent",
	"any request header Accept",
	"any reply header Link",
	"any reply header Location",
	"any reply header X-Snowflake-Request-ID",
}

func documentedStatuses() []string {
	facts := slices.Concat(
		statuses("listStages", 408, 409),
		statuses("createStage", 408, 409),
		statuses("fetchResult", 200, 202, 400, 401, 403, 404, 405, 408, 409, 500, 503, 504),
	)
	for _, operation := range []string{"listStages", "createStage", "fetchStage", "deleteStage", "listFiles", "getPresignedUrl"} {
		facts = append(facts, statuses(operation, 200, 202, 400, 401, 403, 404, 405, 429, 500, 503, 504)...)
	}
	return facts
}
