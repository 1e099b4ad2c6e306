package provider

import (
	"context"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

func TestMovedStagesStayAsTheyAre(t *testing.T) {
	t.Parallel()
	oldHCL, newHCL, moved := fileOf(t, "testdata", "moved", "old.tf"), fileOf(t, "testdata", "moved", "new.tf"), fileOf(t, "testdata", "moved", "moved.tf")
	h := newHarness(t)
	asTheyWere := h.makeOldStages(t)
	h.runMove(t, nil,
		resource.TestStep{Config: h.config(oldHCL, workingDirectory)},
		resource.TestStep{
			Config:            h.config(newHCL, moved, workingDirectory),
			ConfigPlanChecks:  preApply(plancheck.ExpectEmptyPlan(), secretsOfOldStages),
			ConfigStateChecks: checksOf(secretsOfOldStages),
		},
		resource.TestStep{
			PreConfig:        asTheyWere,
			Config:           h.config(newHCL, workingDirectory),
			ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan()),
		},
		dropWithFiles(h.config(newHCL, workingDirectory)),
	)
	if drops := h.writes(); !slices.Equal(drops, slices.Repeat([]string{"DELETE ifExists=true"}, len(oldStages()))) {
		t.Errorf("at the end: %q", drops)
	}
}

// Terraform looks at which attributes are sensitive when it refreshes, so without that its plan notes them by updates: they
// change no value and send nothing.
func TestMovedStagesThatAreNotRefreshedStayAsTheyAre(t *testing.T) {
	t.Parallel()
	oldHCL, newHCL, moved := fileOf(t, "testdata", "moved", "old.tf"), fileOf(t, "testdata", "moved", "new.tf"), fileOf(t, "testdata", "moved", "moved.tf")
	h := newHarness(t)
	asTheyWere := h.makeOldStages(t)
	h.runMove(t, &resource.AdditionalCLIOptions{Plan: resource.PlanOptions{NoRefresh: true}},
		resource.TestStep{Config: h.config(oldHCL, workingDirectory)},
		resource.TestStep{
			Config:            h.config(newHCL, moved, workingDirectory),
			ConfigPlanChecks:  preApply(sameValues{}, secretsOfOldStages),
			ConfigStateChecks: checksOf(secretsOfOldStages),
		},
		resource.TestStep{
			PreConfig:        asTheyWere,
			Config:           h.config(newHCL, workingDirectory),
			ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan()),
		},
		// What is dropped at the end has to be known by when it was created.
		resource.TestStep{RefreshState: true},
		dropWithFiles(h.config(newHCL, workingDirectory)),
	)
}

func TestWhatAMovedStateCannotTellIsRecorded(t *testing.T) {
	t.Parallel()
	const (
		withKeys    = "credentials {\n aws_key_id = \"id\"\n aws_secret_key = \"key\"\n }"
		credentials = `credentials = { aws_key_id_wo = "id", aws_secret_key_wo = "key" }`
		encryption  = `encryption = { type = "AWS_CSE", master_key_wo = "a2tra2tra2tra2tra2traw==" }`
	)
	for name, test := range map[string]struct{ before, after string }{
		"a version":          {withKeys, credentials + "\n credentials_wo_version = 1"},
		"encryption":         {withKeys, credentials + "\n" + encryption + "\n encryption_wo_version = 7"},
		"credentials":        {"", credentials},
		"no credentials now": {withKeys, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			h.createBeside(t, "ANALYTICS.RAW.KEYS", oldStages()["ANALYTICS.RAW.KEYS"])
			was := *h.fetchBeside(t, "ANALYTICS.RAW.KEYS").CreatedOn
			after := h.config(fmt.Sprintf(newKeys, "keys", test.after))
			h.runMove(t, nil,
				resource.TestStep{Config: h.config(fmt.Sprintf(oldKeys, test.before))},
				resource.TestStep{
					Config:            after + movedKeys,
					ConfigPlanChecks:  preApply(plancheck.ExpectResourceAction(landing, plancheck.ResourceActionUpdate)),
					ConfigStateChecks: checksOf(inState("created_on", knownvalue.StringExact(was))),
				},
				resource.TestStep{PreConfig: func() { h.expectWrites(t) }, Config: after, ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan())},
			)
		})
	}
}

