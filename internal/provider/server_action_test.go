package provider

import (
	"context"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

const (
	refreshDirectory = "snowstage_refresh_directory"
	loadFiles        = "snowstage_load_files"
)

// expectMessages wants an action to have told this, and to complain of nothing.
func (a told) expectMessages(t *testing.T, messages ...string) {
	t.Helper()
	if lines := diagnosticLines(a.diagnostics); len(lines) > 0 {
		t.Fatalf("%q", lines)
	}
	if !slices.Equal(a.messages, messages) {
		t.Errorf("it told\n%q, want\n%q", a.messages, messages)
	}
}

func actionsOf(t *testing.T, server tfprotov6.ProviderServer) tfprotov6.ActionServer {
	t.Helper()
	actions, ok := server.(tfprotov6.ActionServer)
	if !ok {
		t.Fatal("the server knows no actions")
	}
	return actions
}

func (r terraformRun) actionConfig(action string, config hcl) *tfprotov6.DynamicValue {
	r.t.Helper()
	return dynamic(r.t, config.value(r.t, r.schema.ActionSchemas[action].Schema.ValueType()))
}

func (r terraformRun) validateAction(action string, config hcl) []*tfprotov6.Diagnostic {
	r.t.Helper()
	resp, err := actionsOf(r.t, r.server).ValidateActionConfig(r.t.Context(), &tfprotov6.ValidateActionConfigRequest{ActionType: action, Config: r.actionConfig(action, config)})
	if err != nil {
		r.t.Fatal(err)
	}
	return resp.Diagnostics
}

func (r terraformRun) planAction(action string, config hcl) []*tfprotov6.Diagnostic {
	r.t.Helper()
	resp, err := actionsOf(r.t, r.server).PlanAction(r.t.Context(), &tfprotov6.PlanActionRequest{ActionType: action, Config: r.actionConfig(action, config)})
	if err != nil {
		r.t.Fatal(err)
	}
	return resp.Diagnostics
}

// invokeAction carries an action out, until the context ends; watch sees each message when it arrives.
func (r terraformRun) invokeAction(ctx context.Context, action string, config hcl, watch func(message string)) told {
	r.t.Helper()
	stream, err := actionsOf(r.t, r.server).InvokeAction(ctx, &tfprotov6.InvokeActionRequest{ActionType: action, Config: r.actionConfig(action, config)})
	if err != nil {
		r.t.Fatal(err)
	}
	var answer told
	completed := 0
	for event := range stream.Events {
		switch event := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			answer.messages = append(answer.messages, event.Message)
			watch(event.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			completed++
			answer.diagnostics = event.Diagnostics
		}
	}
	if completed != 1 {
		r.t.Fatalf("the action was completed %d times", completed)
	}
	return answer
}

func (r terraformRun) validateRefresh(config hcl) []*tfprotov6.Diagnostic {
	r.t.Helper()
	return r.validateAction(refreshDirectory, config)
}

func (r terraformRun) planRefresh(config hcl) []*tfprotov6.Diagnostic {
	r.t.Helper()
	return r.planAction(refreshDirectory, config)
}

func (r terraformRun) invokeRefresh(config hcl) told {
	r.t.Helper()
	return r.invokeAction(r.t.Context(), refreshDirectory, config, func(string) {})
}
