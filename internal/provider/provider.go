// Package provider is everything Terraform: schemas, models, plans and diagnostics.
package provider

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
	"github.com/snowstage/terraform-provider-snowstage/internal/profile"
)

var (
	_ provider.Provider                       = (*snowstageProvider)(nil)
	_ provider.ProviderWithActions            = (*snowstageProvider)(nil)
	_ provider.ProviderWithEphemeralResources = (*snowstageProvider)(nil)
	_ provider.ProviderWithFunctions          = (*snowstageProvider)(nil)
	_ provider.ProviderWithListResources      = (*snowstageProvider)(nil)
	_ provider.ProviderWithValidateConfig     = (*snowstageProvider)(nil)
)

type snowstageProvider struct{ version string }

// New returns a constructor of the provider in the given version, like 1.2.3.
func New(version string) func() provider.Provider {
	return func() provider.Provider { return &snowstageProvider{version: version} }
}

func (p *snowstageProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "snowstage"
	resp.Version = p.version
}

func (p *snowstageProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = providerSchema()
}

// ValidateConfig checks what can be told from the attributes alone.
func (p *snowstageProvider) ValidateConfig(ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse) {
	attributes, _, diags := readAttributes(ctx, req.Config)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(diagnosticsOf(validateSettings(attributes))...)
}

// Configure makes the client. While a value is unknown it makes none: what needs it comes with the apply.
func (p *snowstageProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	attributes, known, diags := readAttributes(ctx, req.Config)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !known {
		resp.ResourceData = waiting(attributes, processEnvironment())
		return
	}
	userAgent := fmt.Sprintf("terraform-provider-snowstage/%s (terraform/%s)", p.version, req.TerraformVersion)
	made, problems := connect(attributes, processEnvironment(), userAgent)
	resp.Diagnostics.Append(diagnosticsOf(problems)...)
	if len(problems) > 0 {
		return
	}
	resp.ResourceData, resp.DataSourceData, resp.EphemeralResourceData, resp.ListResourceData, resp.ActionData = made, made, made, made, made
}

func (p *snowstageProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{newStageResource, newStageFileResource}
}

func (p *snowstageProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{newStageDataSource, newStagesDataSource, newStageFilesDataSource, newFileDataSource, newLoadReportDataSource, newLoadHistoryDataSource}
}

func (p *snowstageProvider) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{newPresignedURLEphemeral, newFileEphemeral}
}

func (p *snowstageProvider) Functions(context.Context) []func() function.Function { return functions() }

func (p *snowstageProvider) ListResources(context.Context) []func() list.ListResource {
	return []func() list.ListResource{newStageListResource}
}

func (p *snowstageProvider) Actions(context.Context) []func() action.Action {
	return []func() action.Action{newRefreshDirectoryAction, newLoadFilesAction}
}

func diagnosticsOf(problems []problem) (diags diag.Diagnostics) {
	for _, problem := range problems {
		diags.AddAttributeError(path.Root(problem.attribute), problem.summary, problem.detail)
	}
	return diags
}

// readAttributes returns the attributes that are given, by name. known is false if one of them is not known yet.
func readAttributes(ctx context.Context, config tfsdk.Config) (values map[string]string, known bool, diags diag.Diagnostics) {
	values, known = make(map[string]string, len(providerFields)), true
	for _, f := range providerFields {
		if f.number != nil {
			var value types.Int64
			diags.Append(config.GetAttribute(ctx, path.Root(f.name), &value)...)
			known = known && !value.IsUnknown()
			if !value.IsNull() && !value.IsUnknown() {
				values[f.name] = strconv.FormatInt(value.ValueInt64(), 10)
			}
			continue
		}
		var value types.String
		diags.Append(config.GetAttribute(ctx, path.Root(f.name), &value)...)
		known = known && !value.IsUnknown()
		values[f.name] = value.ValueString()
	}
	return values, known, diags
}

// connect turns settings into what resources and data sources use. It sends nothing.
func connect(attributes map[string]string, env environment, userAgent string) (*configured, []problem) {
	settings, problems := resolve(attributes, env, profile.Load)
	if len(problems) > 0 {
		return nil, problems
	}
	credential, problems := settings.credential(time.Now, env.proxy)
	if len(problems) > 0 {
		return nil, problems
	}
	config := settings.clientConfig()
	config.Credential, config.UserAgent, config.Proxy = credential, userAgent, env.proxy
	made, err := client.New(config)
	if err != nil {
		return nil, []problem{{"host", "Unable to configure the client", sentence(err.Error())}}
	}
	return &configured{
		client: made, role: settings.role, claims: new(claims[identifier.Qualified]), fileClaims: new(claims[stagedFile]), labels: new(labels), seen: new(seenStages),
		sql: &sqlAPI{off: settings.sqlOff}, encryptions: new(encryptions), fileOwners: new(fileOwners),
	}, nil
}

func (c connection) clientConfig() client.Config {
	return client.Config{
		BaseURL:        c.baseURL,
		Role:           c.role,
		Warehouse:      c.warehouse,
		RequestTimeout: c.requestTimeout,
		MaxRetries:     c.maxRetries,
		ReadStrategy:   c.readStrategy,
		RequestRate:    c.requestRate,
		Log:            logTry,
		Notice:         func(ctx context.Context, text string) { tflog.Info(ctx, text) },
	}
}

// waiting is what resources have while the configuration has unknown values: no client, but the word that SQL is not to be used, by which
// a change is planned. A profile is not looked into, since its name may be what is unknown.
func waiting(attributes map[string]string, env environment) *configured {
	off, _ := settings{attributes: attributes, getenv: env.getenv}.sqlOff()
	return &configured{sql: &sqlAPI{off: off}, encryptions: new(encryptions), fileOwners: new(fileOwners)}
}

// logTry writes what the client tells of a finished try: never a body, a header or a query.
func logTry(ctx context.Context, event client.Event) {
	fields := map[string]any{
		"operation": event.Operation, "method": event.Method, "path": event.Path, "try": event.Try,
		"status": event.Status, "code": event.Code, "request_id": event.RequestID, "duration_ms": event.Duration.Milliseconds(),
	}
	if event.Err != nil {
		fields["error"] = event.Err.Error()
	}
	tflog.Debug(ctx, "Snowflake answered a request", fields)
}
