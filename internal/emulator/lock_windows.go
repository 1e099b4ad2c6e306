package emulator

import (
	"errors"
	"io"
	"os"
	"syscall"
)

var errLocked = errors.New("locked")

const sharingViolation = syscall.Errno(32)

// lockFile opens a file that nobody else can open until the process ends, however it ends.
func lockFile(path string) (io.Closer, error) {
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return nil, err
	}
	const shareWithNobody = 0
	handle, err := syscall.CreateFile(name, syscall.GENERIC_READ|syscall.GENERIC_WRITE,
		shareWithNobody, nil, syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	if errors.Is(err, sharingViolation) {
		return nil, errLocked
	}
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(handle), path), nil
}

// syncFolder does nothing: Windows cannot sync a folder, and its file system keeps the order.
func syncFolder(string) error { return nil }
