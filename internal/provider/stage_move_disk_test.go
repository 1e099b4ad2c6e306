package provider

import (
	"context"
	"errors"
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
	root, err := workingDirectoryOf(req.Plan.PlannedValues.Outputs)
	if err == nil {
		err = c.search(root, "tfplan")
	}
	if err == nil && c.search(root, "terraform.tfstate") == nil {
		err = errors.New("no secret is in the state before the move, so there was nothing to leave behind")
	}
	resp.Error = err
}

func (c leftInOldState) CheckState(_ context.Context, req statecheck.CheckStateRequest, resp *statecheck.CheckStateResponse) {
	root, err := workingDirectoryOf(req.State.Values.Outputs)
	if err == nil {
		err = c.search(root, "terraform.tfstate")
	}
	resp.Error = err
}

func (c leftInOldState) search(root, file string) error {
	path := filepath.Join(root, file)
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return notOnDisk(c).searchFile(path, content)
}
