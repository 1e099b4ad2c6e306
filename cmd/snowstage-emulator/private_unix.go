//go:build !windows

package main

import (
	"os"
	"syscall"
)

// openFlags open a named pipe without waiting for a writer, so that its kind can be seen.
const openFlags = os.O_RDONLY | syscall.O_NONBLOCK
