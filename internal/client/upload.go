package client

import (
	"context"
	"crypto/md5"
	"encoding/base64"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// Content is what Upload sends. It is opened anew for each try.
type Content struct {
	Open func() (io.ReadCloser, error)
	Size int64 // bytes
	MD5  [md5.Size]byte
}

// Upload puts content at a path of a stage, in place of what is there. Operation: getPresignedUrl, with the mode upload, and a PUT to the
// object store.
//
// An upload that broke off is repeated with a fresh URL: it puts the same bytes in the same place. It is not looked at afterwards.
func (f *Files) Upload(ctx context.Context, stage identifier.Qualified, path string, content Content) error {
	if err := checkPath(path); err != nil {
		return err
	}
	work := f.client.errand(call{})
	for tries := 1; ; tries++ {
		err := f.uploadOnce(ctx, stage, path, content)
		failed, ofStore := errors.AsType[*StoreError](err)
		if !ofStore {
			return err
		}
		failed.Tries = tries
		isSecondRefusal := failed.Status == http.StatusForbidden && tries > 1
		switch {
		case isSecondRefusal:
			return fmt.Errorf("%w: %w", ErrNoUploads, failed)
		case !failed.mayPass() || !work.hasTryLeft(ctx):
			return failed
		}
		if err := work.pause(ctx, answer{cause: failed}); err != nil {
			return err
		}
	}
}

const modeUpload = "upload"

func (f *Files) uploadOnce(ctx context.Context, stage identifier.Qualified, path string, content Content) error {
	material, err := f.client.Stages.PresignURL(ctx, stage, path, PresignedURLRequest{Mode: modeUpload})
	if err != nil {
		return explainRefusedMode(err)
	}
	target, err := url.Parse(string(material.PresignedURL))
	if err != nil {
		return errors.New("reading the presigned URL: it is no URL")
	}
	if err := f.client.checkStoreURL(target); err != nil {
		return fmt.Errorf("reading the presigned URL: %w", err)
	}
	opened, err := content.Open()
	if err != nil {
		return fmt.Errorf("opening the content: %w", err)
	}
	defer func() { _ = opened.Close() }()
	return f.client.askStore(ctx, storeRequest{
		operation: "uploadFile", doing: "uploading the file", method: http.MethodPut, target: target, size: content.Size,
		body: &checked{from: opened, content: content, sum: md5.New()},
		header: http.Header{
			"Content-Type":   {"application/octet-stream"},
			"Content-Md5":    {base64.StdEncoding.EncodeToString(content.MD5[:])},
			"X-Ms-Blob-Type": {"BlockBlob"}, // Azure needs it, the others ignore it.
		},
	})
}

// explainRefusedMode knows the refusal of a property that the API had until version 8.40.
func explainRefusedMode(err error) error {
	failed, ok := errors.AsType[*Error](err)
	if ok && failed.Status == http.StatusBadRequest && strings.Contains(strings.ToLower(failed.Message), "mode") {
		return fmt.Errorf("%w: %w", ErrNoUploads, err)
	}
	return err
}

// checked passes content on as long as it is what was announced. It holds the end back of what is not, so that the store keeps nothing of it.
type checked struct {
	from    io.Reader
	content Content
	sum     hash.Hash
	read    int64
}

func (c *checked) Read(b []byte) (int, error) {
	n, err := c.from.Read(b)
	c.read += int64(n)
	_, _ = c.sum.Write(b[:n]) // never fails
	if c.read == c.content.Size && err == nil {
		err = c.end()
	}
	ended := errors.Is(err, io.EOF)
	switch {
	case c.read > c.content.Size, ended && c.read < c.content.Size, ended && [md5.Size]byte(c.sum.Sum(nil)) != c.content.MD5:
		return 0, ErrContentChanged
	case err != nil && !ended:
		return 0, fmt.Errorf("reading the content: %w", err)
	}
	return n, err
}

// end looks for the end where it should be.
func (c *checked) end() error {
	n, err := io.ReadFull(c.from, make([]byte, 1))
	c.read += int64(n)
	return err
}
