package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
	"github.com/snowstage/terraform-provider-snowstage/internal/token"
)

// pipeThatIsUnknown has no way to tell a pipe that is not there from one without privileges: both get the same answer.
func pipeThatIsUnknown(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	for operation, err := range everyPipeOperation(t, p.client, p.stage("NO_PIPE")) {
		refused, ok := errors.AsType[*client.Error](err)
		if !ok || refused.Status != http.StatusNotFound || !errors.Is(err, client.ErrNotFound) || !strings.Contains(refused.Message, "not authorized") {
			t.Errorf("%s: %v", operation, err)
		}
	}
}

// errorsOfPipes compares what the client reads of an error with what anybody does.
func errorsOfPipes(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	header := map[string]string{"Authorization": "Bearer other", "User-Agent": userAgent}
	status, text := p.ask(t, pipesPath+"ANALYTICS.RAW.SUITE_PIPE/insertReport", header)
	var body map[string]any
	if err := json.Unmarshal([]byte(text), &body); err != nil || status != http.StatusUnauthorized {
		t.Fatalf("%d %s, %v", status, text, err)
	}
	if keys := slices.Sorted(maps.Keys(body)); !slices.Equal(keys, []string{"code", "data", "headers", "message", "success"}) ||
		body["success"] != false || body["data"] != nil || body["headers"] != nil {
		t.Errorf("the body is %s", text)
	}
	for operation, err := range everyPipeOperation(t, p.as(t, static(t, token.Form{Kind: token.OAuth}, "other"), ""), p.stage("PIPE")) {
		refused, ok := errors.AsType[*client.Error](err)
		if !ok || refused.Code != body["code"] || refused.Message == "" || errors.Is(err, client.ErrNotSnowflake) {
			t.Errorf("%s: %v", operation, err)
		}
	}
}

// refusingPipe answers like Snowpipe, which tells no id of a request.
func refusingPipe(status int) emulator.Fault {
	fault := refusing(status, "", "^"+pipesPath)
	fault.Header = nil
	fault.Body = fmt.Sprintf(`{"data":null,"code":%q,"message":"refused with %d","success":false,"headers":null}`, codeOf(status), status)
	return fault
}

func statusesOfPipes(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	for _, status := range []int{400, 401, 403, 404, 429, 500, 503} {
		remove := p.emulator.Inject(refusingPipe(status))
		for operation, err := range everyPipeOperation(t, p.impatient(t), p.stage("PIPE")) {
			refused, ok := errors.AsType[*client.Error](err)
			if !ok || refused.Operation != operation || refused.Status != status || refused.Code != codeOf(status) || refused.Message != fmt.Sprintf("refused with %d", status) ||
				errors.Is(err, client.ErrNotSnowflake) {
				t.Errorf("%s: %v, want status %d", operation, err, status)
			}
			if kind := refusedStatuses[status]; kind != nil && !errors.Is(err, kind) {
				t.Errorf("%s: %v is not %q", operation, err, kind)
			}
		}
		remove()
	}
}

func pipesThatAreBusy(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	for _, status := range []int{429, 503} {
		for _, operation := range []string{"insertFiles", "insertReport", "loadHistoryScan"} {
			fault := refusingPipe(status)
			fault.Path, fault.Times = "/"+operation+"$", 2
			p.emulator.Inject(fault)
		}
		p.emulator.ResetJournal()
		for operation, err := range everyPipeOperation(t, p.client, p.stage("PIPE")) {
			if err != nil {
				t.Errorf("%s after %d: %v", operation, status, err)
			}
		}
		if asked := p.requests(pipesPath); len(asked) != 9 {
			t.Errorf("asked %d times, want each operation thrice", len(asked))
		}
	}
}
