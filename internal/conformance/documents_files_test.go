package conformance

// rowsOfFiles are those of GET /api/files/, in their order, https://docs.snowflake.com/en/user-guide/data-load-unstructured-rest-api; then what
// https://docs.snowflake.com/en/sql-reference/functions/build_stage_file_url and build_scoped_file_url say of the URLs; then what follows
// from a redirect to an object store.
var rowsOfFiles = []row{
	{says: "a file of an internal stage is downloaded", shown: fileOfInternalStage},
	{says: "a file of an external stage is downloaded", shown: fileOfExternalStage},
	{says: "the endpoint takes OAuth's tokens", shown: fileByOAuth},
	{says: "a security integration is created for OAuth", reason: "an administrator does so once, in SQL; the client is given what comes of it"},
	{says: "users are led to a page where they authorize", reason: "nobody sits before a run of Terraform; the client has the refresh token that comes of it"},

	{says: "a request sends a file URL", shown: fileByFileURL},
	{says: "a request sends a scoped URL", shown: fileByScopedURL},
	{says: "BUILD_SCOPED_FILE_URL makes scoped URLs", reason: "the client has no queries; the emulator stands in for the function"},
	{says: "BUILD_STAGE_FILE_URL makes file URLs", shown: fileURLIsWrittenAlike},
	{says: "a directory table has file URLs", reason: "the client has no queries; the URLs in it are those of the function"},
	{says: "the endpoint takes a key pair's tokens", shown: fileByKeyPair},
	{says: "a scoped URL serves the user who made it only", shown: scopedURLOfAnother},
	{says: "a file URL serves any role with privileges", shown: fileByAnyRole},
	{says: "an external stage wants USAGE", shown: fileWithoutUsage},
	{says: "an internal stage wants READ", shown: fileWithoutRead},
	{says: "clients follow redirects", shown: redirectIsFollowed},
	{says: "files look corrupted where the encryption is not SNOWFLAKE_SSE", shown: fileThatLooksCorrupted},

	{says: "the header Authorization is Bearer and the token", shown: headerAuthorization},
	{says: "the header Accept is any type", shown: headerAccept},
	{says: "the header User-Agent is name and version by RFC 7231", shown: headerUserAgent},
	{says: "the header X-Snowflake-Authorization-Token-Type is OAUTH", shown: headerTokenType},
	{says: "the example prints status and content", shown: exampleOfFiles},

	{says: "a file URL has host, database, schema, stage and path", shown: fileURLNamesAFile},
	{says: "a file URL encodes odd characters, a dot too", shown: fileURLOfOddCharacters},
	{says: "a file URL never expires", shown: fileURLNeverExpires},
	{says: "a file URL may have a host that the endpoint does not serve", reason: "which hosts an account serves is its own; the provider is told one"},
	{says: "a scoped URL has the id of a query and hides the file", shown: scopedURLHidesTheFile},
	{says: "a scoped URL lasts 24 hours", shown: scopedURLExpires},
	{says: "a URL may name a private link's host", shown: fileURLOfAnotherHost},
	{says: "sign-in comes before role, stage and file", shown: filesThatAreRefused},
	{says: "downloads are in the history of queries", reason: "the client has no queries, and the emulator no history"},
	{says: "any status of a redirect leads to the store", shown: redirectOfAnyStatus},
	{says: "the store takes no second sign-in", shown: storeWantsNoToken},
	{says: "each status has its meaning", shown: statusesOfFiles},
}

func documentedOfFiles() []string { return statuses("getFile", 302, 400, 401, 403, 404, 429, 500, 503) }
