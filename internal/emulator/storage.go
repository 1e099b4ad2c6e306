package emulator

import (
	"crypto/hmac"
	"crypto/md5"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const storagePrefix = "/storage/"

// storageError is an error as object stores send it.
type storageError struct {
	XMLName    xml.Name `xml:"Error"`
	Status     int      `xml:"-"`
	Code       string
	Message    string
	HeaderName string `xml:",omitempty"`
	Resource   string `xml:",omitempty"`
	RequestID  string `xml:"RequestId"`
}

// Of the other ways to fail a store has, these are the ones a presigned URL can meet.
var (
	storeUnsigned   = storageError{Status: http.StatusForbidden, Code: "AccessDenied", Message: "Access Denied"}
	storeExpired    = storageError{Status: http.StatusForbidden, Code: "AccessDenied", Message: "Request has expired"}
	storeMismatch   = storageError{Status: http.StatusForbidden, Code: "SignatureDoesNotMatch", Message: "The request signature does not match the URL, its method or its host."}
	storeTwoAuths   = storageError{Status: http.StatusBadRequest, Code: "InvalidArgument", Message: "Only one auth mechanism allowed"}
	storeNoKey      = storageError{Status: http.StatusNotFound, Code: "NoSuchKey", Message: "The specified key does not exist."}
	storeNoBucket   = storageError{Status: http.StatusNotFound, Code: "NoSuchBucket", Message: "The specified bucket does not exist."}
	storeNoLength   = storageError{Status: http.StatusLengthRequired, Code: "MissingContentLength", Message: "The header Content-Length is missing."}
	storeNoBlobType = storageError{Status: http.StatusBadRequest, Code: "MissingRequiredHeader", Message: "A header that an upload needs is missing.", HeaderName: blobTypeHeader}
	storeBlobType   = storageError{Status: http.StatusBadRequest, Code: "InvalidHeaderValue", Message: "An upload makes a block blob.", HeaderName: blobTypeHeader}
	storeTooLarge   = storageError{Status: http.StatusBadRequest, Code: "EntityTooLarge", Message: "The upload is larger than 256 MiB."}
	storeIncomplete = storageError{Status: http.StatusBadRequest, Code: "IncompleteBody", Message: "The body is shorter than announced."}
	storeBusy       = storageError{Status: http.StatusServiceUnavailable, Code: "SlowDown", Message: "Too many large uploads are under way."}
	storeBadDigest  = storageError{Status: http.StatusBadRequest, Code: "BadDigest", Message: "The Content-MD5 is not that of the body."}
	storeBroken     = storageError{Status: http.StatusInternalServerError, Code: "InternalError", Message: "The storage failed."}
)

// serveStorage answers a request for a presigned URL. Neither sign-in nor the API's headers count.
func (e *Emulator) serveStorage(r *http.Request) response {
	container, key, ok := splitStoragePath(r.URL.Path)
	if !ok {
		return storeUnsigned.render()
	}
	if r.Header.Get("Authorization") != "" && r.URL.Query().Has("X-Amz-Signature") {
		return storeTwoAuths.render()
	}
	if failed := e.storage.verify(r, storagePath(container, key), e.now()); failed != nil {
		return failed.render()
	}
	if r.Method == http.MethodPut {
		return e.upload(r, container, key)
	}
	return e.download(container, key)
}

// splitStoragePath undoes storagePath: a container is two elements, on Azure three.
func splitStoragePath(path string) (container, key string, ok bool) {
	elements := strings.Split(strings.TrimPrefix(path, storagePrefix), "/")
	length := 2
	if elements[0] == "azure" {
		length = 3
	}
	if len(elements) <= length {
		return "", "", false
	}
	return strings.Join(elements[:length], "/"), strings.Join(elements[length:], "/"), true
}

// verify checks what was signed before it looks at the time, so that nothing is learned by guessing.
func (st *storage) verify(r *http.Request, path string, now time.Time) *storageError {
	query := r.URL.Query()
	if !query.Has("X-Amz-Signature") {
		return &storeUnsigned
	}
	given, method := query.Get("X-Amz-Signature"), r.Method
	query.Del("X-Amz-Signature")
	if method == http.MethodHead {
		method = http.MethodGet
	}
	if !hmac.Equal([]byte(given), []byte(st.sum(method, r.Host, path, query.Encode()))) {
		return &storeMismatch
	}
	date, dateErr := time.Parse(signatureDate, query.Get("X-Amz-Date"))
	seconds, secondsErr := strconv.ParseInt(query.Get("X-Amz-Expires"), 10, 64)
	if errors.Join(dateErr, secondsErr) != nil {
		return &storeMismatch
	}
	if !now.Before(date.Add(time.Duration(seconds) * time.Second)) {
		return &storeExpired
	}
	return nil
}

// blobTypeHeader is what Azure alone asks of an upload: https://learn.microsoft.com/en-us/rest/api/storageservices/put-blob.
const blobTypeHeader = "x-ms-blob-type"

func (e *Emulator) upload(r *http.Request, container, key string) response {
	status := http.StatusOK
	if strings.HasPrefix(container, "azure/") {
		status = http.StatusCreated
		if failed := checkBlobType(r.Header.Get(blobTypeHeader)); failed != nil {
			return failed.render()
		}
	}
	body, failed := e.storage.uploads.read(r)
	if failed != nil {
		return failed.render()
	}
	if digest := r.Header.Get("Content-MD5"); digest != "" {
		if sum := md5.Sum(body); digest != base64.StdEncoding.EncodeToString(sum[:]) {
			return storeBadDigest.render()
		}
	}
	o, err := e.putFile(e.store.ownerOf(container), container, key, body)
	switch {
	case errors.Is(err, errGone):
		return storeNoBucket.render()
	case err != nil:
		return storeBroken.render()
	}
	header := storageHeader()
	header.Set("ETag", `"`+o.MD5+`"`)
	return response{status: status, header: header, done: true}
}

func checkBlobType(given string) *storageError {
	switch given {
	case "BlockBlob":
		return nil
	case "":
		return &storeNoBlobType
	}
	return &storeBlobType
}

func (e *Emulator) download(container, key string) response {
	o, content, err := e.store.get(container, key)
	switch {
	case errors.Is(err, errGone):
		failed := storeNoKey
		failed.Resource = (&url.URL{Path: "/" + container + "/" + key}).EscapedPath()
		return failed.render()
	case err != nil:
		return storeBroken.render()
	}
	header := storageHeader()
	header.Set("Content-Type", "application/octet-stream")
	header.Set("ETag", `"`+o.MD5+`"`)
	header.Set("Last-Modified", o.Modified.UTC().Format(http.TimeFormat))
	return response{status: http.StatusOK, header: header, body: content}
}

func (s storageError) render() response {
	header := storageHeader()
	s.RequestID = header.Get("X-Amz-Request-Id")
	header.Set("Content-Type", "application/xml")
	text, err := xml.Marshal(s)
	if err != nil {
		panic("marshalling a storage error: " + err.Error()) // it holds nothing that XML cannot express
	}
	return response{status: s.Status, header: header, body: append([]byte(xml.Header), text...)}
}

func storageHeader() http.Header {
	header := http.Header{}
	header.Set("X-Amz-Request-Id", strings.ToUpper(newUUID()[:8]+newUUID()[:8]))
	return header
}
