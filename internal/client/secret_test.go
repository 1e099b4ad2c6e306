package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
)

const hidden = "Sup3r-Secret/Value+="

func secretStage() Stage {
	secret := new(Secret(hidden))
	return Stage{
		Name:        "X",
		Credentials: &Credentials{CredentialType: "AWS", AWSKeyID: secret, AWSSecretKey: secret, AWSToken: secret, AzureSASToken: secret},
		Encryption:  &Encryption{Type: new("AWS_CSE"), MasterKey: secret},
	}
}

func TestSecretIsNeverFormatted(t *testing.T) {
	t.Parallel()
	stage := secretStage()
	values := []any{
		Secret(hidden), *stage.Credentials, stage.Credentials, *stage.Encryption, stage, &stage,
		FileTransferMaterial{PresignedURL: hidden}, &FileTransferMaterial{PresignedURL: hidden}, []Secret{hidden}, map[Secret]Secret{hidden: hidden},
	}
	for _, value := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%T%v", "%20.3s"} {
			text := fmt.Sprintf(verb, value)
			if strings.Contains(text, hidden) || strings.Contains(strings.ToLower(text), fmt.Sprintf("%x", hidden)) {
				t.Errorf("%s of %T: %s", verb, value, text)
			}
		}
	}
	if got := Secret(hidden).String() + Secret(hidden).GoString(); got != "[redacted][redacted]" {
		t.Errorf("%s", got)
	}
}

func TestSecretIsNeverLogged(t *testing.T) {
	t.Parallel()
	stage := secretStage()
	for _, value := range []any{Secret(hidden), stage, &stage, *stage.Credentials, *stage.Encryption, Encryption{}, FileTransferMaterial{PresignedURL: hidden}} {
		var text bytes.Buffer
		slog.New(slog.NewJSONHandler(&text, nil)).Info("x", "value", value)
		slog.New(slog.NewTextHandler(&text, nil)).Info("x", "value", value)
		if strings.Contains(text.String(), hidden) || strings.Count(text.String(), "value") != 2 {
			t.Errorf("%T: %s", value, text.String())
		}
	}
}

func TestSecretTravelsAsJSON(t *testing.T) {
	t.Parallel()
	body, err := json.Marshal(Credentials{CredentialType: "AZURE", AzureSASToken: new(Secret(hidden))})
	if want := `{"credential_type":"AZURE","azure_sas_token":"` + hidden + `"}`; err != nil || string(body) != want {
		t.Errorf("%s, %v", body, err)
	}
}

// TestEchoedSecretsAreScrubbed lets the server repeat what it was sent wherever it can.
func TestEchoedSecretsAreScrubbed(t *testing.T) {
	t.Parallel()
	echo := hidden + " " + strings.ToLower(hidden) + " first-token FIRST-TOKEN second-token"
	fault := fmt.Sprintf(`{"code":%q,"message":%q,"request_id":%q}`, echo, "syntax error near '"+echo+"'", echo)
	said := func(w http.ResponseWriter, r *http.Request) {
		w.Header()["X-Snowflake-Request-Id"] = []string{echo}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = fmt.Fprint(w, fault)
	}
	for name, script := range map[string][]step{
		"reply":  {fails(401, "390144", "no"), said},
		"page":   {fails(401, "390144", "no"), respond(400, "text/html", "<title>"+echo+"</title>")},
		"result": {fails(401, "390144", "no"), accepts("/api/v2/results/1"), said},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			account := newAccount(t, script...)
			var mu sync.Mutex
			var logged strings.Builder
			c, _ := account.client(withSpareToken, func(config *Config) {
				config.Log = func(_ context.Context, event Event) {
					mu.Lock()
					defer mu.Unlock()
					fmt.Fprintf(&logged, "%+v\n", event)
				}
			})
			err := c.Stages.Create(t.Context(), landing(t).In(), secretStage(), ErrorIfExists)
			got := failure(t, err)
			if got.Message == "" || !strings.Contains(got.Message, redacted) {
				t.Errorf("%+v", got)
			}
			for _, text := range []string{err.Error(), fmt.Sprintf("%+v", got), logged.String()} {
				for _, secret := range []string{hidden, "first-token", "second-token"} {
					if strings.Contains(strings.ToLower(text), strings.ToLower(secret)) {
						t.Errorf("%s is in %s", secret, text)
					}
				}
			}
		})
	}
}

// TestUnreadableReplyIsScrubbed lets the server repeat the token where net/http expects a header.
func TestUnreadableReplyIsScrubbed(t *testing.T) {
	t.Parallel()
	account := newAccount(t, func(w http.ResponseWriter, _ *http.Request) {
		connection, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = fmt.Fprint(connection, "HTTP/1.1 200 OK\r\nBearer first-token\r\n\r\n")
		_ = connection.Close()
	})
	c, _ := account.client(func(config *Config) { config.MaxRetries = -1 })
	_, err := c.Stages.Fetch(t.Context(), landing(t))
	contains(t, failure(t, err).Error(), "malformed", redacted)
	if strings.Contains(err.Error(), "first-token") {
		t.Error(err)
	}
}

// TestLog shows what an event tells, and that it tells neither query nor body.
func TestLog(t *testing.T) {
	t.Parallel()
	account := newAccount(t, fails(503, "390503", "busy"), cutOff, page("A", `</api/v2/results/1?page=7>; rel="next"`), page("B"))
	var events []Event
	c, _ := account.client(func(config *Config) {
		config.Log = func(_ context.Context, event Event) { events = append(events, event) }
	})
	if _, err := collect(c.Stages.List(t.Context(), landing(t).In(), "SECRET%")); err != nil {
		t.Fatal(err)
	}
	if len(events) != 4 {
		t.Fatalf("%+v", events)
	}
	if !errors.Is(events[1].Err, errBrokeOff) {
		t.Errorf("%v", events[1].Err)
	}
	events[1].Err = nil
	want := []Event{
		{Operation: "listStages", Method: "GET", Path: stagesURI, Try: 1, Status: 503, Code: "390503", RequestID: requestID},
		{Operation: "listStages", Method: "GET", Path: stagesURI, Try: 2, Status: 200, RequestID: requestID},
		{Operation: "listStages", Method: "GET", Path: stagesURI, Try: 3, Status: 200, RequestID: requestID},
		{Operation: "listStages", Method: "GET", Path: "/api/v2/results/1", Try: 1, Status: 200, RequestID: requestID},
	}
	for i, event := range events {
		if event != want[i] {
			t.Errorf("%+v, not %+v", event, want[i])
		}
	}
}
