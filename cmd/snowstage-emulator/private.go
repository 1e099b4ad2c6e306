package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
)

const (
	othersMayRead  = fs.FileMode(0o077)
	longestPrivate = 1 << 16 // bytes; keys and tokens are far shorter
)

// readPrivate reads a regular file that nobody else may read. It looks at the open file, so that
// nobody can put another in its place meanwhile.
func readPrivate(path string) ([]byte, error) {
	file, err := os.OpenFile(path, openFlags, 0)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	// A pipe without a writer would be waited for, whatever signals come.
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", path)
	}
	// Windows has no such mode.
	if runtime.GOOS != "windows" && info.Mode().Perm()&othersMayRead != 0 {
		return nil, fmt.Errorf("%s has mode %04o, so that others may use it: chmod 600 it", path, info.Mode().Perm())
	}
	text, err := io.ReadAll(io.LimitReader(file, longestPrivate+1))
	if err == nil && len(text) > longestPrivate {
		err = errors.New(path + " is larger than 64 KiB")
	}
	return text, err
}
