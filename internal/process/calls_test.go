package process

import (
	"context"
	"errors"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

type loggerKey struct{}

// watchedServer looks at the contexts of two calls.
type watchedServer struct {
	fullServer
	read func(ctx context.Context) error
}

func (s watchedServer) ReadResource(ctx context.Context, _ *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return &tfprotov6.ReadResourceResponse{Private: []byte("read")}, s.read(ctx)
}

func (s watchedServer) ConfigureProvider(ctx context.Context, _ *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	return nil, s.read(ctx)
}

func TestCallsHaveNoLoggers(t *testing.T) {
	t.Parallel()
	var seen context.Context
	server := withoutLoggers(watchedServer{read: func(ctx context.Context) error {
		seen = ctx
		return ctx.Err()
	}})
	ctx := context.WithValue(t.Context(), loggerKey{}, "a logger")

	answered, err := server.ReadResource(ctx, nil)
	if err != nil || string(answered.Private) != "read" {
		t.Errorf("answered %v, %v", answered, err)
	}
	if seen.Value(loggerKey{}) != nil || !errors.Is(seen.Err(), context.Canceled) {
		t.Errorf("the context of a call that is over holds %v, and its end is %v", seen.Value(loggerKey{}), seen.Err())
	}
	if _, err := server.ConfigureProvider(ctx, nil); err != nil || seen.Value(loggerKey{}) == nil {
		t.Errorf("the only call of its kind was made with %v, %v", seen.Value(loggerKey{}), err)
	}
}

func TestCallsEndWithTheirCaller(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	server := withoutLoggers(watchedServer{read: func(ctx context.Context) error {
		cancel()
		<-ctx.Done()
		return ctx.Err()
	}})
	if _, err := server.ReadResource(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a canceled call ended with %v", err)
	}
	server = withoutLoggers(watchedServer{read: func(ctx context.Context) error {
		<-ctx.Done()
		return ctx.Err()
	}})
	if _, err := server.ReadResource(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a call that was canceled before ended with %v", err)
	}
}

// TestFrameworkServesAll holds what withoutLoggers needs of the framework to do anything at all.
func TestFrameworkServesAll(t *testing.T) {
	t.Parallel()
	if _, ok := withoutLoggers(newServer(idleProvider{})).(plainServer); !ok {
		t.Error("the framework's server lacks methods, so the contexts of calls are left as they are")
	}
}
