package emulator

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// disk keeps stages and files in a folder:
//
//	lock                held while an emulator uses the folder
//	stages/<hash>.json  a stage
//	files/<hash>.json   a file, without its content
//	files/<id>.blob     the content of a file
//
// The names are hashes because names of stages and paths of files may hold anything. All are written
// under a temporary name, synced and renamed. A nil disk keeps nothing.
type disk struct {
	root string
	lock io.Closer // nil once closed: then nothing may be written, for the folder may be another's
}

var errClosed = errors.New("the data folder was closed")

const (
	recordSuffix = ".json"
	blobSuffix   = ".blob"
	partPrefix   = "part-"
)

func openDisk(root string) (*disk, error) {
	d := &disk{root: root}
	for _, folder := range []string{d.stages(), d.files()} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, fmt.Errorf("opening data folder: %w", err)
		}
	}
	if err := syncFolder(root); err != nil {
		return nil, fmt.Errorf("opening data folder: %w", err)
	}
	lock, err := lockFile(filepath.Join(root, "lock"))
	if errors.Is(err, errLocked) {
		return nil, fmt.Errorf("opening data folder %s: another emulator uses it", root)
	}
	if err != nil {
		return nil, fmt.Errorf("opening data folder %s: %w", root, err)
	}
	d.lock = lock
	return d, nil
}

func (d *disk) close() error {
	if d == nil || d.lock == nil {
		return nil
	}
	lock := d.lock
	d.lock = nil
	return lock.Close()
}

func (d *disk) stages() string { return filepath.Join(d.root, "stages") }
func (d *disk) files() string  { return filepath.Join(d.root, "files") }

func (d *disk) stageFile(s *stage) string {
	return filepath.Join(d.stages(), hashed(string(s.Schema.Database), string(s.Schema.Schema), string(s.Name))+recordSuffix)
}

func (d *disk) objectFile(o *object) string {
	return filepath.Join(d.files(), hashed(o.Container, o.Key)+recordSuffix)
}

// hashed names a file after text of any length and any characters.
func hashed(parts ...string) string {
	sum := sha256.Sum256(mustJSON(parts))
	return hex.EncodeToString(sum[:])
}

// saveStage makes a stage outlive the emulator, unless it is temporary: sessions end with it.
func (d *disk) saveStage(s *stage) error {
	switch {
	case d == nil:
		return nil
	case d.lock == nil:
		return errClosed
	case s.Temporary:
		return d.removeStage(s)
	}
	return writeDurably(d.stageFile(s), mustJSON(s))
}

func (d *disk) removeStage(s *stage) error {
	switch {
	case d == nil:
		return nil
	case d.lock == nil:
		return errClosed
	}
	return removeDurably(d.stageFile(s))
}

// saveObject writes the content first: a record never names content that is not there.
func (d *disk) saveObject(o *object, content []byte) error {
	switch {
	case d == nil:
		return nil
	case d.lock == nil:
		return errClosed
	}
	if err := writeDurably(filepath.Join(d.files(), o.Blob), content); err != nil {
		return err
	}
	return writeDurably(d.objectFile(o), mustJSON(o))
}

// removeObjects removes all records for good before any content, for the same reason.
func (d *disk) removeObjects(objects []*object) error {
	switch {
	case d == nil || len(objects) == 0:
		return nil
	case d.lock == nil:
		return errClosed
	}
	for _, o := range objects {
		if err := os.Remove(d.objectFile(o)); err != nil {
			return fmt.Errorf("removing: %w", err)
		}
	}
	err := syncFolder(d.files())
	for _, o := range objects {
		if err == nil {
			err = d.removeContent(o)
		}
	}
	return err
}

func (d *disk) removeContent(o *object) error {
	if d == nil {
		return nil
	}
	return os.Remove(filepath.Join(d.files(), o.Blob))
}

func (d *disk) readContent(o *object) ([]byte, error) {
	return os.ReadFile(filepath.Join(d.files(), o.Blob))
}

// writeDurably returns once the file has its new content for good, or its old one.
func writeDurably(path string, content []byte) (err error) {
	part, err := os.CreateTemp(filepath.Dir(path), partPrefix)
	if err != nil {
		return fmt.Errorf("saving: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(part.Name())
		}
	}()
	_, err = part.Write(content)
	err = errors.Join(err, part.Sync(), part.Close())
	if err == nil {
		err = os.Rename(part.Name(), path)
	}
	if err == nil {
		err = syncFolder(filepath.Dir(path))
	}
	if err != nil {
		return fmt.Errorf("saving: %w", err)
	}
	return nil
}

func removeDurably(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("removing: %w", err)
	}
	if err := syncFolder(filepath.Dir(path)); err != nil {
		return fmt.Errorf("removing: %w", err)
	}
	return nil
}

// load reads all that was saved and removes what a kill left half-written.
func (d *disk) load() (stages []*stage, objects []*object, err error) {
	if stages, err = loadRecords[stage](d.stages()); err != nil {
		return nil, nil, err
	}
	if objects, err = loadRecords[object](d.files()); err != nil {
		return nil, nil, err
	}
	named := map[string]bool{}
	for _, o := range objects {
		named[o.Blob] = true
	}
	entries, err := os.ReadDir(d.files())
	if err != nil {
		return nil, nil, fmt.Errorf("loading: %w", err)
	}
	for _, entry := range entries {
		if strings.HasSuffix(entry.Name(), blobSuffix) && !named[entry.Name()] {
			if err := os.Remove(filepath.Join(d.files(), entry.Name())); err != nil {
				return nil, nil, fmt.Errorf("loading: %w", err)
			}
		}
		delete(named, entry.Name())
	}
	for blob := range named {
		return nil, nil, fmt.Errorf("loading: content %s is missing", filepath.Join(d.files(), blob))
	}
	return stages, objects, nil
}

func loadRecords[T any](folder string) ([]*T, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("loading: %w", err)
	}
	var records []*T
	for _, entry := range entries {
		path := filepath.Join(folder, entry.Name())
		switch {
		case strings.HasPrefix(entry.Name(), partPrefix):
			if err := os.Remove(path); err != nil {
				return nil, fmt.Errorf("loading: %w", err)
			}
		case strings.HasSuffix(entry.Name(), recordSuffix):
			text, err := os.ReadFile(path)
			if err != nil {
				return nil, fmt.Errorf("loading: %w", err)
			}
			record := new(T)
			if err := json.Unmarshal(text, record); err != nil {
				return nil, fmt.Errorf("loading %s: %w", path, err)
			}
			records = append(records, record)
		}
	}
	return records, nil
}