func TestMovedStageThatIsGoneIsCreated(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.runMove(t, nil,
		resource.TestStep{Config: h.config(fmt.Sprintf(oldKeys, ""))},
		resource.TestStep{
			Config:           h.config(fmt.Sprintf(newKeys, "keys", ""), movedKeys),
			ConfigPlanChecks: preApply(plancheck.ExpectResourceAction(landing, plancheck.ResourceActionCreate)),
		},
	)
	h.expectWrites(t, "POST createMode=errorIfExists", "DELETE ifExists=true")
}

func TestExampleOfTheGuideMoves(t *testing.T) {
	t.Parallel()
	example := filepath.Join("..", "..", "examples", "move-from-the-official-provider")
	variables := config.Variables{"aws_key_id": config.StringVariable("id"), "aws_secret_key": config.StringVariable("key")}
	h := newHarness(t)
	h.createBeside(t, `ANALYTICS.RAW."landing"`, client.Stage{DirectoryTable: &client.DirectoryTable{Enable: new(true)}})
	h.createBeside(t, "ANALYTICS.RAW.LAKE", client.Stage{
		URL: new("s3://acme-lake/raw/"), Encryption: &client.Encryption{Type: new("AWS_SSE_S3")},
		Credentials: &client.Credentials{CredentialType: "AWS", AWSKeyID: new(client.Secret("id")), AWSSecretKey: new(client.Secret("key"))},
	})
	h.runMove(t, nil,
		resource.TestStep{Config: h.config(fileOf(t, example, "before", "main.tf")), ConfigVariables: variables},
		resource.TestStep{
			Config: h.config(fileOf(t, example, "after", "main.tf")), ConfigVariables: variables,
			ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan()),
		},
	)
	h.expectWrites(t, "DELETE ifExists=true", "DELETE ifExists=true")
}

// A name that is copied as it was, and folds now, is another name: the plan shows it.
func TestMovedStageUnderANameThatFoldsIsNotTheSame(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.createBeside(t, `ANALYTICS.RAW."keys"`, client.Stage{URL: new("s3://a/")})
	old := strings.Replace(fmt.Sprintf(oldKeys, ""), `"KEYS"`, `"keys"`, 1)
	h.runMove(t, nil,
		resource.TestStep{Config: h.config(old)},
		resource.TestStep{
			Config: h.config(fmt.Sprintf(newKeys, "keys", ""), movedKeys), PlanOnly: true, ExpectNonEmptyPlan: true,
			ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{h.alteration("name")}},
		},
		resource.TestStep{Config: h.config(fmt.Sprintf(newKeys, `"keys"`, ""), movedKeys), ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan())},
	)
	h.expectWrites(t, "DELETE ifExists=true")
}

func TestDamagedOldStateIsAnErrorOfThePlan(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	old := resource.TestStep{Config: h.config(fmt.Sprintf(oldKeys, "directory {\n enable = true\n auto_refresh = \"perhaps\"\n }"))}
	h.runMove(t, nil,
		old,
		resource.TestStep{
			Config:      h.config(fmt.Sprintf(newKeys, "keys", ""), movedKeys),
			ExpectError: says("Unable to move stage", "What was tried", "snowflake_stage_external_s3", "directory.auto_refresh is neither true nor false", "What to do"),
		},
		old, // As the error says.
	)
	h.expectWrites(t)
}

// sameValues expects a plan in which every value stays what it is.
type sameValues struct{}

func (sameValues) CheckPlan(_ context.Context, req plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse) {
	for _, change := range req.Plan.ResourceChanges {
		if c := change.Change; !c.Actions.NoOp() && (!c.Actions.Update() || !reflect.DeepEqual(c.Before, c.After)) {
			resp.Error = fmt.Errorf("%s: %v from %v to %v", change.Address, c.Actions, c.Before, c.After)
		}
	}
}
