package conformance

import "slices"

// documentedOfStatements is what the description of the SQL API lists, without what the client has no use for: async, bindings,
// parameters, and a current database and schema.
func documentedOfStatements() []string {
	facts := []string{
		"SubmitStatement query requestId",
		"SubmitStatement query nullable=true",
		"SubmitStatement query retry=true",
		"SubmitStatement body statement",
		"SubmitStatement body timeout",
		"SubmitStatement body role",
		"SubmitStatement body warehouse",
		"SubmitStatement reply data",
		"GetStatementStatus query requestId",
		"GetStatementStatus query partition=1",
		"accepted reply statementHandle",
		"accepted reply statementStatusUrl",
		"accepted reply createdOn",
		"refused reply sqlState",
		"refused reply statementHandle",
		"CancelStatement reply statementHandle",
		"CancelStatement reply code",
	}
	for _, property := range []string{
		"code", "sqlState", "message", "statementHandle", "statementStatusUrl", "createdOn", "resultSetMetaData.format", "resultSetMetaData.numRows",
		"resultSetMetaData.rowType.name", "resultSetMetaData.rowType.type", "resultSetMetaData.rowType.nullable", "resultSetMetaData.partitionInfo.rowCount",
	} {
		facts = append(facts, "SubmitStatement reply "+property)
	}
	return slices.Concat(facts,
		statuses("SubmitStatement", 200, 202, 400, 401, 403, 404, 405, 408, 415, 422, 429, 500, 503, 504),
		statuses("GetStatementStatus", 200, 202, 400, 401, 403, 404, 405, 415, 422, 429, 500, 503, 504),
		statuses("CancelStatement", 200, 422),
	)
}
