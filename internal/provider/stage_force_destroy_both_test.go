package provider

import (
	"strings"
	"testing"
)

// Who forgot to apply force_destroy = false after an earlier clean-up reads false in the configuration, and is not to lose files by it.
func TestForceDestroyThatIsNoLongerConfiguredAllowsNoReplacement(t *testing.T) {
	t.Parallel()
	h, cli := newHarness(t), newCommandLine(t)
	cli.configure(h.config(landingWith(sse + force)))
	cli.run("apply", "-auto-approve")
	h.putFile(t, "a.csv")
	for _, mode := range []string{"", orReplace} {
		cli.configure(h.config(landingWith(sse + mode + unalterable)))
		cli.fails([]string{"apply", "-auto-approve"}, "Unable to replace stage", "1 file of 5 bytes", "force_destroy is false in the configuration", "leave force_destroy true for this change")
	}
	cli.configure(h.config(landingWith(sse)))
	cli.fails([]string{"apply", "-auto-approve", "-replace=" + landing}, "Unable to replace stage", "1 file of 5 bytes", "force_destroy is false in the configuration")
	h.expectWrites(t, "POST createMode=errorIfExists")
}

// The DELETE of a replacement is asked for without the configuration, and would not spare a file that comes after the plan.
func TestForceDestroyThatIsTakenBackTogetherWithAReplacementIsRefused(t *testing.T) {
	t.Parallel()
	h, cli := newHarness(t), newCommandLine(t)
	cli.configure(h.config(landingWith(sse + force)))
	cli.run("apply", "-auto-approve")
	const still = "still true in Terraform's state"
	cli.configure(h.config(landingWith(sse + unalterable)))
	cli.fails([]string{"plan"}, "Unable to replace stage", still, "apply force_destroy = false alone first")
	cli.configure(h.config(landingWith(sse)))
	cli.fails([]string{"plan", "-replace=" + landing}, "Unable to replace stage", still)

	cli.run("apply", "-auto-approve")
	cli.configure(h.config(landingWith(sse + unalterable)))
	cli.run("apply", "-auto-approve")
	cli.configure(h.config(landingWith(sse + force + unalterable)))
	cli.run("apply", "-auto-approve")
	// In place the request goes by the configuration, too.
	cli.configure(h.config(landingWith(sse + orReplace)))
	cli.run("apply", "-auto-approve")
	h.expectWrites(t, "POST createMode=errorIfExists", "DELETE ifExists=true", "POST createMode=errorIfExists", "POST createMode=orReplace")
}

func TestRefusedReplacementIsNotAnnounced(t *testing.T) {
	t.Parallel()
	h, cli := newHarness(t), newCommandLine(t)
	cli.configure(h.config(landingWith(sse + orReplace)))
	cli.run("apply", "-auto-approve")
	h.putFile(t, "a.csv")
	cli.configure(h.config(landingWith(sse + orReplace + unalterable)))
	outcome, err := cli.Run(t.Context(), "plan", "-no-color")
	if err != nil {
		t.Fatal(err)
	}
	if outcome.Code != 1 || !strings.Contains(outcome.Said, "Unable to replace stage") || !strings.Contains(outcome.Said, "Why it would be replaced") || strings.Contains(outcome.Said, "will be replaced in place") {
		t.Errorf("ended with %d:\n%s", outcome.Code, outcome.Said)
	}
}

// A lost state looks like a plan of new stages; with orReplace their files would be lost.
func TestPlanTellsThatOrReplaceFindsTheNameTaken(t *testing.T) {
	t.Parallel()
	h, cli := newHarness(t), newCommandLine(t)
	cli.configure(h.config(landingWith(sse + orReplace + force)))
	wantPlan := func(warns bool) {
		t.Helper()
		outcome, err := cli.Run(t.Context(), "plan", "-no-color")
		if err != nil {
			t.Fatal(err)
		}
		said := withoutBars.Replace(outcome.Said)
		if told := says("Warning: Existing stage will be replaced", "import {", "to = snowstage_stage.landing").MatchString(said); outcome.Code != 0 || told != warns {
			t.Errorf("ended with %d, want a warning: %t\n%s", outcome.Code, warns, said)
		}
	}
	wantPlan(false)
	h.createSSEBeside(t, "ANALYTICS.RAW.LANDING")
	h.putFile(t, "a.csv")
	wantPlan(true)
	h.expectWrites(t)
}

func TestTwoResourcesOfOneNameAreNotBothCreated(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"errorIfExists", "orReplace", "ifNotExists"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			h, cli := newHarness(t), newCommandLine(t)
			one := landingWith("create_mode = \"" + mode + "\"")
			other := strings.Replace(strings.Replace(one, `"landing" {`, `"other" {`, 1), `"landing"`, `"LANDING"`, 1)
			cli.configure(h.config(one, other))
			cli.fails([]string{"apply", "-auto-approve"}, "Unable to create stage", "another resource of this configuration has just made it")
			h.expectWrites(t, "POST createMode="+mode)
		})
	}
}

func TestImportOfNothingSaysWhoAskedAndHowNamesAreSpelled(t *testing.T) {
	t.Parallel()
	h, cli := newHarness(t), newCommandLine(t)
	cli.configure(h.config(landingWith(``)))
	cli.fails([]string{"import", landing, "ANALYTICS.RAW.NOPE"}, "Unable to import stage", "does not exist or not authorized", "user's default role", "needs its quotes")
	h.expectWrites(t)
}
