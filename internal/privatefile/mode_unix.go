//go:build unix

package privatefile

import (
	"os"
	"syscall"
)

// openFlags keep a named pipe from blocking before its kind can be checked.
const openFlags = os.O_RDONLY | syscall.O_NONBLOCK

const modesMatter = true
