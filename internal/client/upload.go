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
	err := f.client.insist(ctx, func() error { return f.uploadOnce(ctx, stage, path, content) })
	if failed, ok := errors.AsType[*StoreError](err); ok && failed.refusals > 1 {
		return fmt.Errorf("%w: %w", ErrNoUploads, err)
	}
	return err
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
	body := &checked{from: opened, content: content, sum: md5.New()}
	if content.Size == 0 { // so that nobody else reads it
		if _, err := io.Copy(io.Discard, body); err != nil {
			return err
		}
	}
	return f.client.askStore(ctx, storeRequest{
		operation: "uploadFile", doing: "uploading the file", method: http.MethodPut, target: target, size: content.Size,
		body:   body,
		header: content.header(target),
	})
}

// askFirst is the size in bytes from which an upload waits for the store's consent. A store that refuses it closes the connection, and
// what is still being sent then can keep the refusal from being read.
const askFirst = 1 << 20

// header has nothing that a presigned URL does not allow. The second version of Amazon's and Google's signatures covers Content-Type and
// Content-MD5, so that neither may be sent: https://docs.cloud.google.com/storage/docs/access-control/signed-urls-v2.
func (c Content) header(target *url.URL) http.Header {
	header := http.Header{"X-Ms-Blob-Type": {"BlockBlob"}} // Azure needs it, the others ignore it.
	if isSecondVersion := target.Query().Has("Signature"); !isSecondVersion {
		header.Set("Content-MD5", base64.StdEncoding.EncodeToString(c.MD5[:]))
	}
	if c.Size >= askFirst {
		header.Set("Expect", "100-continue")
	}
	return header
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
