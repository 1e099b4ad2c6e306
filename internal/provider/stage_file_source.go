package provider

import (
	"context"
	"crypto/md5"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// largestUpload is what one PUT may put into Amazon S3: https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html.
const largestUpload = 5 << 30

// sourceError is a local file that cannot be uploaded.
type sourceError struct {
	name, problem, remedy string
	cause                 error // which the problem tells
}

func (e *sourceError) Error() string { return fmt.Sprintf("reading %q: %s", e.name, e.problem) }

// Unwrap returns the cause.
func (e *sourceError) Unwrap() error { return e.cause }

const (
	changedSource = "it changed while it was read"
	stillSource   = "plan again when nobody is writing the file any more."
)

// readSource reads a local file once, for its size and its MD5. The content opens it anew.
func readSource(ctx context.Context, name string) (client.Content, error) {
	file, before, err := openSource(name)
	if err != nil {
		return client.Content{}, err
	}
	defer func() { _ = file.Close() }()
	sum := md5.New()
	size, err := io.Copy(sum, interruptible{ctx, file})
	if err != nil {
		if ctx.Err() != nil {
			return client.Content{}, ctx.Err()
		}
		return client.Content{}, unreadable(name, err)
	}
	after, err := file.Stat()
	if err != nil {
		return client.Content{}, unreadable(name, err)
	}
	if size != before.Size() || size != after.Size() || !after.ModTime().Equal(before.ModTime()) {
		return client.Content{}, &sourceError{name: name, problem: changedSource, remedy: stillSource, cause: client.ErrContentChanged}
	}
	return sourceContent(name, size, [md5.Size]byte(sum.Sum(nil))), nil
}

// sourceContent is a local file of which size and MD5 are known already.
func sourceContent(name string, size int64, sum [md5.Size]byte) client.Content {
	return client.Content{Size: size, MD5: sum, Open: func() (io.ReadCloser, error) {
		file, info, err := openSource(name)
		switch {
		case err != nil:
			return nil, err
		case info.Size() != size:
			_ = file.Close()
			return nil, client.ErrContentChanged
		}
		return file, nil
	}}
}

// openSource opens a regular file. It looks before it opens, since opening a named pipe waits for whoever writes to it.
func openSource(name string) (*os.File, fs.FileInfo, error) {
	info, err := os.Stat(name)
	if err == nil {
		err = checkSource(name, info)
	}
	if err != nil {
		return nil, nil, unreadable(name, err)
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, nil, unreadable(name, err)
	}
	opened, err := file.Stat()
	if err == nil && !os.SameFile(info, opened) {
		err = &sourceError{name: name, problem: "it was exchanged while it was opened", remedy: stillSource, cause: client.ErrContentChanged}
	}
	if err != nil {
		_ = file.Close()
		return nil, nil, unreadable(name, err)
	}
	return file, opened, nil
}

func checkSource(name string, info fs.FileInfo) error {
	switch {
	case info.IsDir():
		return &sourceError{name: name, problem: "it is a directory", remedy: "name a file in it. For all of them use for_each with fileset, as in the example on this resource's page."}
	case !info.Mode().IsRegular():
		return &sourceError{name: name, problem: "it is not a regular file, but a device, a named pipe or a socket", remedy: "write its content to a file, or give it as content."}
	case info.Size() > largestUpload:
		return &sourceError{
			name: name, problem: fmt.Sprintf("it has %s, and one upload may have %s at most", bytesWords(info.Size()), bytesWords(largestUpload)),
			remedy: "split the file or compress it, or upload it with PUT by the Snowflake CLI or another SQL client.",
		}
	}
	return nil
}

// unreadable leaves out the name in the system's own error, which the caller has.
func unreadable(name string, err error) error {
	if _, ok := errors.AsType[*sourceError](err); ok {
		return err
	}
	problem := &sourceError{name: name, cause: err, remedy: "let the user who runs Terraform read the file, and check each folder in its path."}
	if inPath, ok := errors.AsType[*fs.PathError](err); ok {
		err = inPath.Err
	}
	problem.problem = "it cannot be read: " + err.Error()
	if errors.Is(err, fs.ErrNotExist) {
		problem.problem = "there is no such file"
		problem.remedy = "check the path. A relative one begins where Terraform runs, so write \"${path.module}/…\" for a file beside the configuration; a ~ stands for nothing without pathexpand(). " +
			"If another resource writes the file in the same apply, set source_hash to an attribute of that resource that is not known before (its hash, say): then the file is read after that."
	}
	return problem
}

// interruptible ends a long read with the context.
type interruptible struct {
	ctx context.Context
	io.Reader
}

func (r interruptible) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(b)
}
