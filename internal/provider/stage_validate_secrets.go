package provider

import (
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

const (
	snowflakeFull = "SNOWFLAKE_FULL"
	snowflakeSSE  = "SNOWFLAKE_SSE"
	awsCSE        = "AWS_CSE"
	awsSSES3      = "AWS_SSE_S3"
	awsSSEKMS     = "AWS_SSE_KMS"
	gcsSSEKMS     = "GCS_SSE_KMS"
	azureCSE      = "AZURE_CSE"
	noEncryption  = "NONE"
)

var (
	encryptionTypes   = []string{snowflakeFull, snowflakeSSE, awsCSE, awsSSES3, awsSSEKMS, gcsSSEKMS, azureCSE, noEncryption}
	encryptionTypesOf = map[cloud][]string{
		internal: {snowflakeFull, snowflakeSSE},
		s3:       {awsCSE, awsSSES3, awsSSEKMS, noEncryption},
		gcs:      {gcsSSEKMS, noEncryption},
		azure:    {azureCSE, noEncryption},
	}
	typesWithMasterKey = []string{awsCSE, azureCSE}
	typesWithKMSKey    = []string{awsSSEKMS, gcsSSEKMS}
)

// credentials checks what holds for every cloud.
func (v *stageValidation) credentials(c credentialsModel) {
	at := path.Root("credentials")
	keys := []attr.Value{c.AWSKeyID, c.AWSSecretKey, c.AWSToken}
	switch {
	case allNull(append(keys, c.AWSRole, c.AzureSASToken)...):
		v.refuse(at, "Empty credentials", "Credentials need aws_role, or aws_key_id_wo and aws_secret_key_wo, or azure_sas_token_wo. Leave the argument out for a stage without credentials. If Terraform has written this configuration, the stage has credentials, which Snowflake does not tell: fill them in.")
	case has(c.AWSRole) && slices.ContainsFunc(keys, has):
		v.refuse(at.AtName("aws_role"), "Conflicting credentials", "An AWS role excludes keys: set either aws_role, or aws_key_id_wo and aws_secret_key_wo.")
	case has(c.AzureSASToken) && (has(c.AWSRole) || slices.ContainsFunc(keys, has)):
		v.refuse(at.AtName("azure_sas_token_wo"), "Conflicting credentials", "A stage is on AWS or on Azure: set either the aws_ arguments or azure_sas_token_wo.")
	case has(c.AWSKeyID) && c.AWSSecretKey.IsNull():
		v.refuse(at.AtName("aws_secret_key_wo"), "Missing secret key", "aws_key_id_wo needs its aws_secret_key_wo.")
	case has(c.AWSSecretKey) && c.AWSKeyID.IsNull():
		v.refuse(at.AtName("aws_key_id_wo"), "Missing key id", "aws_secret_key_wo needs its aws_key_id_wo.")
	case has(c.AWSToken) && c.AWSKeyID.IsNull() && c.AWSSecretKey.IsNull():
		v.refuse(at.AtName("aws_token_wo"), "Token without key", "aws_token_wo belongs to aws_key_id_wo and aws_secret_key_wo.")
	}
}

// credentialsOf checks what one cloud takes.
func (v *stageValidation) credentialsOf(where cloud, c credentialsModel) {
	at := path.Root("credentials")
	v.only(where, at.AtName("aws_role"), c.AWSRole, s3)
	v.only(where, at.AtName("aws_key_id_wo"), c.AWSKeyID, s3, s3Compatible)
	v.only(where, at.AtName("aws_secret_key_wo"), c.AWSSecretKey, s3, s3Compatible)
	v.only(where, at.AtName("aws_token_wo"), c.AWSToken, s3)
	v.only(where, at.AtName("azure_sas_token_wo"), c.AzureSASToken, azure)
}

// encryption checks what holds for every cloud.
func (v *stageValidation) encryption(e encryptionModel) {
	at := path.Root("encryption")
	kind := e.Type.ValueString()
	switch {
	case allNull(e.Type, e.KMSKeyID, e.MasterKey):
		v.refuse(at, "Empty encryption", "Encryption needs a type or a master_key_wo. Leave the argument out for Snowflake's default.")
	case has(e.KMSKeyID) && !e.Type.IsUnknown() && !slices.Contains(typesWithKMSKey, kind):
		v.refuse(at.AtName("kms_key_id"), "Key does not fit the encryption", "kms_key_id goes with the types %s.", strings.Join(typesWithKMSKey, " and "))
	case has(e.MasterKey) && has(e.Type) && !slices.Contains(typesWithMasterKey, kind):
		v.refuse(at.AtName("master_key_wo"), "Key does not fit the encryption", "master_key_wo goes with the types %s.", strings.Join(typesWithMasterKey, " and "))
	case e.MasterKey.IsNull() && slices.Contains(typesWithMasterKey, kind):
		v.refuse(at.AtName("master_key_wo"), "Missing master key", "The type %s needs a master_key_wo.", kind)
	}
}

// encryptionOf checks what one cloud takes.
func (v *stageValidation) encryptionOf(where cloud, e encryptionModel) {
	at := path.Root("encryption")
	fitting := encryptionTypesOf[where]
	if has(e.Type) && slices.Contains(encryptionTypes, e.Type.ValueString()) && !slices.Contains(fitting, e.Type.ValueString()) {
		v.refuse(at.AtName("type"), "Encryption does not fit the stage", "%s cannot have %s; it takes %s.%s",
			capital(string(where)), e.Type.ValueString(), strings.Join(fitting, ", "), hintOf(where))
		return
	}
	if !e.Type.IsNull() {
		return
	}
	v.only(where, at.AtName("master_key_wo"), e.MasterKey, s3, azure)
	if where == azure && has(e.MasterKey) {
		v.refuse(at.AtName("type"), "Missing encryption type", "A master_key_wo alone means %s; on Azure the type %s has to be given with it.", awsCSE, azureCSE)
	}
}

func allNull(values ...attr.Value) bool {
	return !slices.ContainsFunc(values, func(v attr.Value) bool { return !v.IsNull() })
}
