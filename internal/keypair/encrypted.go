package keypair

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"

	"github.com/youmark/pkcs8"
)

// maxIterations keeps a forged key file from occupying the processor for minutes. OpenSSL's default is 2,048.
const maxIterations = 10_000_000

// decrypt opens a PKCS#8 key in the encryption PBES2 of RFC 8018, appendix A.4.
func decrypt(der []byte, passphrase string) (any, error) {
	if err := checkEncryption(der); err != nil {
		return nil, err
	}
	if passphrase == "" {
		return nil, ErrPassphraseMissing
	}
	key, _, err := pkcs8.ParsePrivateKey(der, []byte(passphrase))
	if err != nil {
		return nil, ErrPassphraseWrong // The encryption was checked before, and a damaged key cannot be told from a wrong passphrase.
	}
	return key, nil
}

type encryptedKey struct {
	Algorithm pkix.AlgorithmIdentifier
	Data      []byte
}

type pbes2Parameters struct{ Derivation, Cipher pkix.AlgorithmIdentifier }

type pbkdf2Parameters struct {
	Salt       []byte
	Iterations int
	KeyLength  int                      `asn1:"optional"`
	Hash       pkix.AlgorithmIdentifier `asn1:"optional"`
}

var (
	oidPBES2    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}
	oidPBKDF2   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12}
	oidHMACSHA1 = asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 7}
	oidHMACSHA2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 9} // SHA-256

	blockSizes = map[string]int{
		"2.16.840.1.101.3.4.1.2":  16, // AES-128-CBC
		"2.16.840.1.101.3.4.1.22": 16, // AES-192-CBC
		"2.16.840.1.101.3.4.1.42": 16, // AES-256-CBC
		"1.2.840.113549.3.7":      8,  // DES-EDE3-CBC
	}
)

// checkEncryption admits what the library can open. The library panics on a wrong block size, takes GCM for CBC,
// and calls what it does not know a wrong passphrase.
func checkEncryption(der []byte) error {
	var key encryptedKey
	if err := unmarshal(der, &key); err != nil {
		return errDamaged
	}
	if !key.Algorithm.Algorithm.Equal(oidPBES2) {
		return unsupported("scheme", key.Algorithm.Algorithm)
	}
	var scheme pbes2Parameters
	if err := unmarshal(key.Algorithm.Parameters.FullBytes, &scheme); err != nil {
		return errDamaged
	}
	if err := checkDerivation(scheme.Derivation); err != nil {
		return err
	}
	size, known := blockSizes[scheme.Cipher.Algorithm.String()]
	if !known {
		return unsupported("cipher", scheme.Cipher.Algorithm)
	}
	var iv []byte
	if err := unmarshal(scheme.Cipher.Parameters.FullBytes, &iv); err != nil || len(iv) != size {
		return errDamaged
	}
	if len(key.Data) == 0 || len(key.Data)%size != 0 {
		return errDamaged
	}
	return nil
}

func checkDerivation(derivation pkix.AlgorithmIdentifier) error {
	if !derivation.Algorithm.Equal(oidPBKDF2) {
		return unsupported("key derivation", derivation.Algorithm)
	}
	var parameters pbkdf2Parameters
	if err := unmarshal(derivation.Parameters.FullBytes, &parameters); err != nil {
		return errDamaged
	}
	hash := parameters.Hash.Algorithm
	switch {
	case parameters.KeyLength != 0:
		return fmt.Errorf("%w: it states the length of the derived key", errUnsupported)
	case len(hash) != 0 && !hash.Equal(oidHMACSHA1) && !hash.Equal(oidHMACSHA2):
		return unsupported("hash", hash)
	case parameters.Iterations < 1:
		return errDamaged
	case parameters.Iterations > maxIterations:
		return fmt.Errorf("the private key is encrypted with %d iterations, more than %d", parameters.Iterations, maxIterations)
	}
	return nil
}

var errUnsupported = errors.New("the private key is encrypted in an unsupported way: " +
	"encrypt it again with openssl pkcs8 -topk8 -v2 aes-256-cbc -in <file> -out <new file>")

func unsupported(what string, oid asn1.ObjectIdentifier) error {
	return fmt.Errorf("%w (its %s is %s)", errUnsupported, what, oid)
}

func unmarshal(der []byte, value any) error {
	_, err := asn1.Unmarshal(der, value)
	return err
}
