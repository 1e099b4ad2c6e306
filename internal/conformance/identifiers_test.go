package conformance

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

func testIdentifiers(t *testing.T, a *place) {
	t.Run("every_name", func(t *testing.T) {
		t.Parallel()
		for _, exact := range []string{
			"UPPER", "UNDER_SCORE$1", "lower", "MixedCase", "with space", " leading and trailing ", "dot.dot", "sl/ash", `back\slash`,
			`"`, `quote"inside`, `""`, "per%cent", "%2F", "100%25", "question?", "hash#", "plus+", "amp&=", "colon:presigned-url", "semi;colon",
			"tab\tand\nline", "single'quote", "ünï", "雪花", "🏔", "e\u0301", "select", "1digit", "$dollar", "-", "..x", "*", "~", "@stage",
		} {
			stage := a.exactly(identifier.FromReply(a.prefix + " " + exact))
			if exact == strings.ToUpper(exact) && !strings.ContainsFunc(exact, func(r rune) bool { return r != '_' && r != '$' && (r < '0' || r > 'Z') }) {
				stage = a.stage(exact)
			}
			a.create(t, stage, client.Stage{}, client.ErrorIfExists)
			if got := identifier.FromReply(a.fetch(t, stage).Name); got != stage.Name {
				t.Errorf("%q was stored as %q", stage.Name.Exact(), got.Exact())
			}
			listed := slices.ContainsFunc(a.list(t, ""), func(row client.Stage) bool { return identifier.FromReply(row.Name) == stage.Name })
			if !listed {
				t.Errorf("%q is not in the list", stage.Name.Exact())
			}
			if err := a.client.Stages.Delete(t.Context(), stage, false, nil); err != nil {
				t.Errorf("dropping %q: %v", stage.Name.Exact(), err)
			}
		}
	})
	t.Run("folding", func(t *testing.T) {
		t.Parallel()
		// A bare name in the body is folded by Snowflake, a bare one in the path too.
		stage := a.stage("FOLDED")
		a.dropAfter(t, stage)
		if _, err := a.client.Stages.Create(t.Context(), a.in, client.Stage{Name: strings.ToLower(stage.Name.Exact())}, "", nil); err != nil {
			t.Fatal(err)
		}
		if got := identifier.FromReply(a.fetch(t, stage).Name); got != stage.Name {
			t.Errorf("stored as %q, want %q", got.Exact(), stage.Name.Exact())
		}
		lower := a.exactly(identifier.FromReply(strings.ToLower(stage.Name.Exact())))
		if _, err := a.client.Stages.Fetch(t.Context(), lower); !errors.Is(err, client.ErrNotFound) {
			t.Errorf("fetching the quoted lower-case name: %v, want not found", err)
		}
		a.create(t, lower, client.Stage{Comment: new("another")}, client.ErrorIfExists)
		if comment := text(a.fetch(t, stage).Comment); comment == "another" {
			t.Error("two names that differ in case are one stage")
		}
	})
	t.Run("length", func(t *testing.T) {
		t.Parallel()
		longest := a.exactly(identifier.FromReply(a.prefix + strings.Repeat("ü", identifier.MaxLength-len(a.prefix))))
		a.create(t, longest, client.Stage{}, client.ErrorIfExists)
		if got := identifier.FromReply(a.fetch(t, longest).Name); got != longest.Name {
			t.Errorf("a name of %d characters was stored as %q", identifier.MaxLength, got.Exact())
		}
	})
	t.Run("not_names", func(t *testing.T) {
		t.Parallel()
		for _, spelling := range []string{
			"", "1digit", "with space", "dash-ed", `"`, `""`, `"open`, `"a"b"`, "a.b", "ünquoted", strings.Repeat("A", identifier.MaxLength+1),
		} {
			_, err := a.client.Stages.Create(t.Context(), a.in, client.Stage{Name: spelling}, client.ErrorIfExists, nil)
			if refused, ok := errors.AsType[*client.Error](err); !ok || refused.Status != 400 {
				t.Errorf("creating a stage with the body's name %q: %v, want status 400", spelling, err)
			}
		}
	})
}
