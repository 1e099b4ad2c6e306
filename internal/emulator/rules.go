package emulator

import (
	"encoding/base64"
	"regexp"
	"slices"
	"strings"
)

// checked is a definition that CREATE STAGE accepts.
type checked struct {
	location    location
	integration name
	directory   directory

	hasCredentials, hasEncryptionKey bool
	assumesRole                      bool
	encryptsFiles                    bool // SNOWFLAKE_FULL: what lies in the storage is ciphertext
}

// encryptionTypes tells which encryption types each kind of location takes.
var encryptionTypes = map[cloud][]string{
	internal:     {"SNOWFLAKE_FULL", "SNOWFLAKE_SSE"},
	amazon:       {"AWS_CSE", "AWS_SSE_S3", "AWS_SSE_KMS", "NONE"},
	google:       {"GCS_SSE_KMS", "NONE"},
	azure:        {"AZURE_CSE", "NONE"},
	s3Compatible: nil,
}

// credentialTypes tells which credentials each kind of location takes.
var credentialTypes = map[cloud]string{amazon: "AWS", s3Compatible: "AWS", azure: "AZURE"}

// check applies the grammar of CREATE STAGE: which parameters go together with which location.
func (d *definition) check() (checked, *refusal) {
	if !slices.Contains([]string{"", kindPermanent, kindTemporary}, d.Kind) {
		return checked{}, badRequest("Not a valid kind: %s. Allowed values are: PERMANENT,TEMPORARY", d.Kind)
	}
	l, refused := parseLocation(d.URL)
	if refused != nil {
		return checked{}, refused
	}
	c := checked{location: l}
	for _, rule := range []func(*checked) *refusal{
		d.checkEndpoint, d.checkIntegration, d.checkCredentials, d.checkEncryption, d.checkDirectory,
	} {
		if refused := rule(&c); refused != nil {
			return checked{}, refused
		}
	}
	return c, nil
}

var fullDomain = regexp.MustCompile(`^([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(:[0-9]+)?$`)

func (d *definition) checkEndpoint(c *checked) *refusal {
	switch isCompatible := c.location.cloud == s3Compatible; {
	case isCompatible && d.Endpoint == "":
		return badStatement("missing property 'endpoint': an S3-compatible stage needs it")
	case isCompatible && !fullDomain.MatchString(d.Endpoint):
		return badStatement("invalid value '%s' for property 'endpoint': want a fully-qualified domain", d.Endpoint)
	case !isCompatible && d.Endpoint != "":
		return badStatement("invalid property 'endpoint': only an S3-compatible stage has one")
	}
	return nil
}

func (d *definition) checkIntegration(c *checked) *refusal {
	if d.StorageIntegration == "" {
		return nil
	}
	integration, err := readName(d.StorageIntegration)
	switch {
	case err != nil:
		return invalidIdentifier(d.StorageIntegration)
	case c.location.cloud == internal || c.location.cloud == s3Compatible:
		return badStatement("invalid property 'storage_integration': only a stage on S3, GCS or Azure takes one")
	case d.Credentials != nil:
		return badStatement("property 'storage_integration' excludes property 'credentials'")
	}
	c.integration = integration
	return nil
}

func (d *definition) checkCredentials(c *checked) *refusal {
	given := d.Credentials
	if given == nil {
		return nil
	}
	wanted := credentialTypes[c.location.cloud]
	switch {
	case wanted == "":
		return badStatement("invalid property 'credentials': only a stage on S3, Azure or an S3-compatible store takes them")
	case given.Type == "":
		return badRequest("credentials: missing property 'credential_type'")
	case given.Type != "AWS" && given.Type != "AZURE":
		return badRequest("Not a valid credential_type: %s. Allowed values are: AWS,AZURE", given.Type)
	case given.Type != wanted:
		return badStatement("credentials: 'credential_type' must be %s for this url", wanted)
	}
	c.hasCredentials = true
	if wanted == "AZURE" {
		return given.checkAzure()
	}
	c.assumesRole = given.Role != ""
	return given.checkAWS(c.location.cloud)
}

func (c *credentials) checkAzure() *refusal {
	switch {
	case c.hasKeys() || c.Role != "":
		return badStatement("credentials of type AZURE take 'azure_sas_token' only")
	case c.SASToken == "":
		return badStatement("credentials: missing property 'azure_sas_token'")
	}
	return nil
}

