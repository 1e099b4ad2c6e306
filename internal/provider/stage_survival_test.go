package provider

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// thereafter looks at the account after an apply.
type thereafter func() error

func (look thereafter) CheckState(_ context.Context, _ statecheck.CheckStateRequest, resp *statecheck.CheckStateResponse) {
	resp.Error = look()
}

// survival is a stage with a file that goes through changes which all have to be made in place.
type survival struct {
	*harness
	t         *testing.T
	createdOn string
}

// become is the step to a configuration, for which these statements have to be sent, and nothing else but reads.
func (s *survival) become(name string, lines map[string]string, statements ...string) resource.TestStep {
	s.t.Helper()
	given := map[string]string{"database": "ANALYTICS", "schema": "RAW", "name": name}
	maps.Copy(given, lines)
	block := ""
	for _, attribute := range slices.Sorted(maps.Keys(given)) {
		value := given[attribute]
		if attribute == "database" || attribute == "schema" || attribute == "name" || attribute == "comment" || attribute == "url" || attribute == "storage_integration" {
			value = fmt.Sprintf("%q", value)
		}
		block += attribute + " = " + value + "\n"
	}
	full := fmt.Sprintf("%s.%s.%s", given["database"], given["schema"], given["name"])
	before := 0
	step := resource.TestStep{
		PreConfig: func() { before = len(s.alterations(s.t)) },
		Config:    s.config("resource \"snowstage_stage\" \"landing\" {\n" + block + "}\n"),
		ConfigStateChecks: checksOf(thereafter(func() error {
			found := s.fetchBeside(s.t, full)
			if s.createdOn == "" {
				s.createdOn = *found.CreatedOn
				s.putBeside(s.t, full)
			}
			if *found.CreatedOn != s.createdOn {
				return errors.New("another stage has taken the place of the first")
			}
			if got := s.alterations(s.t)[before:]; !slices.Equal(got, statements) {
				return fmt.Errorf("sent %q, want %q", got, statements)
			}
			return nil
		})),
	}
	if len(statements) > 0 {
		step.ConfigPlanChecks = preApply(plancheck.ExpectResourceAction(landing, plancheck.ResourceActionUpdate),
			plancheck.ExpectKnownValue(landing, tfjsonpath.New("created_on"), knownvalue.StringFunc(func(planned string) error {
				if planned != s.createdOn {
					return fmt.Errorf("planned to be created on %s", planned)
				}
				return nil
			})))
	}
	return step
}

func (s *survival) through(steps ...resource.TestStep) {
	s.t.Helper()
	s.run(s.t, steps...)
	s.expectWrites(s.t, "POST createMode=errorIfExists", "DELETE ifExists=true")
}

// stillThere ends with a look for the file, which is then removed, so that the stage can be dropped.
func (s *survival) stillThere(name string, last resource.TestStep) resource.TestStep {
	last.PreConfig = func() {
		if !s.stillHolds(s.t, name) {
			s.t.Error("the file is gone")
		}
		s.sqlBeside(s.t, "REMOVE @"+name)
	}
	last.ConfigStateChecks, last.ConfigPlanChecks = nil, preApply(plancheck.ExpectEmptyPlan())
	return last
}

func TestInternalStageWithFilesSurvives(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	s := survival{harness: newHarness(t, emulator.WithSchema("ARCHIVE", "OLD")), t: t}
	const stage, moved, other = `ALTER STAGE "ANALYTICS"."RAW"."LANDING" `, `ALTER STAGE "ARCHIVE"."OLD"."OTHER" `, `ALTER STAGE "ANALYTICS"."RAW"."OTHER" `
	type lines = map[string]string
	on := "{ enable = true }"
	archived := func(more lines) lines {
		all := lines{"database": "archive", "schema": "old"}
		maps.Copy(all, more)
		return all
	}
	s.through(
		s.become("landing", lines{}),
		s.become("landing", lines{"comment": "new"}, stage+"SET COMMENT = 'new'"),
		s.become("landing", lines{"comment": "new", "directory_table": on}, stage+"SET DIRECTORY = (ENABLE = TRUE)"),
		s.become("other", lines{"comment": "new", "directory_table": on}, stage+`RENAME TO "ANALYTICS"."RAW"."OTHER"`),
		s.become("other", lines{"directory_table": on}, other+"SET COMMENT = ''"),
		s.become("other", lines{}, other+"SET DIRECTORY = (ENABLE = FALSE)"),
		s.become("other", archived(nil), other+`RENAME TO "ARCHIVE"."OLD"."OTHER"`),
		s.become("landing", lines{"comment": "all", "directory_table": on}, moved+`RENAME TO "ANALYTICS"."RAW"."LANDING"`, stage+"SET COMMENT = 'all'", stage+"SET DIRECTORY = (ENABLE = TRUE)"),
		s.stillThere("ANALYTICS.RAW.LANDING", s.become("landing", lines{"comment": "all", "directory_table": on})),
	)
}

func TestExternalStageSurvives(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	s := survival{harness: newHarness(t), t: t}
	const stage = `ALTER STAGE "ANALYTICS"."RAW"."LANDING" SET `
	const url, otherURL = "URL = 's3://a/'", "URL = 's3://b/'"
	const keys = ` CREDENTIALS = (AWS_KEY_ID = 'id' AWS_SECRET_KEY = 'secret')`
	type lines = map[string]string
	with := func(url string, more lines) lines {
		all := lines{"url": url, "directory_table": "{ enable = true }"}
		maps.Copy(all, more)
		return all
	}
	keyed := func(version string) lines {
		return lines{"credentials": `{ aws_key_id_wo = "id", aws_secret_key_wo = "secret" }`, "credentials_wo_version": version}
	}
	lake := lines{"storage_integration": "lake"}
	enable := stage + "DIRECTORY = (ENABLE = TRUE)"
	s.through(
		s.become("landing", with("s3://a/", keyed("1"))),
		s.become("landing", with("s3://a/", keyed("2")), stage+url+keys),
		s.become("landing", with("s3://b/", keyed("2")), stage+otherURL, enable),
		s.become("landing", with("s3://b/", lake), stage+otherURL+` STORAGE_INTEGRATION = "LAKE"`),
		s.become("landing", with("s3://b/", lines{"storage_integration": "pond"}), stage+otherURL+` STORAGE_INTEGRATION = "POND"`),
		s.become("landing", with("s3://a/", keyed("1")), stage+url+keys, enable),
		s.become("landing", with("s3://a/", lines{"encryption": `{ type = "AWS_SSE_S3" }`}), stage+url+" CREDENTIALS = () ENCRYPTION = (TYPE = 'AWS_SSE_S3')"),
		s.stillThere("ANALYTICS.RAW.LANDING", s.become("landing", with("s3://a/", lines{"encryption": `{ type = "AWS_SSE_S3" }`}))),
	)
}
