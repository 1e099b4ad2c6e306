package provider

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
)

const alterationsBegin = "<!-- What follows is written by make generate, from the rules that plan. -->\n"

var mannerWords = map[manner]string{alters: "in place", replaces: "**replaced**", sendsNothing: "sends nothing"}

// alterationsPage is what the documentation says of the rules.
func alterationsPage() string {
	var page strings.Builder
	page.WriteString("| setting | change | what happens | how, or why |\n| --- | --- | --- | --- |\n")
	for _, rule := range alterations {
		settings, when, how := "`"+strings.Join(rule.settings, "`, `")+"`", rule.when, rule.how
		if when == "" {
			when = "any other"
		}
		if rule.manner == alters {
			how = "`ALTER STAGE … " + how + "`"
		}
		page.WriteString("| " + settings + " | " + when + " | " + mannerWords[rule.manner] + " | " + how + " |\n")
	}
	return page.String()
}

func TestAlterationsAreOnTheirPage(t *testing.T) {
	t.Parallel()
	holdPage(t, filepath.Join("..", "..", "templates", "resources", "stage.md.tmpl"), alterationsBegin, alterationsPage())
}

// Every setting that can be configured has a rule for any change, after which there is no other; and every rule is about such settings.
func TestEverySettingHasRules(t *testing.T) {
	t.Parallel()
	forAny := map[string]bool{"directory_table": true} // whose attributes always have values
	configurable := configurableSettings(t)
	for _, rule := range alterations {
		for _, setting := range rule.settings {
			switch {
			case !configurable[setting]:
				t.Errorf("a rule is about %s, which cannot be configured", setting)
			case forAny[setting]:
				t.Errorf("a rule for %s follows the one for any change", setting)
			}
		}
		for _, setting := range rule.settings {
			forAny[setting] = rule.is == nil
		}
	}
	for setting := range configurable {
		if !forAny[setting] {
			t.Errorf("no rule is for any change of %s", setting)
		}
	}
}

// configurableSettings are the paths of all arguments; those of timeouts are one.
func configurableSettings(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for name, attribute := range stageSchema(t.Context()).Attributes {
		if !attribute.IsOptional() && !attribute.IsRequired() {
			continue
		}
		all[name] = true
		if nested, ok := attribute.(schema.SingleNestedAttribute); ok && name != "timeouts" {
			for inner := range nested.Attributes {
				all[name+"."+inner] = true
			}
		}
	}
	return all
}
