// Package privatefiletest exchanges a file while it is being read, as somebody would who wants another file to be read than the one
// that was checked. Only tests import it.
package privatefiletest

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"
)

const (
	// Swaps is how often at least a file is exchanged.
	Swaps = 1000
	// leastReads and mostReads bound a test on a machine that lets one of the two wait.
	leastReads, mostReads = 100, 200_000
)

// Way is how one file takes the place of another, in one step: at path there is always something.
type Way func(file, path string) error

// Ways are all there are, by name.
var Ways = map[string]Way{
	"symbolic link": func(file, path string) error { return put(os.Symlink, file, path) },
	"rename":        func(file, path string) error { return put(os.Link, file, path) },
}

func put(link func(from, to string) error, file, path string) error {
	beside := path + ".new"
	_ = os.Remove(beside) // A rename onto the same file leaves it.
	if err := link(file, beside); err != nil {
		return err
	}
	return os.Rename(beside, path)
}

// Swap exchanges two files at a path at least Swaps times while read is called: one of mode 0600 with the content private, and one of
// mode 0644 with the content open. read returns whether it took the private one, and fails the test if it took the other. It is called
// until it has met both.
func Swap(t *testing.T, way Way, private, open string, read func(path string) (took bool)) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("files have no mode on Windows")
	}
	folder := t.TempDir()
	path := filepath.Join(folder, "secret")
	files := []string{write(t, folder, private, 0o600), write(t, folder, open, 0o644)}
	if err := way(files[0], path); err != nil {
		t.Fatal(err)
	}
	var swaps atomic.Int64
	stop, stopped := make(chan struct{}), make(chan error, 1)
	go func() {
		for {
			select {
			case <-stop:
				stopped <- nil
				return
			default:
			}
			if err := way(files[rand.IntN(2)], path); err != nil { // In turn, the reader might keep step and meet one only.
				stopped <- err
				return
			}
			swaps.Add(1)
		}
	}()
	met := map[bool]int{}
	for reads := 0; reads < mostReads && (swaps.Load() < Swaps || reads < leastReads || len(met) < 2); reads++ {
		before := swaps.Load()
		met[read(path)]++
		for swaps.Load() == before && len(stopped) == 0 {
			runtime.Gosched()
		}
	}
	close(stop)
	if err := <-stopped; err != nil {
		t.Fatal(err)
	}
	t.Logf("%d swaps: taken %d times, refused %d times", swaps.Load(), met[true], met[false])
	if swaps.Load() < Swaps || len(met) < 2 {
		t.Errorf("after %d swaps the file was taken %d times and refused %d times", swaps.Load(), met[true], met[false])
	}
}

func write(t *testing.T, folder, content string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(folder, strconv.FormatUint(uint64(mode), 8))
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}
