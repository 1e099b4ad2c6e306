package emulator

import (
	"io"
	"net/http"
	"sync"
)

const mostUploading = 4 * largestUpload

// uploads bounds the memory of bodies that are being read. More are refused instead of kept waiting, so that callers who
// stopped sending keep nobody waiting for ever.
type uploads struct {
	mu    sync.Mutex
	bytes int64
}

// read returns the body of an upload, in memory of just the size that was announced.
func (u *uploads) read(r *http.Request) ([]byte, *storageError) {
	size := r.ContentLength
	switch {
	case size < 0 || size == 0 && r.Header.Get("Content-Length") == "":
		return nil, &storeNoLength
	case size > largestUpload:
		return nil, &storeTooLarge
	case !u.reserve(size):
		return nil, &storeBusy
	}
	defer u.reserve(-size)
	body := make([]byte, size)
	if _, err := io.ReadFull(r.Body, body); err != nil {
		return nil, &storeIncomplete
	}
	return body, nil
}

// reserve takes room, or gives it back if the size is negative.
func (u *uploads) reserve(size int64) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.bytes+size > mostUploading {
		return false
	}
	u.bytes += size
	return true
}
