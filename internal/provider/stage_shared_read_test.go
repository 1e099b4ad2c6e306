package provider

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// What a refresh sends with each read_strategy, for stages of all kinds. Whatever it is, the state stays as it was, and shows what
// somebody else has changed, dropped or put in a stage's place.
func TestRefreshByStrategy(t *testing.T) {
	t.Parallel()
	lake := hcl{"url": "s3://acme-lake/raw/", "storage_integration": "lake"}
	kinds := []hcl{
		{}, {"comment": "landed"}, lake,
		{"url": "azure://acme.blob.core.windows.net/in/", "directory_table": hcl{"enable": true, "auto_refresh": true, "notification_integration": "queue"}, "storage_integration": "lake", "comment": "in"},
		{"directory_table": hcl{"enable": true}},
	}
	const each = 4 // stages of each kind
	for _, test := range []struct {
		name, strategy string
		options        []emulator.Option
		lists, fetches int
	}{
		{"auto", "auto", nil, 1, 1},
		{"auto, lists that tell less", "auto", []emulator.Option{emulator.WithThinLists()}, 1, len(kinds) * each},
		{"fetch", "fetch", nil, 0, len(kinds) * each},
		{"list", "list", nil, 1, 0},
		{"list, lists that tell less", "LIST", []emulator.Option{emulator.WithThinLists()}, 1, 2 * each}, // those with a directory table
		{"auto, bare names in replies", "auto", []emulator.Option{emulator.WithBareNames(), emulator.WithExtras()}, 1, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, append([]emulator.Option{emulator.WithPageSize(0)}, test.options...)...)
			w := h.connect(t)
			var configs []hcl
			var states []remembered
			for i, kind := range kinds {
				for n := range each {
					config := withName(fmt.Sprintf(`"Stage %d of %d"`, n, i), kind)
					configs, states = append(configs, config), append(states, w.apply(w.nothing(), config))
				}
			}
			w = h.connectWith(t, hcl{"read_strategy": test.strategy})
			before := len(h.requests())
			for i, state := range states {
				read := w.read(state)
				if !read.state.Equal(state.state) {
					t.Errorf("%v was read as\n%s instead of\n%s", configs[i], read.state, state.state)
				}
			}
			if lists, fetches := h.readsSince(before); lists != test.lists || fetches != test.fetches {
				t.Errorf("%d lists and %d fetches, want %d and %d", lists, fetches, test.lists, test.fetches)
			}

			h.dropBeside(t, idOf(t, states[0]))
			changed := idOf(t, states[5])
			h.replaceBeside(t, changed, client.Stage{Comment: new("by somebody else")})
			w = h.connectWith(t, hcl{"read_strategy": test.strategy})
			for i, state := range states {
				switch i {
				case 0:
					if !w.read(state, "warning : Stage is gone").state.IsNull() {
						t.Error("a stage that is gone stays in the state")
					}
				case 5:
					if comment := texts(t, w.read(state).state)["comment"]; comment != "by somebody else" {
						t.Errorf("a comment of somebody else is read as %q", comment)
					}
				default:
					if read := w.read(state); !read.state.Equal(state.state) {
						t.Errorf("%v was read as\n%s instead of\n%s", configs[i], read.state, state.state)
					}
				}
			}
		})
	}
}

// What a list leaves out is no change: neither for a plan, nor for one that only looks at what has changed outside Terraform.
func TestPlansAreEmptyWhateverListsLeaveOut(t *testing.T) {
	t.Parallel()
	cli := newCommandLine(t)
	h := newHarness(t, emulator.WithThinLists())
	h.readStrategy = "list"
	cli.configure(h.config(`
resource "snowstage_stage" "it" {
  count               = 4
  database            = "ANALYTICS"
  schema              = "RAW"
  name                = "STAGE_${count.index}"
  url                 = count.index == 0 ? "s3://acme-lake/raw/" : null
  storage_integration = count.index == 0 ? "lake" : null
}
`))
	cli.run("apply", "-auto-approve")
	for _, arguments := range [][]string{{}, {"-refresh-only"}, {"-refresh=false"}} {
		before := len(h.requests())
		cli.run(append([]string{"plan", "-detailed-exitcode"}, arguments...)...)
		if lists, fetches := h.readsSince(before); fetches != 0 || (lists == 0) != slices.Contains(arguments, "-refresh=false") {
			t.Errorf("plan %q sent %d lists and looked at %d stages", arguments, lists, fetches)
		}
	}
	cli.run("apply", "-auto-approve", "-refresh-only")
	for _, stage := range cli.instances() {
		if attributes, _ := stage["attributes"].(map[string]any); attributes["has_credentials"] != false || attributes["has_encryption_key"] != false {
			t.Errorf("the state has %v", attributes)
		}
	}
}

// idOf is the id of the stage in state.
func idOf(t *testing.T, r remembered) string {
	t.Helper()
	return texts(t, r.state)["id"]
}

// readsSince counts the lists of stages and the looks at one stage among the requests from one on.
func (h *harness) readsSince(first int) (lists, fetches int) {
	for _, r := range h.requests()[first:] {
		switch parts := strings.Split(r.Path, "/"); {
		case r.Method != "GET", strings.Contains(r.Path, "/results/"):
		case parts[len(parts)-1] == "stages":
			lists++
		case len(parts) > 1 && parts[len(parts)-2] == "stages":
			fetches++
		}
	}
	return lists, fetches
}
