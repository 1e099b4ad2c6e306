package provider

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/snowstage/terraform-provider-snowstage/internal/account"
)

// field is one attribute of the provider, and where else its value is looked for.
type field struct {
	name        string
	env         []string // the first that is set counts
	sensitive   bool
	number      validator.Int64    // set if the attribute is a number
	isPath      bool               // of a file
	check       func(string) error // of what can be told from the text alone; may be nil
	accepts     string             // in words, for messages that must not quote the value; empty if the errors never do
	description string
}

var providerFields = []field{
	{
		name: "organization_name", env: []string{"SNOWFLAKE_ORGANIZATION_NAME"}, check: account.CheckOrganization,
		accepts:     "the name of an organization, which has letters and digits only",
		description: "Name of the organization: letters and digits. Used together with `account_name`.",
	},
	{
		name: "account_name", env: []string{"SNOWFLAKE_ACCOUNT_NAME"}, check: account.CheckName,
		accepts:     "the name of an account, which has letters, digits and _ only",
		description: "Name of the account within its organization: letters, digits and `_`.",
	},
	{
		name: "account", env: []string{"SNOWFLAKE_ACCOUNT"}, check: checkAccount,
		accepts: "an account in one of the forms " + account.Forms,
		description: "The account in any spelling, in place of `organization_name` and `account_name`: `ORG-ACCOUNT`, `ORG.ACCOUNT`, a locator with " +
			"its region and cloud if it has them (`xy12345`, `xy12345.us-east-2.aws`), or the account's URL.",
	},
	{
		name: "host", env: []string{"SNOWFLAKE_HOST"}, check: checkHost,
		accepts: "the name of a host, without https://, user, port and path, like acme-prod.snowflakecomputing.com",
		description: "Host name of the account, without scheme and port, if it is not the usual one: for private links and the emulator. " +
			"Default: derived from the account. If no account is given, the first label of the host is the account.",
	},
	{
		name: "port", env: []string{"SNOWFLAKE_PORT"}, number: int64validator.Between(1, 65535),
		accepts:     "a whole number from 1 to 65535",
		description: "TCP port, 1 to 65535. Default: `443`, or `80` for `http`.",
	},
	{
		name: "protocol", env: []string{"SNOWFLAKE_PROTOCOL"}, check: checkProtocol,
		accepts:     "https or http",
		description: "`https` or `http`. `http` is accepted for loopback hosts only. Default: `https`.",
	},
	{
		name: "user", env: []string{"SNOWFLAKE_USER"},
		description: "Login name of the user (`LOGIN_NAME`, not `NAME`), in any case. Needed for key pairs only: a token tells its user.",
	},
	{
		name: "role", env: []string{"SNOWFLAKE_ROLE"}, check: checkHeaderName,
		accepts:     sqlNameWords,
		description: "Role that the requests use, as SQL spells it. Default: the user's default role, or the token's.",
	},
	{
		name: "warehouse", env: []string{"SNOWFLAKE_WAREHOUSE"}, check: checkHeaderName,
		accepts:     sqlNameWords,
		description: "Warehouse that the requests use, as SQL spells it. Stages need none. Default: the user's default warehouse.",
	},
	{
		name: "authenticator", env: []string{"SNOWFLAKE_AUTHENTICATOR"}, check: checkAuthenticator,
		accepts: "one of " + strings.Join(authenticatorNames(), ", "),
		description: "How to sign in, in any case: `SNOWFLAKE_JWT` (key pair), `OAUTH` (a given access token, or one that `oauth_…` settings obtain), " +
			"`OAUTH_CLIENT_CREDENTIALS`, `OAUTH_REFRESH_TOKEN`, `PROGRAMMATIC_ACCESS_TOKEN` or `WORKLOAD_IDENTITY`. " +
			"Default: derived from the secret that is given; a token is then taken for an OAuth access token, so a programmatic access token needs this setting.",
	},
	{
		name: "private_key", env: []string{"SNOWFLAKE_PRIVATE_KEY", "SNOWFLAKE_PRIVATE_KEY_RAW"}, sensitive: true,
		description: "Text of the RSA private key in PEM format, 2048 bits or more: PKCS#8 (plain, or encrypted by AES-128/192/256-CBC or 3DES) or " +
			"plain PKCS#1. Line breaks may be written as `\\n`.",
	},
	{
		name: "private_key_path", env: []string{"SNOWFLAKE_PRIVATE_KEY_PATH", "SNOWFLAKE_PRIVATE_KEY_FILE"},
		isPath: true, accepts: pathWords,
		description: "Path of a file with the private key, in place of `private_key`. The file must not be readable by others (`chmod 600`).",
	},
	{
		name: "private_key_passphrase", sensitive: true, env: []string{"SNOWFLAKE_PRIVATE_KEY_PASSPHRASE", "SNOWFLAKE_PRIVATE_KEY_FILE_PWD"},
		description: "Passphrase of an encrypted private key. It must be given in the same way as the key: both as attributes, both in the environment or both in a profile.",
	},
	{
		name: "token", env: []string{"SNOWFLAKE_TOKEN"}, sensitive: true,
		description: "Token to sign in with: an OAuth access token, a programmatic access token or a workload identity token, as `authenticator` says.",
	},
	{
		name: "token_path", env: []string{"SNOWFLAKE_TOKEN_FILE_PATH", "SNOWFLAKE_TOKEN_PATH"},
		isPath: true, accepts: pathWords,
		description: "Path of a file with the token, in place of `token`. It is read again when it has changed. " +
			"The file must not be readable by others (`chmod 600`).",
	},
	{
		name: "workload_identity_provider", env: []string{"SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER"},
		accepts:     "one of " + strings.Join(workloadPlatforms, ", "),
		check:       checkPlatform,
		description: "Who issued the workload identity token: `AWS`, `AZURE`, `GCP` or `OIDC`. Default: `OIDC`.",
	},
	{
		name: "oauth_client_id", env: []string{"SNOWFLAKE_OAUTH_CLIENT_ID"},
		description: "Client id for the OAuth token endpoint.",
	},
	{
		name: "oauth_client_secret", env: []string{"SNOWFLAKE_OAUTH_CLIENT_SECRET"}, sensitive: true,
		description: "Client secret for the OAuth token endpoint. Without a refresh token, access tokens come from the client's own credentials.",
	},
	{
		name: "oauth_token_request_url", env: []string{"SNOWFLAKE_OAUTH_TOKEN_REQUEST_URL"}, check: checkEndpoint,
		description: "`https` URL of the OAuth token endpoint. Default for a refresh token: Snowflake's own endpoint, `/oauth/token-request` on the account's host.",
	},
	{
		name: "oauth_scope", env: []string{"SNOWFLAKE_OAUTH_SCOPE"},
		description: "Scopes to ask for with the client's own credentials, separated by spaces. Default: `session:role:` and the role, if a role is given.",
	},
	{
		name: "oauth_refresh_token", env: []string{"SNOWFLAKE_OAUTH_REFRESH_TOKEN"}, sensitive: true,
		description: "OAuth refresh token, from which access tokens are obtained as they end.",
	},
	{
		name: "profile", env: []string{"SNOWFLAKE_PROFILE"},
		accepts: "the name of a profile that was found",
		description: "Name of the profile that supplies what is given neither as an attribute nor in the environment. Profiles are looked for in `connections.toml`, " +
			"`config.toml` and the official provider's `config`, in `$SNOWFLAKE_HOME` or `~/.snowflake`. " +
			"Default: `$SNOWFLAKE_DEFAULT_CONNECTION_NAME`, else the file's `default_connection_name`, else `default`, if it exists.",
	},
	{
		name: "config_path", env: []string{"SNOWFLAKE_CONFIG_PATH"},
		isPath: true, accepts: pathWords,
		description: "Path of one TOML file with profiles, in place of the usual files. The file must not be readable by others (`chmod 600`).",
	},
	{
		name: "request_timeout", env: []string{"SNOWFLAKE_REQUEST_TIMEOUT"}, number: int64validator.Between(1, maxRequestTimeout),
		accepts:     fmt.Sprintf("a whole number from 1 to %d", maxRequestTimeout),
		description: "Seconds that one try of a request may take, 1 to 3600. Default: `60`.",
	},
	{
		name: "max_retries", env: []string{"SNOWFLAKE_MAX_RETRIES", "SNOWFLAKE_MAX_RETRY_COUNT"}, number: int64validator.Between(0, maxRetriesLimit),
		accepts:     fmt.Sprintf("a whole number from 0 to %d", maxRetriesLimit),
		description: "How often one request is repeated when that is safe, 0 to 100. Default: `7`.",
	},
	{
		name: "sql_api", env: []string{"SNOWFLAKE_SQL_API"}, check: checkSQLAPI,
		accepts: sqlAPIAuto + " or " + sqlAPIOff,
		description: "Whether Snowflake's SQL API may be used for what its REST API for stages cannot do: changing a stage in place (`ALTER STAGE`), and finding " +
			"out how an internal stage is encrypted (`SHOW STAGES`). `auto`: when a change or an import needs it, and the account does not refuse it. " +
			"`off`: never; then nearly every change replaces the stage. Default: `auto`.",
	},
	{
		name: "read_strategy", env: []string{"SNOWFLAKE_READ_STRATEGY"}, check: checkReadStrategy,
		accepts: "auto, fetch or list",
		description: "How a run reads many stages of one schema. `auto`: the first by itself and all others by one list, unless a comparison shows that the account's lists " +
			"do not tell all that a single reply tells. `fetch`: each by itself. `list`: all by the list, without that comparison. A stage whose row does not confirm " +
			"what the state has of it, or that the list does not show, is read by itself; so are data sources, always. `fetch` also suits a configuration of a few stages in a schema of thousands. Default: `auto`.",
	},
	{
		name: "max_requests_per_second", env: []string{"SNOWFLAKE_MAX_REQUESTS_PER_SECOND"}, number: int64validator.Between(1, maxRequestRate),
		accepts: fmt.Sprintf("a whole number from 1 to %d", maxRequestRate),
		description: "Requests that a run sends to the account in a second, at most, 1 to 10000. It counts for one configuration of the provider: those with an `alias` have limits " +
			"of their own. Default: as many as the account takes; when it answers 429, the run slows down by itself.",
	},
}

