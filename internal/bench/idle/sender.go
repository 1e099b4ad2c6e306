package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// sender sends what a create needs and nothing more: no retries, no pace, no checks of what is answered but its status.
type sender struct {
	client            *http.Client
	stagesURL, bearer string
}

func newSender(stagesURL, token string) *sender {
	const mostIdle = 64 // more than Terraform's -parallelism; else connections are opened again and again
	transport := &http.Transport{Proxy: nil, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: mostIdle}
	return &sender{&http.Client{Transport: transport}, stagesURL, "Bearer " + token}
}

// create sends the POST with what is known of the plan's name, kind and comment, and the GET of the stage that it has made.
func (s *sender) create(ctx context.Context, plan tftypes.Value) error {
	planned, err := attributes(plan)
	if err != nil {
		return err
	}
	stage := map[string]string{}
	for _, name := range []string{"name", "kind", "comment"} {
		var text string
		if err := planned[name].As(&text); err != nil {
			return fmt.Errorf("reading the plan's %s: %w", name, err)
		}
		stage[name] = text
	}
	body, err := json.Marshal(stage)
	if err != nil {
		return err
	}
	if err := s.send(ctx, http.MethodPost, s.stagesURL+"?createMode=errorIfExists", body); err != nil {
		return err
	}
	return s.send(ctx, http.MethodGet, s.stagesURL+"/"+url.PathEscape(stage["name"]), nil)
}

func (s *sender) send(ctx context.Context, method, address string, body []byte) error {
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", s.bearer)
	request.Header.Set("X-Snowflake-Authorization-Token-Type", "PROGRAMMATIC_ACCESS_TOKEN")
	request.Header.Set("Accept", "application/json")
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "idle/1")
	reply, err := s.client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = reply.Body.Close() }()
	said, err := io.ReadAll(reply.Body)
	if err == nil && reply.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s: %s: %s", method, address, reply.Status, strings.TrimSpace(string(said)))
	}
	return err
}
