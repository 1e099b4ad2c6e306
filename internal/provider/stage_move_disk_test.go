package provider

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
)

// leftInOldState fails if a saved plan that moves stages, or the state after it, holds one of the texts. The backup of the
// state is the official provider's and holds them by nature. The configuration tells by workingDirectory where to look.
type leftInOldState notOnDisk

// CheckPlan also wants the state before the move to hold them: that shows that the search finds what is there.
func (c leftInOldState) CheckPlan(_ context.Context, req plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse) {
	output, ok := req.Plan.PlannedValues.Outputs["working_directory"]
	if !ok {
		resp.Error = errors.New("the plan has no output working_directory")
		return
	}
	resp.Error = c.search(output.Value, "tfplan")
	if resp.Error == nil && c.search(output.Value, "terraform.tfstate") == nil {
		resp.Error = errors.New("no secret is in the state before the move, so there was nothing to leave behind")
	}
}

func (c leftInOldState) CheckState(_ context.Context, req statecheck.CheckStateRequest, resp *statecheck.CheckStateResponse) {
	output, ok := req.State.Values.Outputs["working_directory"]
	if !ok {
		resp.Error = errors.New("the state has no output working_directory")
		return
	}
	resp.Error = c.search(output.Value, "terraform.tfstate")
}

func (c leftInOldState) search(directory any, file string) error {
	path := filepath.Join(fmt.Sprint(directory), file)
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return notOnDisk(c).searchFile(path, content)
}
