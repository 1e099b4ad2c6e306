package provider

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

func TestClaimsKeepOperationsOnOneNameApart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var all claims[identifier.Qualified]
		name, another := qualified(t, "A.B.C"), qualified(t, `A.B."c"`)
		first, diags := all.take(t.Context(), name)
		if first == nil {
			t.Fatal(diags)
		}
		first.written = true

		if other, diags := all.take(t.Context(), another); other == nil || other.written {
			t.Errorf("another name: %v, %v", other, diags)
		}
		second := make(chan *claim)
		go func() {
			taken, _ := all.take(t.Context(), name)
			second <- taken
		}()
		synctest.Wait()
		select {
		case <-second:
			t.Error("two operations have the claim")
		default:
		}
		first.release()
		if taken := <-second; taken == nil || !taken.written {
			t.Errorf("the second operation got %v, want the first one's claim", taken)
		}

		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if taken, diags := all.take(ended, name); taken != nil || !diags.HasError() {
			t.Errorf("a wait that was cancelled: %v, %v", taken, diags)
		}
	})
}

// Two stages that swap their names wait for the same two claims, each from its own side.
func TestClaimsToTwoNamesAreTakenInOneOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var all claims[identifier.Qualified]
		a, b := qualified(t, "A.B.C"), qualified(t, "A.B.D")
		var waiting sync.WaitGroup
		for _, names := range [][2]identifier.Qualified{{a, b}, {b, a}, {a, a}, {b, b}} {
			for range 10 {
				waiting.Go(func() {
					both, release, diags := all.takeBoth(t.Context(), names[0], names[1])
					if release == nil || both[0] != all.of(names[0]) || both[1] != all.of(names[1]) {
						t.Error("a wrong claim", diags)
						return
					}
					time.Sleep(time.Second)
					release()
				})
			}
		}
		waiting.Wait()
	})
}

func TestClaimsThatCannotBothBeTakenAreGivenBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var all claims[identifier.Qualified]
		a, b := qualified(t, "A.B.C"), qualified(t, "A.B.D")
		held, _ := all.take(t.Context(), b)
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if _, release, diags := all.takeBoth(ended, a, b); release != nil || !diags.HasError() {
			t.Fatal("a claim was taken twice")
		}
		held.release()
		if _, release, diags := all.takeBoth(t.Context(), b, a); release == nil {
			t.Error(diags)
		}
	})
}
