package process

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// fullServer is all that a provider may serve.
type fullServer interface {
	tfprotov6.ProviderServer
	tfprotov6.ActionServer
	tfprotov6.ListResourceServer
	tfprotov6.StateStoreServer
}

// plainServer answers the calls that Terraform makes for each object without the loggers that come in their contexts. The framework keeps
// the context of every call until the process is stopped, to cancel it then, and some 12 KB of loggers with each.
type plainServer struct{ fullServer }

func withoutLoggers(server tfprotov6.ProviderServer) tfprotov6.ProviderServer {
	if full, ok := server.(fullServer); ok {
		return plainServer{full}
	}
	return server
}

// plain makes a call with a context that ends as the caller's does, or with the call, and holds no value.
func plain[Request, Response any](ctx context.Context, req Request, call func(context.Context, Request) (Response, error)) (Response, error) {
	bare, cancel := context.WithCancel(context.Background())
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	return call(bare, req)
}

func (s plainServer) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return plain(ctx, req, s.fullServer.ValidateResourceConfig)
}

func (s plainServer) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	return plain(ctx, req, s.fullServer.UpgradeResourceState)
}

func (s plainServer) UpgradeResourceIdentity(ctx context.Context, req *tfprotov6.UpgradeResourceIdentityRequest) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	return plain(ctx, req, s.fullServer.UpgradeResourceIdentity)
}

func (s plainServer) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return plain(ctx, req, s.fullServer.ReadResource)
}

func (s plainServer) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	return plain(ctx, req, s.fullServer.PlanResourceChange)
}

func (s plainServer) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	return plain(ctx, req, s.fullServer.ApplyResourceChange)
}

func (s plainServer) ImportResourceState(ctx context.Context, req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	return plain(ctx, req, s.fullServer.ImportResourceState)
}

func (s plainServer) ValidateDataResourceConfig(ctx context.Context, req *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return plain(ctx, req, s.fullServer.ValidateDataResourceConfig)
}

func (s plainServer) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return plain(ctx, req, s.fullServer.ReadDataSource)
}

func (s plainServer) CallFunction(ctx context.Context, req *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error) {
	return plain(ctx, req, s.fullServer.CallFunction)
}
