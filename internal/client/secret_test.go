package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/redact"
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
			_, err := c.Stages.Create(t.Context(), landing(t).In(), secretStage(), ErrorIfExists, nil)
			got := failure(t, err)
			if got.Message == "" || !strings.Contains(got.Message, redact.Mark) {
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

// TestBodyIsSentUnescaped keeps a secret readable for what searches errors for it, here and elsewhere.
func TestBodyIsSentUnescaped(t *testing.T) {
	t.Parallel()
	const sas = "?sv=1&sig=a<b>c"
	account := newAccount(t, func(w http.ResponseWriter, r *http.Request) {
		fails(400, "1", "near sv=1&sig=a<b>c or "+url.QueryEscape(sas))(w, r)
	})
	c, _ := account.client()
	_, err := c.Stages.Create(t.Context(), landing(t).In(), Stage{Name: "X", Credentials: &Credentials{AzureSASToken: new(Secret(sas))}}, "", nil)
	if got, want := failure(t, err).Message, "near "+redact.Mark+" or "+redact.Mark; got != want {
		t.Errorf("%s, not %s", got, want)
	}
	if got := account.requests()[0].body; !strings.HasSuffix(got, `"azure_sas_token":"?sv=1&sig=a<b>c"}}`) {
		t.Errorf("sent %s", got)
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
	contains(t, failure(t, err).Error(), "malformed", redact.Mark)
	if strings.Contains(err.Error(), "first-token") {
		t.Error(err)
	}
}

// TestPlaceNamedByTheServerIsScrubbed lets the server name a host or path that is the token it was sent, which is longer than what is shown of a host.
func TestPlaceNamedByTheServerIsScrubbed(t *testing.T) {
	t.Parallel()
	token := "first-token" + strings.Repeat("-x", maxShown)
	place := "http://" + token + "/api/v2/results/1"
	for name, script := range map[string][]step{
		"location":      {accepts(place)},
		"second result": {accepts("/api/v2/results/1"), accepts(place)},
		"redirect":      {respond(302, "", "", "Location", place)},
		"link":          {page("A", "<"+place+">; rel=next")},
		"own page":      {page("A", "</"+token+">; rel=next"), fails(403, "003001", "no")},
		"own result":    {accepts("/" + token), fails(403, "003001", "no")},
		"index":         {index("<" + place + "?page=1>; rel=last")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			account := newAccount(t, script...)
			var logged strings.Builder
			c, _ := account.client(func(config *Config) {
				config.Credential = &fixedCredential{token: token}
				config.Log = func(_ context.Context, event Event) { fmt.Fprintf(&logged, "%+v\n", event) }
			})
			_, err := collect(c.Stages.List(t.Context(), landing(t).In(), ""))
			for _, text := range []string{failure(t, err).Error(), logged.String()} {
				if strings.Contains(text, "first-token") {
					t.Errorf("the token is in %s", text)
				}
			}
			contains(t, err.Error()+logged.String(), redact.Mark)
		})
	}
}

// TestValueInABadReplyIsScrubbed lets the server answer with the token where an error quotes the reply, alone and before more than fits an error.
func TestValueInABadReplyIsScrubbed(t *testing.T) {
	t.Parallel()
	token := strings.Repeat("1234567", maxShown)
	for name, body := range map[string]string{
		"name": `{"name":"` + token + `"}`, "long name": `{"name":"` + token + strings.Repeat("x", maxMessage) + `"}`,
	} {
		account := newAccount(t, answerJSON(200, body))
		c, _ := account.client(func(config *Config) { config.Credential = &fixedCredential{token: token} })
		_, err := c.Stages.Fetch(t.Context(), landing(t))
		text := failure(t, err).Error()
		contains(t, text, redact.Mark)
		if strings.Contains(text, "1234567") || len(text) > maxMessage+300 {
			t.Errorf("%s: %d bytes: %s", name, len(text), text)
		}
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
