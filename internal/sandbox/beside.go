package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// Found is a stage as the account shows it.
type Found struct {
	Name      string `json:"name"`
	Comment   string `json:"comment"`
	CreatedOn string `json:"created_on"`
}

// Stages lists what there is, by name. It speaks HTTP by itself, so that the client under test is not asked about its own work.
func (a *Account) Stages(ctx context.Context) (map[string]Found, error) {
	reply, err := a.beside(ctx, http.MethodGet, nil)
	if err != nil {
		return nil, fmt.Errorf("listing the account's stages: %w", err)
	}
	var rows []Found
	if err := json.Unmarshal(reply, &rows); err != nil {
		return nil, fmt.Errorf("listing the account's stages: %w", err)
	}
	stages := make(map[string]Found, len(rows))
	for _, row := range rows {
		stages[row.Name] = row
	}
	return stages, nil
}

// CreateBeside creates a stage, as somebody would who knows nothing of Terraform.
func (a *Account) CreateBeside(ctx context.Context, name, comment string) error {
	body, err := json.Marshal(map[string]string{"name": name, "comment": comment})
	if err == nil {
		_, err = a.beside(ctx, http.MethodPost, body)
	}
	if err != nil {
		return fmt.Errorf("creating the stage %s beside Terraform: %w", name, err)
	}
	return nil
}

func (a *Account) beside(ctx context.Context, method string, body []byte) ([]byte, error) {
	address := a.Address.JoinPath("api/v2/databases", Database, "schemas", Schema, "stages").String()
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Close = true // IsQuiet is about others.
	request.Header.Set("Authorization", "Bearer "+OthersToken)
	request.Header.Set("X-Snowflake-Authorization-Token-Type", "PROGRAMMATIC_ACCESS_TOKEN")
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "somebody/1")
	reply, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = reply.Body.Close() }()
	answered, err := io.ReadAll(reply.Body)
	if err == nil && reply.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", reply.Status, strings.TrimSpace(string(answered)))
	}
	return answered, err
}
