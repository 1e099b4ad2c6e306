package provider

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// settingChange changes one setting of a stage. In all texts # stands for the number of the stage, which is S# of ANALYTICS.RAW if nothing
// else is said, and in the statements <old> and <new> for its full name.
type settingChange struct {
	setting, when string // of the rule that decides
	before, after string
	to            string // its name afterwards, if that changes

	statements []string // after ALTER STAGE, if it is altered
	isNoChange bool     // Terraform plans nothing
	along      string   // another setting that changes with it, and is altered too
}

// rule finds the rule that the change is about.
func (c settingChange) rule(t *testing.T) alteration {
	t.Helper()
	for _, rule := range alterations {
		if slices.Contains(rule.settings, c.setting) && rule.when == c.when {
			return rule
		}
	}
	t.Fatalf("there is no rule for %s %s", c.setting, c.when)
	return alteration{}
}

// TestEveryRuleAndSettingHasAChange holds the changes that are tried to the rules.
func TestEveryRuleAndSettingHasAChange(t *testing.T) {
	t.Parallel()
	tried := map[string]bool{}
	for _, change := range settingChanges {
		change.rule(t)
		tried[change.setting+" "+change.when] = true
	}
	for _, rule := range alterations {
		for _, setting := range rule.settings {
			if !tried[setting+" "+rule.when] {
				t.Errorf("no change is tried of %s %s", setting, rule.when)
			}
		}
	}
}

// TestEveryChangeIsMadeByItsRule makes all changes at once, of stages with a file each.
func TestEveryChangeIsMadeByItsRule(t *testing.T) {
	t.Parallel()
	for _, mode := range []client.CreateMode{client.ErrorIfExists, client.OrReplace, client.IfNotExists} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			runOfChanges(t, newHarnessForChanges(t), mode)
		})
	}
	t.Run("without SQL", func(t *testing.T) {
		t.Parallel()
		runOfChanges(t, newHarnessForChanges(t).withoutSQL(), client.ErrorIfExists)
	})
}

func newHarnessForChanges(t *testing.T) *harness {
	t.Helper()
	return newHarness(t, emulator.WithSchema("ANALYTICS", "LAKE"), emulator.WithSchema("ARCHIVE", "RAW"))
}

func runOfChanges(t *testing.T, h *harness, mode client.CreateMode) {
	t.Helper()
	changes := make([]changedStage, len(settingChanges))
	var before, after strings.Builder
	var checks []plancheck.PlanCheck
	for i, change := range settingChanges {
		c := newChangedStage(t, h, i, change, mode)
		changes[i] = c
		before.WriteString(c.block(change.before))
		after.WriteString(c.block(change.after))
		checks = append(checks, c.planCheck())
	}
	h.run(t,
		resource.TestStep{Config: h.config(before.String())},
		resource.TestStep{
			PreConfig: func() {
				for i := range changes {
					changes[i].look(t, h)
				}
			},
			Config: h.config(after.String()), ConfigPlanChecks: preApply(checks...),
		},
		resource.TestStep{
			PreConfig: func() {
				for _, c := range changes {
					c.compare(t, h)
				}
				for _, c := range changes {
					h.sqlBeside(t, "REMOVE @"+c.new) // so that the stage can be dropped
				}
			},
			Config: h.config(after.String()), ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan()),
		},
	)
}

// changedStage is a change of a stage in one run.
type changedStage struct {
	settingChange
	number    int
	mode      client.CreateMode
	manner    manner
	old, new  string // full names, quoted
	isRename  bool
	createdOn string
}

func newChangedStage(t *testing.T, h *harness, i int, change settingChange, mode client.CreateMode) changedStage {
	t.Helper()
	c := changedStage{settingChange: change, number: i, mode: mode, manner: change.rule(t).manner, isRename: change.to != ""}
	if change.setting == "create_mode" {
		c.mode = client.ErrorIfExists
	}
	if c.manner == alters && h.sqlOff {
		c.manner = replaces
	}
	c.old = c.numbered(`"ANALYTICS"."RAW"."S#"`)
	c.new = c.old
	if c.isRename {
		c.new = c.numbered(change.to)
	}
	return c
}

func (c changedStage) numbered(text string) string {
	return strings.ReplaceAll(text, "#", fmt.Sprint(c.number))
}

func (c changedStage) isOneRequest() bool {
	return c.manner == replaces && c.mode == client.OrReplace && !c.isRename
}

// block is the resource. Only what is replaced may lose its file.
func (c changedStage) block(lines string) string {
	lines = "\n" + lines
	for setting, value := range map[string]string{"database": "ANALYTICS", "schema": "RAW", "name": "s#", "create_mode": string(c.mode)} {
		if !strings.Contains(lines, "\n"+setting+" =") {
			lines += fmt.Sprintf("\n%s = %q", setting, value)
		}
	}
	if c.manner == replaces {
		lines += "\nforce_destroy = true"
	}
	return c.numbered("resource \"snowstage_stage\" \"s#\" {" + lines + "\n}\n")
}

func (c changedStage) planCheck() plancheck.PlanCheck {
	switch {
	case c.isNoChange:
		return plancheck.ExpectResourceAction(address(c.number), plancheck.ResourceActionNoop)
	case c.manner == replaces && !c.isOneRequest():
		return replacedFor{address(c.number), c.setting + " " + c.along}
	}
	return plancheck.ExpectResourceAction(address(c.number), plancheck.ResourceActionUpdate)
}

// look puts a file on the stage and remembers when it was created.
func (c *changedStage) look(t *testing.T, h *harness) {
	t.Helper()
	c.createdOn = *h.fetchBeside(t, c.old).CreatedOn
	h.putBeside(t, c.old)
}

// compare tells what became of the stage, its file and its created_on, and by which requests.
func (c changedStage) compare(t *testing.T, h *harness) {
	t.Helper()
	title := fmt.Sprintf("%s %s (%s)", c.setting, c.when, c.new)
	found := h.fetchBeside(t, c.new)
	if isSame := *found.CreatedOn == c.createdOn; isSame != (c.manner != replaces) {
		t.Errorf("%s: created on %s, before on %s", title, *found.CreatedOn, c.createdOn)
	}
	isInternal := found.URL == nil || *found.URL == "" // Another url shows other files.
	if isKept := !isInternal || c.manner != replaces; c.setting != "url" && h.stillHolds(t, c.new) != isKept {
		t.Errorf("%s: that its file is still there: %t", title, !isKept)
	}
	create := "POST createMode=" + string(c.mode)
	want := []string{create}
	switch {
	case c.isOneRequest():
		want = append(want, create)
	case c.manner == replaces:
		want = append(want, "DELETE ifExists=true", create)
	case c.manner == alters:
		for _, statement := range c.statements {
			want = append(want, strings.NewReplacer("<old>", c.old, "<new>", c.new).Replace(c.numbered("ALTER STAGE "+statement)))
		}
	}
	if got := h.sentFor(t, c.old, c.new); !slices.Equal(got, want) {
		t.Errorf("%s: sent\n %s\nwant\n %s", title, strings.Join(got, "\n "), strings.Join(want, "\n "))
	}
}
