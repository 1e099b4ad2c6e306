package provider

import (
	"context"
	"testing"
	"testing/synctest"
)

func TestClaimsKeepOperationsOnOneNameApart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var all claims
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
