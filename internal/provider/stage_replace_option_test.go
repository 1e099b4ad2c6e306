package provider

import (
	"strings"
	"testing"
)

const cbd = "lifecycle {\n create_before_destroy = true\n }\n"

// With -replace Terraform plans an update, and then a create as if there were no stage.
func TestReplaceOptionKeepsFilesAndReplacesWhatIsEmpty(t *testing.T) {
	t.Parallel()
	const drop = "DELETE ifExists=true"
	for name, test := range map[string]struct {
		attributes string
		create     string
		replace    []string
	}{
		"errorIfExists":                    {"", "POST createMode=errorIfExists", []string{drop, "POST createMode=errorIfExists"}},
		"orReplace, create_before_destroy": {orReplace + cbd, "POST createMode=orReplace", []string{"POST createMode=orReplace"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, cli := newHarness(t), newCommandLine(t)
			replace := func(command string, more ...string) []string {
				return append([]string{command, "-replace=" + landing}, more...)
			}
			cli.configure(h.config(landingWith(sse + test.attributes)))
			cli.run("apply", "-auto-approve")
			cli.run(replace("apply", "-auto-approve")...)
			cli.run("plan", "-detailed-exitcode")
			cli.run("plan", "-detailed-exitcode", "-refresh=false")

			h.putFile(t, "a.csv")
			holds := []string{"Unable to replace stage", "1 file of 5 bytes", "force_destroy is false in Terraform's state", "apply that without -replace"}
			cli.fails(replace("plan"), holds...)
			cli.fails(replace("plan", "-refresh=false"), holds...)
			cli.fails([]string{"plan", "-destroy"}, "Unable to drop stage", "1 file of 5 bytes")
			cli.fails([]string{"destroy", "-auto-approve", "-refresh=false"}, "Unable to drop stage", "1 file of 5 bytes")
			cli.run("taint", landing)
			cli.fails([]string{"plan"}, holds...)
			// Without a refresh nothing shows that the create is to replace a stage in state; the apply looks again.
			if !strings.Contains(test.attributes, orReplace) {
				cli.run("plan", "-refresh=false")
			}
			cli.fails([]string{"apply", "-auto-approve", "-refresh=false"}, "1 file of 5 bytes", "Nothing was changed")
			h.expectWrites(t, append([]string{test.create}, test.replace...)...)

			// What the errors advise.
			cli.run("untaint", landing)
			cli.configure(h.config(landingWith(force + sse + test.attributes)))
			cli.run("apply", "-auto-approve")
			h.expectWrites(t, append([]string{test.create}, test.replace...)...)
			cli.run(replace("apply", "-auto-approve")...)
			cli.run("plan", "-detailed-exitcode")
			h.putFile(t, "b.csv")
			cli.run("destroy", "-auto-approve")
			writes := append(append([]string{test.create}, test.replace...), test.replace...)
			h.expectWrites(t, append(writes, drop)...)
		})
	}
}

// An interrupted replacement leaves the old stage in the state as a deposed object. Its refresh finds the new stage, which must not be
// dropped with it: not even if the files that would protect it are removed.
func TestDeposedObjectIsNotTakenForTheNewStage(t *testing.T) {
	t.Parallel()
	h, cli := newHarness(t), newCommandLine(t)
	cli.configure(h.config(landingWith(orReplace + sse + cbd)))
	cli.run("apply", "-auto-approve")
	old := cli.instances()
	cli.run("apply", "-auto-approve", "-replace="+landing)
	old[0]["deposed"] = "0a1b2c3d"
	cli.setInstances(append(cli.instances(), old...))
	h.putFile(t, "a.csv")

	cli.run("plan", "-refresh=false")
	cli.fails([]string{"apply", "-auto-approve", "-refresh=false"}, "Unable to drop stage", "it is another stage", "Nothing was changed")
	cli.fails([]string{"apply", "-auto-approve"}, "One stage is in the state twice", "deposed", "Nothing was changed", "terraform state rm snowstage_stage.landing")
	if _, err := h.File("ANALYTICS", "RAW", "LANDING", "a.csv"); err != nil {
		t.Error(err)
	}
	h.expectWrites(t, "POST createMode=orReplace", "POST createMode=orReplace")
}

// A state from before there was force_destroy protects like one that says false, and the next plan is empty.
func TestStateWithoutForceDestroyProtects(t *testing.T) {
	t.Parallel()
	h, cli := newHarness(t), newCommandLine(t)
	cli.configure(h.config(landingWith(sse)))
	cli.run("apply", "-auto-approve")
	h.putFile(t, "a.csv")
	old := cli.instances()
	attributes, _ := old[0]["attributes"].(map[string]any)
	if attributes["force_destroy"] != false {
		t.Fatalf("the state has force_destroy %v", attributes["force_destroy"])
	}
	delete(attributes, "force_destroy")
	cli.setInstances(old)

	cli.run("plan", "-detailed-exitcode")
	cli.fails([]string{"plan", "-destroy", "-refresh=false"}, "Unable to drop stage", "1 file of 5 bytes")
	cli.fails([]string{"plan", "-replace=" + landing, "-refresh=false"}, "Unable to replace stage", "1 file of 5 bytes")
	cli.run("apply", "-auto-approve", "-refresh=false")
	cli.run("plan", "-detailed-exitcode", "-refresh=false")
	h.expectWrites(t, "POST createMode=errorIfExists")
	if now, _ := cli.instances()[0]["attributes"].(map[string]any); now["force_destroy"] != false {
		t.Errorf("the state has force_destroy %v", now["force_destroy"])
	}
}
