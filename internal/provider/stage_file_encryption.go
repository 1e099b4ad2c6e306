package provider

import (
	"context"
	"fmt"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// encryptions are what one run knows of how internal stages encrypt their files. To those with SNOWFLAKE_FULL nothing can be uploaded by a
// URL: Snowflake's own clients encrypt before they upload.
type encryptions struct {
	mu      sync.Mutex
	planned map[identifier.Qualified]plannedEncryption
	shown   map[identifier.Qualified]func() client.StageType
}

// plannedEncryption is that of a stage which the run plans.
type plannedEncryption struct {
	isFull bool
	isNew  bool // so what SHOW STAGES tells is about another stage
}

// plan remembers what will be known of the stage by the time a file is uploaded to it. Imported is a stage whose state may lack its encryption.
func (e *encryptions) plan(ctx context.Context, plan stageModel, isNew, imported bool) {
	if e == nil || plan.Database.IsUnknown() || plan.Schema.IsUnknown() || plan.Name.IsUnknown() {
		return
	}
	name, diags := plan.qualifiedName()
	encryption, _, more := nested[encryptionModel](ctx, plan.Encryption)
	if diags.HasError() || more.HasError() {
		return
	}
	isFull := encryption.Type.ValueString() == snowflakeFull || plan.Encryption.IsNull() && !imported
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.planned == nil {
		e.planned = map[identifier.Qualified]plannedEncryption{}
	}
	e.planned[name] = plannedEncryption{isFull: plan.URL.IsNull() && isFull, isNew: isNew}
}

func (e *encryptions) plannedOf(stage identifier.Qualified) plannedEncryption {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.planned[stage]
}

// shownOf asks once for each stage; empty if it does not become known, for whatever reason.
func (e *encryptions) shownOf(stage identifier.Qualified, ask func() (client.StageType, error)) client.StageType {
	e.mu.Lock()
	told, ok := e.shown[stage]
	if !ok {
		told = sync.OnceValue(func() client.StageType {
			shown, _ := ask()
			return shown
		})
		if e.shown == nil {
			e.shown = map[identifier.Qualified]func() client.StageType{}
		}
		e.shown[stage] = told
	}
	e.mu.Unlock()
	return told()
}

// hasFullEncryption reports whether uploads by URL are known to be of no use on the stage. For a stage that exists SHOW STAGES is asked, since
// the state of one that was imported may lack its encryption.
func (c *configured) hasFullEncryption(ctx context.Context, stage identifier.Qualified) bool {
	planned := c.encryptions.plannedOf(stage)
	if planned.isNew || c.client == nil {
		return planned.isFull
	}
	shown := c.encryptions.shownOf(stage, func() (client.StageType, error) {
		ctx, cancel := within(ctx, showTimeout, "")
		defer cancel()
		return c.stageType(ctx, stage)
	})
	if shown == "" {
		return planned.isFull
	}
	return shown == client.InternalStage
}

const onlySSE = "take a stage with SNOWFLAKE_SSE: encryption = { type = \"SNOWFLAKE_SSE\" } on a snowstage_stage. The encryption of a stage is chosen when it is created, so one that exists is replaced for it. " +
	"To leave the stage as it is, upload with PUT by the Snowflake CLI or another SQL client, which encrypts first."

func fullEncryption(file stagedFile) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("stage"), uploadingFile.summary, fmt.Sprintf(
		"What was tried: planning to upload %s.\n\nWhat happened: the stage is encrypted with SNOWFLAKE_FULL, which is Snowflake's default for internal stages. What is uploaded by a URL could not be read there. Nothing was sent.\n\n"+
			"What to do: %s", file.words(), onlySSE))
}
