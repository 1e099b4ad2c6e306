package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// transition is a stage as it is and as it is to be, of which one setting has changed. A cloud is empty if its url is not known.
type transition struct {
	state, plan stageModel
	from, to    cloud

	before, after attr.Value // of the setting
}

func transitionOf(state, plan stageModel) transition {
	from, _ := cloudOfConfig(state.URL)
	to, _ := cloudOfConfig(plan.URL)
	return transition{state: state, plan: plan, from: from, to: to}
}

func (t transition) isRespelled() bool {
	before, isName := t.before.(nameValue)
	after, _ := t.after.(nameValue)
	return isName && sameName(before, after)
}

// crossesTheBorder holds for a url that is not known yet if the stage is internal now: it may stay so, but nothing says that it will.
func (t transition) crossesTheBorder() bool { return t.from == internal || t.to == internal }

func (t transition) staysInternal() bool { return t.from == internal && t.to == internal }

func (t transition) isS3Compatible() bool { return t.from == s3Compatible || t.to == s3Compatible }

func (t transition) leavesTheCloud() bool { return t.to != "" && t.from != t.to }

func (t transition) losesIntegration() bool { return t.plan.StorageIntegration.IsNull() }

func (t transition) losesAccess() bool { return t.losesIntegration() && t.plan.Credentials.IsNull() }

func (t transition) losesCredentials() bool { return t.plan.Credentials.IsNull() }

func (t transition) hasIntegrationForCredentials() bool {
	return t.losesCredentials() && !t.plan.StorageIntegration.IsNull()
}

func (t transition) losesCredentialsVersion() bool { return t.plan.CredentialsVersion.IsNull() }

func (t transition) losesEncryption() bool { return t.plan.Encryption.IsNull() }

func (t transition) losesEncryptionVersion() bool { return t.plan.EncryptionVersion.IsNull() }

// isDefaultEncryption reports whether one side says what Snowflake would choose and the other says nothing.
func (t transition) isDefaultEncryption() bool {
	state, plan := t.state.Encryption, t.plan.Encryption
	switch {
	case plan.IsUnknown():
		return false
	case plan.IsNull():
		return isDefaultEncryption(state, t.plan.URL)
	}
	return state.IsNull() && isDefaultEncryption(plan, t.plan.URL)
}

// isDefaultEncryption reports whether Snowflake would choose the same if nothing were said. Without a type there is a
// master key, which no plan and no state holds.
func isDefaultEncryption(encryption types.Object, url types.String) bool {
	standard := noEncryption
	if url.IsNull() {
		standard = snowflakeFull
	}
	given := encryption.Attributes()
	return given["type"].Equal(types.StringValue(standard)) && given["kms_key_id"].IsNull()
}
