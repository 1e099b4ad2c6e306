package provider

import (
	"context"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// claims keep the writes of one run to one name apart, and remember which names the run has written.
//
// Two resource instances can have one name: with create_before_destroy, and when a resource gets another address without a
// moved block, Terraform asks to create the one and to drop the other, in any order or at once. A drop that looks, sees
// the old stage and is overtaken by orReplace would hit the new one; so would a drop after ifNotExists has taken the old stage over.
type claims struct {
	mu     sync.Mutex
	byName map[identifier.Qualified]*claim
}

// claim is the right to write to one name, for one operation at a time.
type claim struct {
	turn    chan struct{} // holds a token while nobody has the claim
	written bool          // by a create or a replacement of this run
}

// take waits for the claim to a name, until the context ends.
func (c *claims) take(ctx context.Context, name identifier.Qualified) (*claim, diag.Diagnostics) {
	claimed := c.of(name)
	select {
	case <-claimed.turn:
		return claimed, nil
	case <-ctx.Done():
		return nil, diag.Diagnostics{diag.NewErrorDiagnostic("Unable to wait for the stage's turn",
			"Another resource of this configuration with the name "+name.String()+" was still being written: "+context.Cause(ctx).Error()+". Nothing was sent.")}
	}
}

func (c *claims) of(name identifier.Qualified) *claim {
	c.mu.Lock()
	defer c.mu.Unlock()
	claimed, ok := c.byName[name]
	if !ok {
		claimed = &claim{turn: make(chan struct{}, 1)}
		claimed.turn <- struct{}{}
		if c.byName == nil {
			c.byName = map[identifier.Qualified]*claim{}
		}
		c.byName[name] = claimed
	}
	return claimed
}

func (c *claim) release() { c.turn <- struct{}{} }