// The values of sql_api.
const (
	sqlAPIAuto = "auto"
	sqlAPIOff  = "off"
)

// Bounds of numbers that no bigger value improves.
const (
	maxRequestTimeout = 3600
	maxRetriesLimit   = 100
	maxRequestRate    = 10_000
)

const (
	sqlNameWords = "a name as SQL spells it: letters, digits, _ and $, or in double quotes anything but control characters"
	pathWords    = "the path of a file that can be read"
)

func fieldNamed(name string) field {
	return providerFields[slices.IndexFunc(providerFields, func(f field) bool { return f.name == name })]
}

func providerSchema() schema.Schema {
	attributes := make(map[string]schema.Attribute, len(providerFields))
	for _, f := range providerFields {
		attributes[f.name] = f.attribute()
	}
	return schema.Schema{
		MarkdownDescription: "Manages Snowflake stages through Snowflake's REST API. Every setting is taken from its attribute, else from the environment, " +
			"else from a profile; an empty value counts as absent. Nothing has to be given here if the environment or a profile has it all.",
		Attributes: attributes,
	}
}

func (f field) attribute() schema.Attribute {
	variables := make([]string, len(f.env))
	for i, variable := range f.env {
		variables[i] = "`" + variable + "`"
	}
	description := fmt.Sprintf("%s Environment: %s.", f.description, strings.Join(variables, ", "))
	if f.number != nil {
		return schema.Int64Attribute{Optional: true, Sensitive: f.sensitive, MarkdownDescription: description, Validators: []validator.Int64{f.number}}
	}
	return schema.StringAttribute{Optional: true, Sensitive: f.sensitive, MarkdownDescription: description}
}
