// Transfer puts a file to a presigned URL or gets it from there.
//
//	URL=https://… transfer put FILE
//	URL=https://… transfer get FILE
//
// The URL is a secret: it comes from the environment, so that no list of processes shows it.
package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: URL=... transfer put|get FILE")
		os.Exit(2)
	}
	if err := transfer(os.Args[1], os.Args[2], os.Getenv("URL")); err != nil {
		fmt.Fprintln(os.Stderr, "transfer:", err)
		os.Exit(1)
	}
}

func transfer(verb, file, location string) error {
	switch verb {
	case "put":
		return put(file, location)
	case "get":
		return get(file, location)
	default:
		return fmt.Errorf("unknown verb %q: put or get", verb)
	}
}

func put(file, target string) error {
	content, err := os.Open(file)
	if err != nil {
		return err
	}
	defer content.Close() //nolint:errcheck // only read
	info, err := content.Stat()
	if err != nil {
		return err
	}
	request, err := http.NewRequest(http.MethodPut, target, content)
	if err != nil {
		return withoutURL(err)
	}
	request.ContentLength = info.Size()
	request.Header.Set("x-ms-blob-type", "BlockBlob") // Azure wants it; the others ignore it
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return withoutURL(err)
	}
	return checked(response)
}

func get(file, source string) error {
	response, err := http.Get(source)
	if err != nil {
		return withoutURL(err)
	}
	if response.StatusCode != http.StatusOK {
		return checked(response)
	}
	defer response.Body.Close() //nolint:errcheck // only read
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, response.Body)
	return errors.Join(err, out.Close())
}

// checked ends the response and turns a status that is no success into an error.
func checked(response *http.Response) error {
	defer response.Body.Close() //nolint:errcheck // only read
	if response.StatusCode/100 == 2 {
		return nil
	}
	answer, err := io.ReadAll(io.LimitReader(response.Body, 4096))
	return errors.Join(fmt.Errorf("%s %s: %s", response.Request.Method, response.Status, answer), err)
}

// withoutURL drops the URL that net/http puts into its errors.
func withoutURL(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		return fmt.Errorf("%s: %w", wrapped.Op, wrapped.Err)
	}
	return err
}
