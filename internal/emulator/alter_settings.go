package emulator

import "github.com/snowstage/terraform-provider-snowstage/internal/emulator/grammar"

// withSettings is the stage as ALTER STAGE … SET makes it: https://docs.snowflake.com/en/sql-reference/sql/alter-stage.
// The rules are those of a create; what is not mentioned stays.
func (st *store) withSettings(old *stage, given grammar.SetStage) (*stage, *refusal) {
	s := *old
	if given.Comment != nil {
		s.Comment = textOrNull(*given.Comment)
	}
	switch first, place := firstOutside(given), old.location().cloud; {
	case first == "":
		return &s, nil
	case place == internal || place == s3Compatible:
		return nil, badStatement("invalid property '%s': it can be changed on S3, GCS and Azure only", first)
	}
	d, refused := old.redefined(given)
	if refused != nil {
		return nil, refused
	}
	checked, refused := d.check()
	if refused != nil {
		return nil, refused
	}
	if refused := st.checkIntegrations(checked); refused != nil {
		return nil, refused
	}
	s.URL, s.Integration = d.URL, checked.integration
	if given.StorageIntegration != nil || given.Credentials != nil {
		s.HasCredentials, s.AssumesRole = checked.hasCredentials, checked.assumesRole
	}
	if given.Encryption != nil {
		s.HasEncryptionKey = checked.hasEncryptionKey
	}
	if s.URL != old.URL { // As has been seen: https://github.com/snowflakedb/terraform-provider-snowflake/issues/4406.
		return s.withDirectory(false), nil
	}
	return &s, nil
}

// firstOutside names a setting that only external stages have, if one is given.
func firstOutside(given grammar.SetStage) string {
	switch {
	case given.URL != nil:
		return "url"
	case given.StorageIntegration != nil:
		return "storage_integration"
	case given.Credentials != nil:
		return "credentials"
	case given.Encryption != nil:
		return "encryption"
	}
	return ""
}

// redefined is a create of the external stage with what is given. What nobody can read is left out of it where it stays.
func (s *stage) redefined(given grammar.SetStage) (*definition, *refusal) {
	d := &definition{URL: s.URL, StorageIntegration: s.Integration.spelled()}
	place := s.location()
	if given.URL != nil {
		d.URL = *given.URL
		if l, refused := parseLocation(d.URL); refused != nil || l.cloud != place.cloud {
			return nil, badStatement("invalid value '%s' for property 'url': it is not in the cloud of '%s'", d.URL, s.URL)
		}
	}
	switch {
	case given.StorageIntegration != nil && given.Credentials != nil:
		return nil, badStatement("property 'storage_integration' excludes property 'credentials'")
	case given.StorageIntegration != nil:
		d.StorageIntegration = name(given.StorageIntegration[0]).spelled()
	case given.Credentials != nil && credentialTypes[place.cloud] == "":
		return nil, badStatement("invalid property 'credentials': only a stage on S3 or Azure takes them")
	case len(given.Credentials) > 0:
		d.StorageIntegration = ""
		d.Credentials = credentialsOf(given.Credentials, credentialTypes[place.cloud])
	}
	if given.Encryption != nil {
		d.Encryption = encryptionOf(given.Encryption)
		if *d.Encryption == (encryption{}) {
			return nil, badStatement("encryption: missing property 'type'")
		}
	}
	return d, nil
}

func credentialsOf(options []grammar.Option, credentialType string) *credentials {
	given := valuesOf(options)
	return &credentials{
		Type: credentialType, KeyID: given["AWS_KEY_ID"], SecretKey: given["AWS_SECRET_KEY"], Token: given["AWS_TOKEN"],
		Role: given["AWS_ROLE"], SASToken: given["AZURE_SAS_TOKEN"],
	}
}

func encryptionOf(options []grammar.Option) *encryption {
	given := valuesOf(options)
	return &encryption{Type: given["TYPE"], MasterKey: given["MASTER_KEY"], KMSKeyID: given["KMS_KEY_ID"]}
}

func valuesOf(options []grammar.Option) map[string]string {
	values := map[string]string{}
	for _, option := range options {
		values[option.Key] = option.Value
	}
	return values
}
