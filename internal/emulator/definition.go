package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// definition is what a create asks for, as read from the body.
type definition struct {
	Name               string
	Kind               string
	URL                string
	Endpoint           string
	StorageIntegration string
	Comment            *string
	Credentials        *credentials
	Encryption         *encryption
	Directory          *directoryTable
}

type credentials struct {
	Type                    string
	KeyID, SecretKey, Token string
	Role                    string
	SASToken                string
}

type encryption struct{ Type, MasterKey, KMSKeyID string }

// directoryTable distinguishes what was left out, because a cloud may refuse what was given.
type directoryTable struct {
	Enable                  *bool
	RefreshOnCreate         *bool
	AutoRefresh             *bool
	NotificationIntegration string
}

// properties is a JSON object whose property names are compared exactly, which encoding/json's
// struct fields are not. The first property of a wrong type is kept as the error.
type properties struct {
	values map[string]json.RawMessage
	err    error
}

// parseObject reads exactly one JSON object.
func parseObject(text []byte) *properties {
	p := &properties{}
	decoder := json.NewDecoder(bytes.NewReader(text))
	if p.err = decoder.Decode(&p.values); p.err != nil {
		return p
	}
	if _, err := decoder.Token(); err != io.EOF {
		p.err = errors.New("reading an object: something follows it")
	}
	if p.values == nil {
		p.err = errors.New("reading an object: it is null")
	}
	return p
}

func (p *properties) read(key string, into any) (given bool) {
	raw, ok := p.values[key]
	if !ok || p.err != nil || string(raw) == "null" {
		return false
	}
	if err := json.Unmarshal(raw, into); err != nil {
		p.err = fmt.Errorf("reading %s: %w", key, err)
	}
	return p.err == nil
}

func (p *properties) text(key string) string {
	var value string
	p.read(key, &value)
	return value
}

func (p *properties) flag(key string) *bool {
	var value bool
	if !p.read(key, &value) {
		return nil
	}
	return &value
}

// object returns a nested object, or nil if there is none.
func (p *properties) object(key string) *properties {
	var raw json.RawMessage
	if !p.read(key, &raw) {
		return nil
	}
	nested := parseObject(raw)
	if nested.err != nil {
		p.err = fmt.Errorf("reading %s: %w", key, nested.err)
		return nil
	}
	return nested
}

// parseDefinition fails on malformed JSON and wrong types only; what the values mean is checked later.
func parseDefinition(body []byte) (*definition, error) {
	p := parseObject(body)
	d := &definition{
		Name:               p.text("name"),
		Kind:               p.text("kind"),
		URL:                p.text("url"),
		Endpoint:           p.text("endpoint"),
		StorageIntegration: p.text("storage_integration"),
	}
	var comment string
	if p.read("comment", &comment) {
		d.Comment = &comment
	}
	if nested := p.object("credentials"); nested != nil {
		d.Credentials = parseCredentials(nested)
		p.adopt(nested)
	}
	if nested := p.object("encryption"); nested != nil {
		d.Encryption = &encryption{
			Type: nested.text("type"), MasterKey: nested.text("master_key"), KMSKeyID: nested.text("kms_key_id"),
		}
		p.adopt(nested)
	}
	if nested := p.object("directory_table"); nested != nil {
		d.Directory = &directoryTable{
			Enable:                  nested.flag("enable"),
			RefreshOnCreate:         nested.flag("refresh_on_create"),
			AutoRefresh:             nested.flag("auto_refresh"),
			NotificationIntegration: nested.text("notification_integration"),
		}
		p.adopt(nested)
	}
	return d, p.err
}

func parseCredentials(p *properties) *credentials {
	return &credentials{
		Type:      p.text("credential_type"),
		KeyID:     p.text("aws_key_id"),
		SecretKey: p.text("aws_secret_key"),
		Token:     p.text("aws_token"),
		Role:      p.text("aws_role"),
		SASToken:  p.text("azure_sas_token"),
	}
}

func (p *properties) adopt(nested *properties) {
	if p.err == nil {
		p.err = nested.err
	}
}
