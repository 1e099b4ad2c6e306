package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
)

const (
	keyBits       = 2048
	keyBlock      = "PRIVATE KEY" // PKCS #8
	othersMayRead = fs.FileMode(0o077)
)

// loadKey reads the key pair of a file, which it writes first if it is absent.
func loadKey(path string) (*rsa.PrivateKey, error) {
	file, err := openPrivate(path)
	if errors.Is(err, fs.ErrNotExist) {
		return createKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("opening key pair: %w", err)
	}
	defer func() { _ = file.Close() }()
	const longest = 1 << 16
	text, err := io.ReadAll(io.LimitReader(file, longest))
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
		return nil, fmt.Errorf("writing key pair: %w", err)
	}
	return key, nil
}

// openPrivate opens a file that nobody else may read. It looks at the open file, so that nobody can
// put another in its place meanwhile.
func openPrivate(path string) (*os.File, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	// Windows has no such mode.
	if runtime.GOOS != "windows" && info.Mode().Perm()&othersMayRead != 0 {
		err := fmt.Errorf("%s has mode %04o, so that others may use it: chmod 600 it", path, info.Mode().Perm())
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}
