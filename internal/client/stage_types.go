package client

import (
	"errors"
	"fmt"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// CreateMode is the createMode query parameter: what a create does when the name is taken.
type CreateMode string

// The values of createMode.
const (
	ErrorIfExists CreateMode = "errorIfExists"
	OrReplace     CreateMode = "orReplace"
	IfNotExists   CreateMode = "ifNotExists"
)

// Stage is the API's Stage object, in requests and in replies. A nil pointer is a property that is absent or null.
type Stage struct {
	Name               string          `json:"name"`
	Kind               *string         `json:"kind,omitempty"`
	URL                *string         `json:"url,omitempty"`
	Endpoint           *string         `json:"endpoint,omitempty"`
	StorageIntegration *string         `json:"storage_integration,omitempty"`
	Comment            *string         `json:"comment,omitempty"`
	Credentials        *Credentials    `json:"credentials,omitempty"`
	Encryption         *Encryption     `json:"encryption,omitempty"`
	DirectoryTable     *DirectoryTable `json:"directory_table,omitempty"`

	// Read-only: never sent.
	CreatedOn        *string `json:"created_on,omitempty"` // as sent, RFC 3339
	HasCredentials   *bool   `json:"has_credentials,omitempty"`
	HasEncryptionKey *bool   `json:"has_encryption_key,omitempty"`
	Owner            *string `json:"owner,omitempty"`
	OwnerRoleType    *string `json:"owner_role_type,omitempty"`
	Region           *string `json:"region,omitempty"`
	Cloud            *string `json:"cloud,omitempty"`

	mentioned properties // of the reply that was read
}

// Credentials is write-only; the API tells AWS from AZURE by credential_type.
type Credentials struct {
	CredentialType string  `json:"credential_type"` // AWS or AZURE
	AWSKeyID       *Secret `json:"aws_key_id,omitempty"`
	AWSSecretKey   *Secret `json:"aws_secret_key,omitempty"`
	AWSToken       *Secret `json:"aws_token,omitempty"`
	AWSRole        *string `json:"aws_role,omitempty"`
	AzureSASToken  *Secret `json:"azure_sas_token,omitempty"`
}

// Encryption is write-only.
type Encryption struct {
	Type      *string `json:"type,omitempty"`
	MasterKey *Secret `json:"master_key,omitempty"`
	KMSKeyID  *string `json:"kms_key_id,omitempty"`
}

// DirectoryTable describes the stage's directory table.
type DirectoryTable struct {
	Enable                  *bool   `json:"enable,omitempty"`
	RefreshOnCreate         *bool   `json:"refresh_on_create,omitempty"`
	AutoRefresh             *bool   `json:"auto_refresh,omitempty"`
	NotificationIntegration *string `json:"notification_integration,omitempty"`
}

// StageFile is one row of LIST @stage, as sent.
type StageFile struct {
	Name         string `json:"name"`
	Size         string `json:"size"` // bytes, as decimal text
	MD5          string `json:"md5"`
	LastModified string `json:"last_modified"` // like "Tue, 5 Sep 2023 17:59:21 GMT"
}

// PresignedURLRequest asks for a URL; zero values are not sent.
type PresignedURLRequest struct {
	ExpirationTime int64  `json:"expiration_time,omitempty"` // seconds
	Mode           string `json:"mode,omitempty"`            // upload or download, from before API 8.40
}

// FileTransferMaterial carries the URL, which is itself a secret.
type FileTransferMaterial struct {
	PresignedURL Secret `json:"presigned_url"`
}

func (s Stage) check() error { return checkName(s.Name) }

// checkIs refuses another stage than the one asked for, as a proxy that mixes up its replies would hand out.
func (s Stage) checkIs(wanted identifier.Name) error {
	if err := s.check(); err != nil {
		return err
	}
	if identifier.FromReply(s.Name) == wanted || s.Name == wanted.Exact() {
		return nil
	}
	return fmt.Errorf("it describes the stage %s instead of %s", oneLine(identifier.FromReply(s.Name).Quoted()), wanted.Quoted())
}

func (f StageFile) check() error { return checkName(f.Name) }

func (m FileTransferMaterial) check() error {
	if m.PresignedURL == "" {
		return errors.New("it has no presigned_url")
	}
	return nil
}

func checkName(name string) error {
	if name == "" {
		return errNoName
	}
	return nil
}

var errNoName = errors.New("it has no name")

// writable returns the stage without the properties that the API only answers.
func (s Stage) writable() Stage {
	return Stage{
		Name: s.Name, Kind: s.Kind, URL: s.URL, Endpoint: s.Endpoint, StorageIntegration: s.StorageIntegration, Comment: s.Comment,
		Credentials: s.Credentials, Encryption: s.Encryption, DirectoryTable: s.DirectoryTable,
	}
}

// secrets returns what no error may repeat.
func (s Stage) secrets() []string {
	var values []string
	add := func(secrets ...*Secret) {
		for _, secret := range secrets {
			if secret != nil && *secret != "" {
				values = append(values, string(*secret))
			}
		}
	}
	if c := s.Credentials; c != nil {
		add(c.AWSKeyID, c.AWSSecretKey, c.AWSToken, c.AzureSASToken)
	}
	if e := s.Encryption; e != nil {
		add(e.MasterKey)
	}
	return values
}
