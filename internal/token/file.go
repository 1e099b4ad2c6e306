package token

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"sync"

	"github.com/snowstage/terraform-provider-snowstage/internal/privatefile"
)

// File is a token in a file that somebody else renews. It is safe for concurrent use.
type File struct {
	Form
	path string

	mu    sync.Mutex
	token string
	read  fs.FileInfo // what the file was when it was read
}

// NewFile reads the file and returns a source that reads it again when it has changed. An error does not hold the token.
func NewFile(form Form, path string) (*File, error) {
	file := &File{Form: form, path: path}
	if err := file.load(); err != nil {
		return nil, err
	}
	return file, nil
}

// Token returns the token of the file as it is now.
func (f *File) Token(context.Context) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	info, err := os.Stat(f.path)
	if err == nil && f.unchanged(info) {
		return f.token, nil
	}
	err = f.load()
	return f.token, err
}

// Renew reads the file again, changed or not: two writes within the clock's grain look like one.
func (f *File) Renew(context.Context, string) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	err := f.load()
	return f.token, err
}

// unchanged looks at the file's identity too, because a file may be renewed by a rename or by moving a symbolic link.
func (f *File) unchanged(now fs.FileInfo) bool {
	return os.SameFile(f.read, now) && f.read.Size() == now.Size() && f.read.ModTime().Equal(now.ModTime())
}

func (f *File) load() error {
	f.token, f.read = "", nil
	content, info, err := privatefile.Read(f.path)
	if err != nil {
		return fmt.Errorf("reading the token: %w", err)
	}
	token, err := f.wire(string(content))
	if err != nil {
		return fmt.Errorf("reading the token from %s: %w", f.path, err)
	}
	f.token, f.read = token, info
	return nil
}
