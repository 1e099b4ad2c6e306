package provider

import (
	"fmt"
	"net/http"
	"regexp"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// matrixTable is a part of the matrix.
type matrixTable struct {
	title      string
	faults     []matrixFault
	operations []matrixOperation
	first      int // the place of the first operation's promise
}

func matrixTables() []matrixTable {
	return []matrixTable{
		{"Stages", matrixFaults, stageOperations, 0},
		{"Files", matrixFaults, fileOperations, len(stageOperations)},
		{"The object store", storeFaults, storeOperations, 0},
	}
}

var inStorage = regexp.MustCompile(`^/storage/`)

// storeOperations are those whose own request goes to an object store.
var storeOperations = []matrixOperation{
	{title: "upload file", summary: "Unable to upload file", method: http.MethodPut, path: inStorage, writes: true, canRepeat: true, inStore: true, ofFiles: true, begin: beginUpload},
	{title: "replace file", summary: "Unable to upload file", method: http.MethodPut, path: inStorage, writes: true, canRepeat: true, inStore: true, ofFiles: true, begin: beginReplaceFile},
	{title: "download file", summary: "Unable to read file", method: http.MethodGet, path: inStorage, inStore: true, ofFiles: true, begin: beginDownload},
}

// stores is an error as object stores word it.
func stores(status int, code, message string) emulator.Fault {
	return emulator.Fault{
		Status: status, Header: map[string]string{"X-Amz-Request-Id": "R0R0"},
		Body: fmt.Sprintf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>%s</Code><Message>%s</Message></Error>", code, message),
	}
}

// storeFaults are the rows of the matrix about requests to an object store, which has none of Snowflake's errors, and no token to renew.
var storeFaults = []matrixFault{
	{name: "400, the body broke off on the way", promises: every(sentAgain), says: "The body is shorter than announced.", ways: only(stores(400, "IncompleteBody", "The body is shorter than announced.")), note: freshURL},
	{name: "403, the URL has expired", promises: every(sentAgain), says: "Request has expired", ways: only(stores(403, "AccessDenied", "Request has expired")),
		note: "Once, with a fresh URL: where the store refuses that too, it refuses more than the URL."},
	{name: "404", promises: every(isError), says: "It is not there.", ways: only(stores(404, "NoSuchKey", "It is not there."))},
	{name: "404, an HTML page", promises: every(isError), says: "404", ways: only(emulator.Fault{Status: 404, HTML: true})},
	{name: "429", promises: every(sentAgain), says: "Slow down.", ways: only(stores(429, "SlowDown", "Slow down.")), note: freshURL},
	{name: "429 with Retry-After in seconds", promises: every(sentAgain), says: "Slow down.", ways: only(stores(429, "SlowDown", "Slow down.")), retryAfter: 30 * time.Second, note: waitsAsAsked},
	{name: "500", promises: every(sentAgain), says: "We failed.", ways: either(stores(500, "InternalError", "We failed.")), note: freshURL},
	{name: "503", promises: every(sentAgain), says: "Slow down.", ways: either(stores(503, "SlowDown", "Slow down.")), note: freshURL},
	{name: "connection reset", promises: every(sentAgain), says: aboutTheStore, ways: either(emulator.Fault{Reset: true}), note: freshURL},
	{name: "connection reset in the middle of the file", promises: every(sentAgain), says: aboutTheStore, ways: only(emulator.Fault{CutUpload: 5}), waysOfGET: only(emulator.Fault{Truncate: true}), note: freshURL},
	{name: "connection closed without a reply", promises: every(sentAgain), says: aboutTheStore, ways: either(emulator.Fault{HangUp: true}), note: freshURL},
	{name: "no byte for as long as a request may take", promises: every(sentAgain), says: "no byte was sent or received for 3s", ways: only(emulator.Fault{Hang: true}), waysOfGET: only(emulator.Fault{Stall: true}),
		route: inAHurry, note: freshURL},
	{name: "a sign-in page with 200", promises: every(isError), says: notAStore, ways: either(emulator.Fault{HTML: true}),
		note: "It has none of the headers that stores send. A file that is there nevertheless is taken over by the next apply."},
	{name: "certificate for another host", promises: every(isError), says: "not localhost", route: trusting, storageHost: "localhost"},
	{name: "307 to another host", promises: every(isError), says: "307", ways: only(emulator.Fault{Redirect: elsewhere}), note: "Nothing is sent to the other host."},
}

const (
	freshURL      = "With a fresh URL. The same bytes come to the same place, as a whole or not at all."
	aboutTheStore = "the object store"
	notAStore     = "the reply did not come from an object store"
)
