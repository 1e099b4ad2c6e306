package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/fileurl"
)

// Get downloads a file by its file URL; ErrTooLarge if it has more than limit bytes. A URL of another host is refused unsent.
// Endpoint: GET /api/files/, https://docs.snowflake.com/en/user-guide/data-load-unstructured-rest-api.
func (f *Files) Get(ctx context.Context, file fileurl.File, limit int64) ([]byte, error) {
	return f.get(ctx, file.Host, file.EncodedPath(), "", limit)
}

// GetScoped downloads a file by a scoped URL, like Get. The URL is a secret, of which nothing is shown.
func (f *Files) GetScoped(ctx context.Context, file fileurl.Scoped, limit int64) ([]byte, error) {
	return f.get(ctx, file.Host, file.EncodedPath, "/api/files/<scoped URL>", limit)
}

func (f *Files) get(ctx context.Context, host, encodedPath, shownPath string, limit int64) ([]byte, error) {
	ask := f.client.fileCall(host, encodedPath, limit)
	if ask.shownPath = shownPath; shownPath != "" {
		ask.secrets = []string{encodedPath}
	}
	var content []byte
	err := f.client.insist(ctx, func() (err error) {
		content, err = f.getOnce(ctx, ask)
		return err
	})
	if failed, ok := errors.AsType[*StoreError](err); ok && failed.Status == http.StatusNotFound {
		err = fmt.Errorf("%w: %w", ErrNoFile, err)
	}
	return content, err
}

// fileCall starts the request of a file at the account's own host.
func (c *Client) fileCall(host, encodedPath string, limit int64) call {
	target := *c.base
	ask := call{operation: "getFile", method: http.MethodGet, effect: reads, ofFile: true, largest: limit, target: &target}
	if named := (&url.URL{Scheme: c.base.Scheme, Host: host}); !sameHost(named, c.base) {
		ask.flaw = fmt.Errorf("%w: it leads to %s instead of %s", errElsewhere, printable(host), c.base.Host)
	}
	path, err := url.PathUnescape(encodedPath)
	if err != nil && ask.flaw == nil {
		ask.flaw = errors.New("reading the file URL: its path is not percent-encoded")
	}
	target.Path, target.RawPath = path, encodedPath
	return ask
}

// getOnce asks for the file, and then where the account leads to, if it leads to a store.
func (f *Files) getOnce(ctx context.Context, ask call) ([]byte, error) {
	r, err := f.client.do(ctx, ask)
	switch {
	case errors.Is(err, errTooLarge):
		return nil, fmt.Errorf("%w: %w", ErrTooLarge, err)
	case err != nil:
		return nil, err
	case !r.redirects() && r.requestID == "" && !isStore(r.header):
		return nil, &Error{
			Operation: ask.operation, Method: ask.method, Path: ask.path(), Status: r.status, Tries: 1, Cause: errNotAStore, kinds: []error{ErrNotSnowflake},
		}
	case !r.redirects():
		return r.body, nil
	}
	target, err := r.absolute(r.header.Get("Location"))
	switch {
	case err != nil:
	case r.call.scrub(target.String()) != target.String():
		err = errors.New("it repeats a secret that the request had with it")
	default:
		err = f.client.checkStoreURL(target)
	}
	if err != nil {
		return nil, ask.malformed(r, fmt.Errorf("%w: %w", errRedirect, err))
	}
	return f.client.getFromStore(ctx, target, ask.largest)
}

// getFromStore takes no further redirect.
func (c *Client) getFromStore(ctx context.Context, target *url.URL, limit int64) ([]byte, error) {
	var content []byte
	err := c.askStore(ctx, storeRequest{
		operation: "downloadFile", doing: "downloading the file", method: http.MethodGet, target: target,
		take: func(body io.Reader) (err error) {
			content, err = io.ReadAll(io.LimitReader(body, limit+1))
			if err == nil && int64(len(content)) > limit {
				err = fmt.Errorf("%w: more than %d bytes", ErrTooLarge, limit)
			}
			return err
		},
	})
	if err != nil {
		return nil, err
	}
	return content, nil
}

// leadsToStore reports whether a reply redirects to another host, or away from the files of this one. The token does not go along.
func (c *Client) leadsToStore(r *reply) bool {
	target, err := r.absolute(r.header.Get("Location"))
	return err == nil && (!sameHost(target, c.base) || !strings.HasPrefix(target.EscapedPath(), "/api/files/"))
}
