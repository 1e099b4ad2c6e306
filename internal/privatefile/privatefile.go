// Package privatefile reads files that hold secrets: private keys, tokens and connection profiles.
package privatefile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// MaxSize is the greatest size of a file, in bytes. A key, a token or a profile is far smaller.
const MaxSize = 10 << 20

// Read returns the content of a regular file that nobody but its owner may read or write, and what the file was when it was read.
// The file is opened once and its mode is checked on the open file, so that it cannot be exchanged in between.
// Windows has no such mode: there it is not checked. An error holds nothing of the content, nor a path that seems to be the content.
func Read(path string) ([]byte, fs.FileInfo, error) {
	file, err := os.OpenFile(path, openFlags, 0)
	path = shown(path)
	if err != nil {
		return nil, nil, fmt.Errorf("opening %s: %w", path, reason(err))
	}
	defer func() { _ = file.Close() }()

	info, err := file.Stat()
	if err != nil {
		return nil, nil, fmt.Errorf("looking at %s: %w", path, reason(err))
	}
	if err := check(path, info); err != nil {
		return nil, nil, err
	}
	content, err := io.ReadAll(io.LimitReader(file, MaxSize+1))
	if err != nil {
		return nil, nil, fmt.Errorf("reading %s: %w", path, reason(err))
	}
	if len(content) > MaxSize {
		return nil, nil, tooLarge(path)
	}
	return content, info, nil
}

func check(path string, info fs.FileInfo) error {
	switch mode := info.Mode(); {
	case mode.IsDir():
		return fmt.Errorf("%s is a directory, not a regular file", path)
	case !mode.IsRegular():
		return fmt.Errorf("%s is not a regular file", path)
	case modesMatter && mode.Perm()&0o077 != 0:
		return fmt.Errorf("%s is open to others than its owner (its mode is %04o): run chmod 600 %s", path, mode.Perm(), path)
	case info.Size() > MaxSize:
		return tooLarge(path)
	}
	return nil
}

func tooLarge(path string) error {
	return fmt.Errorf("%s is larger than %d MiB", path, MaxSize>>20)
}

// reason leaves out the path, which the caller's message has already.
func reason(err error) error {
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		return pathError.Err
	}
	return err
}
