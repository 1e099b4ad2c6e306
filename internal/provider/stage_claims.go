package provider

import (
	"context"
	"fmt"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// claims keep the writes of one run to one name apart, and remember which names the run has written.
//
// Two resource instances can have one name: with create_before_destroy, and when a resource gets another address without a
// moved block, Terraform asks to create the one and to drop the other, in any order or at once. A drop that looks, sees
// the old stage and is overtaken by orReplace would hit the new one; so would a drop after ifNotExists has taken the old stage over.
type claims[N claimed] struct {
	mu     sync.Mutex
	byName map[N]*claim
}

// claimed names what is written: a stage, or a file on one.
type claimed interface {
	comparable
	fmt.Stringer
}

// claim is the right to write to one name, for one operation at a time.
type claim struct {
	turn    chan struct{} // holds a token while nobody has the claim
	written bool          // by a create, a replacement or an alteration of this run
	adopted bool          // by a create of this run that takes over what has the name
}

// take waits for the claim to a name, until the context ends.
func (c *claims[N]) take(ctx context.Context, name N) (*claim, diag.Diagnostics) {
	claimed := c.of(name)
	select {
	case <-claimed.turn: // also if the context has ended, which is then not the other resource's fault
		return claimed, nil
	default:
	}
	select {
	case <-claimed.turn:
		return claimed, nil
	case <-ctx.Done():
		return nil, diag.Diagnostics{diag.NewErrorDiagnostic("Unable to wait for another resource",
			"Another resource of this configuration with the name "+name.String()+" was still being written: "+context.Cause(ctx).Error()+". Nothing was sent.")}
	}
}

// takeBoth waits for the claims to the name that a stage has and to the one that it gets, which may be the same. All take them in one
// order, so that nobody waits for somebody who waits for him.
func (c *claims[N]) takeBoth(ctx context.Context, from, to N) (both [2]*claim, release func(), diags diag.Diagnostics) {
	names := [2]N{from, to}
	first, second := 0, 1
	if from.String() > to.String() {
		first, second = second, first
	}
	if both[first], diags = c.take(ctx, names[first]); both[first] == nil {
		return both, nil, diags
	}
	if from == to {
		both[second] = both[first]
		return both, both[first].release, nil
	}
	if both[second], diags = c.take(ctx, names[second]); both[second] == nil {
		both[first].release()
		return both, nil, diags
	}
	return both, func() { both[second].release(); both[first].release() }, nil
}

func (c *claims[N]) of(name N) *claim {
	c.mu.Lock()
	defer c.mu.Unlock()
	claimed, ok := c.byName[name]
	if !ok {
		claimed = &claim{turn: make(chan struct{}, 1)}
		claimed.turn <- struct{}{}
		if c.byName == nil {
			c.byName = map[N]*claim{}
		}
		c.byName[name] = claimed
	}
	return claimed
}

func (c *claim) release() { c.turn <- struct{}{} }