func (c *credentials) hasKeys() bool { return c.KeyID != "" || c.SecretKey != "" || c.Token != "" }

func (c *credentials) checkAWS(where cloud) *refusal {
	switch {
	case c.SASToken != "":
		return badStatement("credentials of type AWS take no 'azure_sas_token'")
	case where == s3Compatible && (c.Role != "" || c.Token != ""):
		return badStatement("an S3-compatible stage takes 'aws_key_id' and 'aws_secret_key', neither 'aws_token' nor 'aws_role'")
	case c.Role != "" && c.hasKeys():
		return badStatement("credentials: 'aws_role' excludes 'aws_key_id', 'aws_secret_key' and 'aws_token'")
	case c.Role != "":
		return nil
	case c.KeyID == "":
		return badStatement("credentials: missing property 'aws_key_id'")
	case c.SecretKey == "":
		return badStatement("credentials: missing property 'aws_secret_key'")
	}
	return nil
}

func (d *definition) checkEncryption(c *checked) *refusal {
	given := encryption{}
	if d.Encryption != nil {
		given = *d.Encryption
	}
	if given == (encryption{}) {
		c.encryptsFiles = c.location.cloud == internal
		return nil
	}
	if given.Type == "" && given.MasterKey != "" {
		given.Type = "AWS_CSE"
	}
	if allowed := encryptionTypes[c.location.cloud]; !slices.Contains(allowed, given.Type) {
		return refusedEncryption(given, allowed)
	}
	isClientSide := strings.HasSuffix(given.Type, "_CSE")
	takesKMSKey := strings.HasSuffix(given.Type, "_SSE_KMS")
	switch {
	case isClientSide && given.MasterKey == "":
		return badStatement("encryption: missing property 'master_key' for type %s", given.Type)
	case isClientSide && !isMasterKey(given.MasterKey):
		return badStatement("encryption: 'master_key' must be a 128-bit or 256-bit key in Base64")
	case !isClientSide && given.MasterKey != "":
		return badStatement("encryption: invalid property 'master_key' for type %s", given.Type)
	case !takesKMSKey && given.KMSKeyID != "":
		return badStatement("encryption: invalid property 'kms_key_id' for type %s", given.Type)
	}
	c.hasEncryptionKey = isClientSide || given.KMSKeyID != ""
	c.encryptsFiles = given.Type == "SNOWFLAKE_FULL"
	return nil
}

func refusedEncryption(given encryption, allowed []string) *refusal {
	switch {
	case len(allowed) == 0:
		return badStatement("invalid property 'encryption': an S3-compatible stage takes none")
	case given.Type == "":
		return badStatement("encryption: missing property 'type' beside 'kms_key_id'")
	}
	return badStatement("encryption: invalid 'type' %s for this url, allowed are: %s", given.Type, strings.Join(allowed, ","))
}

func isMasterKey(encoded string) bool {
	key, err := base64.StdEncoding.Strict().DecodeString(encoded)
	return err == nil && (len(key) == 16 || len(key) == 32)
}

func (d *definition) checkDirectory(c *checked) *refusal {
	given := directoryTable{}
	if d.Directory != nil {
		given = *d.Directory
	}
	takesIntegration := c.location.cloud == google || c.location.cloud == azure
	switch {
	// Clients that always send the default are not to blame for it.
	case c.location.cloud == internal && given.RefreshOnCreate != nil && !*given.RefreshOnCreate:
		return badStatement("directory_table: invalid property 'refresh_on_create': an internal stage has none")
	case given.NotificationIntegration != "" && !takesIntegration:
		return badStatement("directory_table: invalid property 'notification_integration': only a stage on GCS or Azure takes one")
	}
	c.directory = directory{
		Enable:          isTrue(given.Enable, false),
		RefreshOnCreate: isTrue(given.RefreshOnCreate, true),
		AutoRefresh:     isTrue(given.AutoRefresh, false),
	}
	if given.NotificationIntegration == "" {
		return nil
	}
	integration, err := readName(given.NotificationIntegration)
	if err != nil {
		return invalidIdentifier(given.NotificationIntegration)
	}
	c.directory.NotificationIntegration = integration
	return nil
}

func isTrue(given *bool, otherwise bool) bool {
	if given == nil {
		return otherwise
	}
	return *given
}
