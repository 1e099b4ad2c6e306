package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"
)

func TestSeenStageIsAsProtectedAsTheStateThatProtectsItMost(t *testing.T) {
	t.Parallel()
	free := func(m *stageModel) { m.ForceDestroy = types.BoolValue(true) }
	old := func(m *stageModel) { m.ForceDestroy = types.BoolNull() }
	outside := func(m *stageModel) { m.URL = types.StringValue(onS3) }
	name := qualified(t, "A.B.C")
	for _, test := range []struct {
		what  string
		added []func(*stageModel)
		want  bool
	}{
		{"internal", []func(*stageModel){func(*stageModel) {}}, true},
		{"of an old state", []func(*stageModel){old}, true},
		{"with force_destroy", []func(*stageModel){free}, false},
		{"external", []func(*stageModel){outside}, false},
		{"of two resources", []func(*stageModel){old, free}, true},
		{"of two resources, the other way round", []func(*stageModel){free, old}, true},
	} {
		var seen seenStages
		for _, change := range test.added {
			seen.add(name, settledStage(t, change))
		}
		if stage, ok := seen.of(name); !ok || stage.isProtected() != test.want {
			t.Errorf("%s: %+v, %t; want it protected: %t", test.what, stage, ok, test.want)
		}
		seen.clear(name)
		if stage, ok := seen.of(name); !ok || stage.isProtected() {
			t.Errorf("%s, cleared: %+v, %t", test.what, stage, ok)
		}
	}
	if _, ok := new(seenStages).of(name); ok {
		t.Error("a stage was seen that nobody has shown")
	}
}
