package conformance

import "slices"

const (
	byAdministrator = "an administrator does so, in SQL"
	byLambda        = "it is a function of Amazon's that calls the same endpoints; a run of Terraform starts the load instead"
)

// rowsOfPipes are those of https://docs.snowflake.com/en/user-guide/data-load-snowpipe-rest-overview, in their order; then those of the
// endpoints, https://docs.snowflake.com/en/user-guide/data-load-snowpipe-rest-apis, and what Snowflake's own clients add to them.
var rowsOfPipes = []row{
	{says: "calls are signed in by a key pair", shown: pipeByKeyPair},
	{says: "user name and password are not used", reason: "the client knows no passwords"},
	{says: "no session is kept", shown: pipeWithoutSession},
	{says: "the user's default role counts", shown: pipeByDefaultRole},
	{says: "the role has the fewest privileges that do", shown: pipeThatIsUnknown},

	{says: "a call has file names and a pipe's name", shown: insertIsAPost},
	{says: "there are libraries and samples for Java and Python", reason: "the client is one of its own"},
	{says: "new files of the list are queued", shown: onlyNewFilesAreQueued},
	{says: "the pipe's parameters say how files are loaded", shown: pipesDiffer},
	{says: "Snowflake provides what loads", shown: pipeWithoutWarehouse},
	{says: "a picture shows the flow of data", reason: "it says what the text does"},
	{says: "step 1, files are copied to an internal stage or to S3, GCS or Azure", shown: pipesOfAllStages},
	{says: "step 2, insertFiles moves them to a queue", shown: filesWaitInAQueue},
	{says: "step 3, they are loaded into a table", shown: rowsAreCounted},

	{says: "setup 1, there is a named stage", shown: pipeWithoutStage},
	{says: "setup 2, CREATE PIPE makes a pipe", reason: byAdministrator},
	{says: "setup 3, one key pair does for all calls of a user", shown: oneKeyPairForAll},
	{says: "setup 3, privileges on the objects are granted", reason: byAdministrator},
	{says: "setup 4, a library is installed", reason: "the client is part of the provider"},
	{says: "option 1, files are sent and the load history is read", shown: filesAreSentAndRead},
	{says: "option 2, an AWS Lambda function calls the endpoints", reason: byLambda},
	{says: "option 2, the function loads files of S3 only", reason: byLambda},
	{says: "option 2, the function reads the load history", reason: byLambda},

	{says: "insertFiles is a POST with requestId and a JSON body", shown: insertIsAPost},
	{says: "insertFiles takes one path a line as plain text", reason: "the client sends JSON, in which a path may hold anything"},
	{says: "insertFiles takes the size of a file", reason: "it is optional, and Snowflake looks itself"},
	{says: "insertFiles takes 5,000 files a call", shown: insertInParts},
	{says: "insertFiles takes paths of 1,024 bytes in UTF-8", shown: insertLongPaths},
	{says: "a pipe's name is whole and case-sensitive", shown: pipeIsNamedExactly},
	{says: "insertFiles tells what it skipped if asked", shown: onlyNewFilesAreQueued},
	{says: "insertFiles tells paths that no pattern of the pipe fits", shown: insertTellsUnmatched},
	{says: "insertFiles answers responseCode to Java", shown: extrasOfPipes},
	{says: "a receipt means queued, not loaded", shown: receiptIsNoLoad},
	{says: "requestId follows a call whose reply is lost", shown: insertIsRepeated},

	{says: "insertReport goes on from beginMark", shown: reportGoesOn},
	{says: "insertReport takes recentSeconds from Python", reason: "it is in no document of the endpoint; the client goes on from a mark"},
	{says: "insertReport keeps 10,000 events", shown: tenThousandEvents},
	{says: "insertReport keeps ten minutes", shown: tenMinutes},
	{says: "insertReport tells that events were missed", shown: reportsThatMissEvents},
	{says: "insertReport has each property of a file", shown: propertiesOfLoads},
	{says: "insertReport has each status of a file", shown: filesWaitInAQueue},
	{says: "insertReport has systemError if the file could not be read", shown: unreadableFile},
	{says: "insertReport tells Java of active files", shown: extrasOfPipes},

	{says: "loadHistoryScan requires startTimeInclusive", shown: historyWantsAStart},
	{says: "loadHistoryScan has the start and not the end", shown: historyOfARange},
	{says: "loadHistoryScan ends at 10,000 files and goes on from rangeEndTime", shown: tenThousandFiles},
	{says: "loadHistoryScan has each property of a file", shown: propertiesOfLoads},
	{says: "loadHistoryScan may be read for ten minutes every eight", shown: historyReadModestly},
	{says: "loadHistoryScan may not be read for a day every minute", shown: historyReadTooOften},

	{says: "an error has the form of the first version", shown: errorsOfPipes},
	{says: "each status has its meaning", shown: statusesOfPipes},
	{says: "429 and 503 are for later", shown: pipesThatAreBusy},
	{says: "401 is for another token, once", shown: pipeTokenIsReplaced},
	{says: "OAuth signs in too, and the header tells which", shown: pipeByOAuth},
	{says: "pipes themselves have an API", reason: "the provider keeps no pipes"},
}

func documentedOfPipes() []string {
	facts := []string{
		"insertFiles query requestId",
		"insertFiles query showSkippedFiles=true",
		"insertFiles body files.path",
		"insertFiles reply requestId",
		"insertFiles reply status",
		"insertFiles reply responseCode",
		"insertFiles reply skippedFiles",
		"insertFiles reply unmatchedPatternFiles",
		"insertReport query requestId",
		"insertReport query beginMark",
		"insertReport reply nextBeginMark",
		"insertReport reply statistics.activeFiles",
		"insertReport reply files.status=LOAD_IN_PROGRESS", // A history has finished loads only.
		"loadHistoryScan query requestId",
		"loadHistoryScan query startTimeInclusive",
		"loadHistoryScan query endTimeExclusive",
		"loadHistoryScan reply startTimeInclusive",
		"loadHistoryScan reply endTimeExclusive",
		"loadHistoryScan reply rangeStartTime",
		"loadHistoryScan reply rangeEndTime",
		"refused reply success", // An error of the first version of Snowflake's APIs; its data and headers are null.
	}
	for _, operation := range []string{"insertReport", "loadHistoryScan"} {
		for _, property := range []string{
			"pipe", "completeResult", "files.path", "files.stageLocation", "files.fileSize", "files.timeReceived", "files.lastInsertTime",
			"files.rowsInserted", "files.rowsParsed", "files.errorsSeen", "files.errorLimit", "files.firstError", "files.firstErrorLineNum",
			"files.firstErrorCharacterPos", "files.firstErrorColumnName", "files.systemError", "files.complete",
			"files.status=LOADED", "files.status=LOAD_FAILED", "files.status=PARTIALLY_LOADED",
		} {
			facts = append(facts, operation+" reply "+property)
		}
	}
	for _, operation := range []string{"insertFiles", "insertReport", "loadHistoryScan"} {
		facts = slices.Concat(facts, statuses(operation, 200, 400, 401, 403, 404, 429, 500, 503))
	}
	return facts
}
