package emulator

import (
	"errors"
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

// read returns the body of an upload, whose size is limited already.
func (u *uploads) read(r *http.Request) ([]byte, *storageError) {
	size := r.ContentLength
	switch {
	case size > largestUpload:
		return nil, &storeTooLarge
	case size < 0: // not announced
		size = largestUpload
	}
	if !u.reserve(size) {
		return nil, &storeBusy
	}
	defer u.reserve(-size)
	body, err := io.ReadAll(r.Body)
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return nil, &storeTooLarge
	}
	if err != nil {
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
