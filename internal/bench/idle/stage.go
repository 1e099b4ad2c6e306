package main

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// idleStage exists in state only. It works on Terraform's values as they are: a model of its own would cost what is not Terraform's.
type idleStage struct {
	real   resource.ResourceWithIdentity
	sender *sender // nil: nothing is sent
}

func (s *idleStage) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "idle_stage"
}

func (s *idleStage) Schema(ctx context.Context, req resource.SchemaRequest, resp *resource.SchemaResponse) {
	s.real.Schema(ctx, req, resp)
}

func (s *idleStage) IdentitySchema(ctx context.Context, req resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	s.real.IdentitySchema(ctx, req, resp)
}

func (s *idleStage) Configure(_ context.Context, req resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	s.sender, _ = req.ProviderData.(*sender)
}

func (s *idleStage) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	if s.sender != nil {
		if err := s.sender.create(ctx, req.Plan.Raw); err != nil {
			resp.Diagnostics.AddError("Unable to send the requests of a create", err.Error())
			return
		}
	}
	state, err := known(req.Plan.Raw)
	if err == nil {
		resp.Identity.Raw, err = parts(state, resp.Identity.Raw.Type())
	}
	if err != nil {
		resp.Diagnostics.AddError("Unable to make a state of the plan", err.Error())
		return
	}
	resp.State.Raw = state
}

// Read leaves the state as it is, which is what the framework answers by default. Before 1.12 Terraform keeps no identity.
func (s *idleStage) Read(_ context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	if !resp.Identity.Raw.IsNull() {
		return
	}
	var err error
	if resp.Identity.Raw, err = parts(req.State.Raw, resp.Identity.Raw.Type()); err != nil {
		resp.Diagnostics.AddError("Unable to make an identity of the state", err.Error())
	}
}

func (s *idleStage) Update(_ context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	state, err := known(req.Plan.Raw)
	if err != nil {
		resp.Diagnostics.AddError("Unable to make a state of the plan", err.Error())
		return
	}
	resp.State.Raw = state
}

func (s *idleStage) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// known gives what is unknown in a plan a value, about as long as a real one.
func known(plan tftypes.Value) (tftypes.Value, error) {
	return tftypes.Transform(plan, func(_ *tftypes.AttributePath, value tftypes.Value) (tftypes.Value, error) {
		switch {
		case value.IsKnown():
			return value, nil
		case value.Type().Is(tftypes.String):
			return tftypes.NewValue(tftypes.String, "2026-01-02T03:04:05.678Z"), nil
		case value.Type().Is(tftypes.Bool):
			return tftypes.NewValue(tftypes.Bool, false), nil
		default:
			return tftypes.NewValue(value.Type(), nil), nil
		}
	})
}

// parts makes an object of the attributes that bear the same names in another.
func parts(of tftypes.Value, object tftypes.Type) (tftypes.Value, error) {
	shape, ok := object.(tftypes.Object)
	if !ok {
		return tftypes.Value{}, fmt.Errorf("an identity of type %s", object)
	}
	all, err := attributes(of)
	if err != nil {
		return tftypes.Value{}, err
	}
	some := make(map[string]tftypes.Value, len(shape.AttributeTypes))
	for name := range shape.AttributeTypes {
		some[name] = all[name]
	}
	return tftypes.NewValue(object, some), nil
}

func attributes(object tftypes.Value) (all map[string]tftypes.Value, err error) {
	if err := object.As(&all); err != nil {
		return nil, fmt.Errorf("reading an object of Terraform: %w", err)
	}
	return all, nil
}
