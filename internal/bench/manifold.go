package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

const stateFile = "terraform.tfstate"

// manifold is a state of n stages of an account, made of the state of the first of them: the others differ in their names, their
// comments, and in when they were created.
func manifold(first []byte, n int, found map[string]sandbox.Found) (string, error) {
	var state map[string]any
	if err := json.Unmarshal(first, &state); err != nil {
		return "", fmt.Errorf("reading a state: %w", err)
	}
	resources, _ := state["resources"].([]any)
	if len(resources) != 1 {
		return "", fmt.Errorf("a state of %d resources, not of one", len(resources))
	}
	resource, _ := resources[0].(map[string]any)
	instances, _ := resource["instances"].([]any)
	if len(instances) != 1 {
		return "", fmt.Errorf("a state of %d instances, not of one", len(instances))
	}
	copies := make([]any, 0, n)
	for i := range n {
		instance, err := renamed(instances[0], i, strings.NewReplacer(
			stageName(0), stageName(i), stageComment(0), stageComment(i), found[stageName(0)].CreatedOn, found[stageName(i)].CreatedOn))
		if err != nil {
			return "", fmt.Errorf("making a state of %s: %w", stageName(i), err)
		}
		copies = append(copies, instance)
	}
	resource["instances"] = copies
	text, err := json.MarshalIndent(state, "", "  ")
	return string(text), err
}

// renamed replaces texts in a copy of an instance, and in what the provider keeps there for itself.
func renamed(instance any, index int, texts *strings.Replacer) (map[string]any, error) {
	original, err := json.Marshal(instance)
	if err != nil {
		return nil, err
	}
	var replaced map[string]any
	if err := json.Unmarshal([]byte(texts.Replace(string(original))), &replaced); err != nil {
		return nil, err
	}
	replaced["index_key"] = index
	private, _ := replaced["private"].(string) // base64 of an object whose values are base64, as the plugin framework writes it
	if private == "" {
		return replaced, nil
	}
	var kept map[string][]byte
	if err := unmarshalBytes(private, &kept); err != nil {
		return nil, fmt.Errorf("reading private state: %w", err)
	}
	for key, value := range kept {
		kept[key] = []byte(texts.Replace(string(value)))
	}
	written, err := json.Marshal(kept)
	replaced["private"] = written // which encoding/json writes as base64
	return replaced, err
}

func unmarshalBytes(encoded string, into any) error {
	decoded, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return err
	}
	return json.Unmarshal(decoded, into)
}
