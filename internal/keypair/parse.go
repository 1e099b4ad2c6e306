// Package keypair reads an RSA private key and signs Snowflake's key-pair tokens with it.
package keypair

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
)

// What Parse needs a passphrase for, or found wrong with it, for errors.Is.
var (
	ErrPassphraseMissing = errors.New("the private key is encrypted and no passphrase was given")
	ErrPassphraseWrong   = errors.New("the passphrase does not open the private key")
)

const (
	minBits   = 2048     // Snowflake refuses shorter keys.
	maxDERLen = 16 << 10 // bytes; a key of 16,384 bits has 9,500
)

// Parse reads an RSA private key from PEM text: PKCS#8 (plain, or encrypted with PBES2), or PKCS#1 (plain).
// Where an environment variable could not hold line breaks, they may be written as \n; indentation is ignored.
// A passphrase for a plain key is ignored. No error holds any part of the text or of the passphrase.
func Parse(text, passphrase string) (*rsa.PrivateKey, error) {
	block, err := findKey(tidy(text))
	if err != nil {
		return nil, err
	}
	if len(block.Bytes) > maxDERLen {
		return nil, errors.New("the private key is too large to be an RSA key")
	}
	key, err := decode(block, passphrase)
	if err != nil {
		return nil, err
	}
	private, ok := key.(*rsa.PrivateKey)
	if !ok {
		return nil, errNotRSA
	}
	if bits := private.N.BitLen(); bits < minBits {
		return nil, fmt.Errorf("the private key has %d bits; Snowflake takes RSA keys of %d bits or more", bits, minBits)
	}
	return private, nil
}

var (
	errNotPEM = errors.New("the private key is not in PEM format: it starts with a line like -----BEGIN PRIVATE KEY----- and ends with " +
		"-----END PRIVATE KEY-----, with its line breaks kept, or each written as \\n")
	errPublic = errors.New("this is a public key or a certificate: give the private key, which starts with -----BEGIN PRIVATE KEY----- " +
		"or -----BEGIN ENCRYPTED PRIVATE KEY-----")
	errNotRSA  = errors.New("the private key is not an RSA key, the only kind that Snowflake takes: make one with openssl genrsa 2048")
	errOpenSSH = errors.New("the private key is in OpenSSH's format: convert a copy of it with ssh-keygen -p -m PKCS8 -f <file>")
	errLegacy  = errors.New("the private key is encrypted in the legacy format of PKCS#1 (DEK-Info): " +
		"convert it with openssl pkcs8 -topk8 -v2 aes-256-cbc -in <file> -out <new file>")
	errDamaged = errors.New("the private key is damaged: its PEM frame is whole, what is inside is no key")
)

func tidy(text string) string {
	if !strings.Contains(text, "\n") {
		text = strings.NewReplacer(`\r`, "", `\n`, "\n").Replace(text)
	}
	lines := strings.FieldsFunc(text, func(c rune) bool { return c == '\n' || c == '\r' })
	for i, line := range lines {
		lines[i] = strings.TrimSpace(line)
	}
	return strings.Join(lines, "\n")
}

// findKey returns the first private key; certificates and parameters may stand before it.
func findKey(text string) (*pem.Block, error) {
	missing := errNotPEM
	for rest := []byte(text); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return nil, missing
		}
		if strings.HasSuffix(block.Type, "PRIVATE KEY") {
			return block, nil
		}
		if strings.HasSuffix(block.Type, "PUBLIC KEY") || block.Type == "CERTIFICATE" {
			missing = errPublic
		}
	}
}

func decode(block *pem.Block, passphrase string) (any, error) {
	switch block.Type {
	case "PRIVATE KEY":
		return parsePKCS8(block.Bytes)
	case "ENCRYPTED PRIVATE KEY":
		return decrypt(block.Bytes, passphrase)
	case "RSA PRIVATE KEY":
		if block.Headers["DEK-Info"] != "" {
			return nil, errLegacy
		}
		if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
			return key, nil
		}
		return nil, errDamaged
	case "OPENSSH PRIVATE KEY":
		return nil, errOpenSSH
	}
	return nil, errNotRSA
}

// parsePKCS8 does not pass the library's error on, because it may quote numbers of the key.
func parsePKCS8(der []byte) (any, error) {
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, errDamaged
	}
	return key, nil
}
