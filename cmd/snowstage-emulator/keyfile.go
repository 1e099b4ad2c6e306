package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

const (
	keyBits  = 2048
	keyBlock = "PRIVATE KEY" // PKCS #8
)

// loadKey reads the key pair of a file, which it writes first if it is absent.
func loadKey(path string) (*rsa.PrivateKey, error) {
	text, err := readPrivate(path)
	if errors.Is(err, fs.ErrNotExist) {
		return createKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("reading key pair: %w", err)
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != keyBlock {
		return nil, fmt.Errorf("reading key pair %s: want PEM with an unencrypted PKCS #8 key (%s)", path, keyBlock)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("reading key pair %s: %w", path, err)
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("reading key pair %s: it is %T, want RSA", path, parsed)
	}
	return key, nil
}

func createKey(path string) (*rsa.PrivateKey, error) {
	key, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return nil, fmt.Errorf("making key pair: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("making key pair: %w", err)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("writing key pair: %w", err)
	}
	err = pem.Encode(file, &pem.Block{Type: keyBlock, Bytes: der})
	if err := errors.Join(err, file.Close()); err != nil {
		// Half a key would be refused by the next start.
		return nil, fmt.Errorf("writing key pair: %w", errors.Join(err, os.Remove(path)))
	}
	return key, nil
}
