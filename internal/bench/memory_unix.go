//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"
)

// peakMemory is in kilobytes on all systems but Apple's, see getrusage(2).
func peakMemory(state *os.ProcessState) int64 {
	used, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" || runtime.GOOS == "ios" {
		return int64(used.Maxrss) //nolint:unconvert // Its type differs between systems.
	}
	return int64(used.Maxrss) * 1024 //nolint:unconvert // Its type differs between systems.
}
