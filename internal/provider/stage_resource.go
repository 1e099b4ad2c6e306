package provider

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

var (
	_ resource.ResourceWithConfigure      = (*stageResource)(nil)
	_ resource.ResourceWithValidateConfig = (*stageResource)(nil)
	_ resource.ResourceWithImportState    = (*stageResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*stageResource)(nil)
	_ resource.ResourceWithIdentity       = (*stageResource)(nil)
)

type stageResource struct{ configuredResource }

func newStageResource() resource.Resource { return &stageResource{} }

func (r *stageResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_stage"
	resp.ResourceBehavior.MutableIdentity = true // by a rename
}

func (r *stageResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = stageSchema(ctx)
}

func (r *stageResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	config, diags := stageCodec().get(ctx, req.Config.Raw, req.Config.Get)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(validateStage(ctx, config)...)
}

func (r *stageResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	resp.Diagnostics.Append(r.ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	name, diags := importedName(ctx, req)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	identify(resp.Identity, name)
	resp.Diagnostics.Append(unreadImport(ctx, &resp.State, name)...)
	resp.Diagnostics.Append(markImported(ctx, resp.Private)...)
}

func (r *stageResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		r.planDrop(ctx, req, resp)
		return
	}
	plan, diags := stageCodec().get(ctx, req.Plan.Raw, req.Plan.Get)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	isNew := req.State.Raw.IsNull()
	if isNew {
		resp.Diagnostics.Append(r.planCreate(ctx, plan)...)
	} else {
		plan = r.planChange(ctx, plan, req, resp)
	}
	imported, diags := isImported(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	r.encryptions.plan(ctx, plan, isNew || plan.CreatedOn.IsUnknown(), imported)
}

func (r *stageResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	resp.Diagnostics.Append(r.ready()...)
	plan, diags := stageCodec().get(ctx, req.Plan.Raw, req.Plan.Get)
	resp.Diagnostics.Append(diags...)
	config, diags := stageCodec().get(ctx, req.Config.Raw, req.Config.Get)
	resp.Diagnostics.Append(diags...)
	timeout, diags := plan.Timeouts.Create(ctx, writeTimeout)
	resp.Diagnostics.Append(diags...)
	name, diags := plan.qualifiedName()
	resp.Diagnostics.Append(diags...)
	stage, diags := requestedStage(ctx, path.Empty(), plan, config)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := within(ctx, timeout, "timeouts.create")
	defer cancel()

	claimed, diags := r.claims.take(ctx, name)
	resp.Diagnostics.Append(diags...)
	if claimed == nil {
		return
	}
	defer claimed.release()
	if claimed.written {
		resp.Diagnostics.Append(takenByOurselves(name))
		return
	}

	mode := client.CreateMode(plan.CreateMode.ValueString())
	found, err := r.client.Stages.Create(ctx, name.In(), stage, mode, r.guardOfCreate(name, plan))
	if err != nil {
		resp.Diagnostics.Append(r.createFailure(ctx, name, mode, err))
		return
	}
	state, diags := r.written(ctx, name, stage, plan, found)
	resp.Diagnostics.Append(diags...)
	if state == nil {
		return
	}
	claimed.written, claimed.adopted = true, mode == client.IfNotExists
	identify(resp.Identity, name)
	resp.Diagnostics.Append(stageCodec().set(ctx, &resp.State.Raw, *state, resp.State.Set)...)
	resp.Diagnostics.Append(witness(ctx, resp.Private, state.CreatedOn, *state)...)
}

func (r *stageResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	state, diags := stageCodec().get(ctx, req.State.Raw, req.State.Get)
	resp.Diagnostics.Append(diags...)
	timeout, diags := state.Timeouts.Read(ctx, readTimeout)
	resp.Diagnostics.Append(diags...)
	name, diags := state.qualifiedName()
	resp.Diagnostics.Append(diags...)
	renaming, diags := rememberedRename(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	identify(resp.Identity, name)
	if r.client == nil {
		resp.Diagnostics.AddWarning("Stage was not refreshed", capital(stageWords(name))+" stays in the state as it was, because "+whyNotReady+
			". Changes made outside of Terraform show in the next plan after the apply.")
		return
	}
	ctx, cancel := within(ctx, timeout, "timeouts.read")
	defer cancel()

	found, state, err := r.find(ctx, name, state, renaming)
	if errors.Is(err, client.ErrNotFound) {
		resp.Diagnostics.Append(r.confirmGone(ctx, readingStage, name, err)...)
		if isImport := state.ID.IsNull(); isImport && !resp.Diagnostics.HasError() {
			resp.Diagnostics.Append(r.nothingToImport(ctx, name, err))
		}
		if !resp.Diagnostics.HasError() {
			r.seen.addGone(name, state)
			resp.Diagnostics.Append(r.goneWarning("Stage is gone", name, "It was taken out of the state, so the plan creates it."))
			resp.State.RemoveResource(ctx)
		}
		return
	}
	if err != nil {
		resp.Diagnostics.Append(r.failure(ctx, readingStage, stageWords(name), err))
		return
	}
	name, diags = state.qualifiedName() // which a rename in doubt may have changed
	resp.Diagnostics.Append(diags...)
	identify(resp.Identity, name)
	if r.seen.again(name) {
		resp.Diagnostics.Append(r.twiceInState(name))
		return
	}
	prior := state
	state, diags = stageState(ctx, found, prior)
	resp.Diagnostics.Append(diags...)
	imported, diags := isImported(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	if imported {
		state = withUntold(state)
	}
	state, told, diags := r.encryptionKind(ctx, name, prior, state)
	resp.Diagnostics.Append(diags...)
	if imported && told == client.InternalStage { // whose state, which is without encryption, now lacks nothing
		resp.Diagnostics.Append(unmarkImported(ctx, resp.Private)...)
	}
	r.seen.add(name, state)
	resp.Diagnostics.Append(stageCodec().set(ctx, &resp.State.Raw, state, resp.State.Set)...)
	resp.Diagnostics.Append(witnessOnce(ctx, req.Private, resp.Private, prior, state)...)
}

func (r *stageResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	state, diags := stageCodec().get(ctx, req.State.Raw, req.State.Get)
	resp.Diagnostics.Append(diags...)
	plan, diags := stageCodec().get(ctx, req.Plan.Raw, req.Plan.Get)
	resp.Diagnostics.Append(diags...)
	config, diags := stageCodec().get(ctx, req.Config.Raw, req.Config.Get)
	resp.Diagnostics.Append(diags...)
	imported, diags := isImported(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(identifyAs(resp.Identity, state)...)
	name, diags := state.qualifiedName()
	resp.Diagnostics.Append(diags...)
	changes, diags := r.realChanges(ctx, name, state, plan, imported)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	after, createdOn := plan, state.CreatedOn
	switch isPlannedAnew := plan.CreatedOn.IsUnknown(); {
	case !changes.needRequest():
		after.ID, after.FullyQualifiedName, after.stageFacts = state.ID, state.FullyQualifiedName, state.stageFacts
	case isPlannedAnew:
		made, diags := r.replace(ctx, state, plan, config, resp.Private)
		resp.Diagnostics.Append(diags...)
		if made == nil {
			return
		}
		after, createdOn = *made, made.CreatedOn
	default:
		altered, diags := r.alter(ctx, state, plan, config, changes)
		resp.Diagnostics.Append(diags...)
		resp.Diagnostics.Append(rememberRename(ctx, resp.Private, altered.renaming)...)
		after, createdOn = altered.stageModel, altered.createdOn
	}
	resp.Diagnostics.Append(identifyAs(resp.Identity, after)...)
	resp.Diagnostics.Append(stageCodec().set(ctx, &resp.State.Raw, after, resp.State.Set)...)
	if resp.Diagnostics.HasError() { // half-way: the state may follow another stage, which was found then
		resp.Diagnostics.Append(witnessOnce(ctx, req.Private, resp.Private, state, after)...)
		return
	}
	resp.Diagnostics.Append(unmarkImported(ctx, resp.Private)...)
	resp.Diagnostics.Append(witness(ctx, resp.Private, createdOn, after)...)
}

func (r *stageResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	resp.Diagnostics.Append(r.ready()...)
	state, diags := stageCodec().get(ctx, req.State.Raw, req.State.Get)
	resp.Diagnostics.Append(diags...)
	timeout, diags := state.Timeouts.Delete(ctx, writeTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := within(ctx, timeout, "timeouts.delete")
	defer cancel()

	state, diags = r.settled(ctx, req.Private, state)
	resp.Diagnostics.Append(diags...)
	name, diags := state.qualifiedName()
	resp.Diagnostics.Append(diags...)
	written, diags := witnessed(ctx, req.Private, state)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(r.refusedDrop(name, state, written)...)
	if resp.Diagnostics.HasError() {
		return
	}
	claimed, diags := r.claims.take(ctx, name)
	resp.Diagnostics.Append(diags...)
	if claimed == nil {
		return
	}
	defer claimed.release()

	if claimed.written {
		resp.Diagnostics.AddWarning("Stage was not dropped", capital(stageWords(name))+" was made or taken over by another resource in this run, "+
			"so it belongs to that one now.")
		return
	}
	guard := guardedBy(func(ctx context.Context) error { return r.guard(ctx, name, state) })
	switch err := r.client.Stages.Delete(ctx, name, state.IfExists.ValueBool(), guard); {
	case errors.Is(err, client.ErrNotFound) && state.IfExists.ValueBool():
		resp.Diagnostics.Append(r.confirmGone(ctx, droppingStage, name, err)...)
		if !resp.Diagnostics.HasError() {
			resp.Diagnostics.Append(r.goneWarning("Stage was gone already", name, "So there was nothing to drop."))
		}
	case err != nil:
		resp.Diagnostics.Append(r.writeFailure(ctx, droppingStage, name, err))
	}
}
