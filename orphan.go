package main

import (
	"os"
	"time"
)

// exitWithParent ends this process when Terraform is gone. Terraform ends its providers itself, but killed it cannot, and nothing
// else ends one that is idle. Where a process keeps the number of a parent that is gone, as on Windows, it has no effect.
func exitWithParent() {
	go awaitOrphaned(os.Getppid(), os.Getppid, time.Tick(time.Second), func() { os.Exit(1) })
}

func awaitOrphaned(first int, parent func() int, ticks <-chan time.Time, orphaned func()) {
	for range ticks {
		if parent() != first {
			orphaned()
			return
		}
	}
}
