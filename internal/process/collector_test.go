package process

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
)

func TestHeadroomFor(t *testing.T) {
	t.Parallel()
	for variable, want := range map[string]int{
		"GOGC=100": 0, "GOGC=off": 0, "GOMEMLIMIT=1GiB": 0,
		"GOGC=": headroom, "GOGCX=50": headroom, "GODEBUG=gctrace=1": headroom,
	} {
		if got := headroomFor([]string{"PATH=/bin", variable}); got != want {
			t.Errorf("%s: %d bytes", variable, got)
		}
	}
}

// TestCollectLess does not run beside others, whose heap would be measured as well.
func TestCollectLess(t *testing.T) { //nolint:paralleltest // It measures the heap of the whole process.
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	before := heapGoal()
	keep := collectLess(headroom)
	during := heapGoal()
	keep()
	after := heapGoal()
	if during < 2*headroom || before >= headroom || after >= headroom {
		t.Errorf("the heap may grow to %d MiB before, %d MiB while less is collected, and %d MiB afterwards", before>>20, during>>20, after>>20)
	}
}

// heapGoal is the size in bytes at which the heap is collected next.
func heapGoal() uint64 {
	runtime.GC()
	samples := []metrics.Sample{{Name: "/gc/heap/goal:bytes"}}
	metrics.Read(samples)
	return samples[0].Value.Uint64()
}
