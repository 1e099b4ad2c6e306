package provider

import (
	"strings"
	"testing"
)

// Two resources of one name are one stage, and the drop of the one would be that of the other.
func TestStageThatIsInTheStateTwiceIsNotDropped(t *testing.T) {
	t.Parallel()
	h, cli := newHarness(t), newCommandLine(t)
	twin := strings.ReplaceAll(landingWith(``), `"landing" {`, `"twin" {`)
	cli.configure(h.config(landingWith(``)))
	cli.run("apply", "-auto-approve")
	cli.configure(h.config(landingWith(``), twin))
	cli.run("import", "snowstage_stage.twin", "ANALYTICS.RAW.LANDING")
	for _, configuration := range []string{h.config(landingWith(``), twin), h.config(landingWith(``)), h.config()} {
		cli.configure(configuration)
		cli.fails([]string{"apply", "-auto-approve"}, "One stage is in the state twice", "two resources have this name")
	}

	// The advised way.
	cli.forget("snowstage_stage.twin")
	cli.configure(h.config(landingWith(``)))
	cli.run("plan", "-detailed-exitcode")
	h.expectWrites(t, "POST createMode=errorIfExists")
}

// The object that create_before_destroy replaces and the one that ifNotExists then takes over are the same stage. If the run ends
// between the two, the next one must not drop it.
func TestDeposedObjectOfAnAdoptedStageIsNotDropped(t *testing.T) {
	t.Parallel()
	h, cli := newHarness(t), newCommandLine(t)
	cli.configure(h.config(landingWith("create_mode = \"ifNotExists\"\n" + cbd)))
	cli.run("apply", "-auto-approve")
	deposed := cli.instances()
	deposed[0]["deposed"] = "0a1b2c3d"
	cli.setInstances(append(cli.instances(), deposed...))
	for range 2 {
		cli.fails([]string{"apply", "-auto-approve"}, "One stage is in the state twice", "terraform state rm snowstage_stage.landing", "import {")
	}
	h.fetchBeside(t, "ANALYTICS.RAW.LANDING")

	// The advised way.
	cli.forget(landing)
	cli.configure(h.config(landingWith("create_mode = \"ifNotExists\"\n"+cbd), "import {\n to = snowstage_stage.landing\n id = \"ANALYTICS.RAW.LANDING\"\n}\n"))
	cli.run("apply", "-auto-approve")
	cli.run("plan", "-detailed-exitcode")
	h.expectWrites(t, "POST createMode=ifNotExists")
}

// With -replace Terraform tells of no state, and with create_before_destroy the new stage takes the name first.
func TestForceDestroyThatIsNotAppliedAllowsNoReplacement(t *testing.T) {
	t.Parallel()
	h, cli := newHarness(t), newCommandLine(t)
	cli.configure(h.config(landingWith(orReplace + sse + cbd)))
	cli.run("apply", "-auto-approve")
	cli.configure(h.config(landingWith(orReplace + sse + force + cbd)))
	cli.fails([]string{"plan", "-replace=" + landing}, "Unable to replace stage", "force_destroy is true in the configuration, but false in Terraform's state", "without -replace")
	cli.run("apply", "-auto-approve")
	cli.run("apply", "-auto-approve", "-replace="+landing)
	h.expectWrites(t, "POST createMode=orReplace", "POST createMode=orReplace")
}

// forget takes a resource out of the state.
func (c commandLine) forget(address string) {
	c.t.Helper()
	if _, err := c.Must(c.t.Context(), "state", "rm", address); err != nil {
		c.t.Fatal(err)
	}
}
