package provider

import (
	"fmt"
	"iter"
	"math"
	"strconv"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// countedFiles is how many files of a stage are counted; of a stage with more it is only told that there are more.
const countedFiles = 1000

// fileCount is what a stage holds, as far as it was looked at.
type fileCount struct {
	files   int
	bytes   int64
	more    bool // files than were counted
	unsized bool // a file whose size is not known
}

// countFiles asks for no more rows than it takes to know that there are more files than it counts.
func countFiles(listed iter.Seq2[client.StageFile, error]) (fileCount, error) {
	var held fileCount
	for file, err := range listed {
		switch {
		case err != nil:
			return fileCount{}, err
		case held.files == countedFiles:
			held.more = true
			return held, nil
		}
		held.add(file)
	}
	return held, nil
}

func (c *fileCount) add(file client.StageFile) {
	c.files++
	size, isKnown := file.Bytes()
	if !isKnown || size > math.MaxInt64-c.bytes {
		c.unsized = true
		return
	}
	c.bytes += size
}

// String is like "3 files of 1.5 MiB (1,572,864 bytes)".
func (c fileCount) String() string {
	files := grouped(int64(c.files)) + " files"
	if c.files == 1 {
		files = "1 file"
	}
	if c.more {
		files = "more than " + files
	}
	least := ""
	if c.more || c.unsized {
		least = "at least "
	}
	return files + " of " + least + bytesWords(c.bytes)
}

func bytesWords(n int64) string {
	exact := grouped(n) + " bytes"
	if n == 1 {
		exact = "1 byte"
	}
	unit, size := "", float64(n)
	for _, next := range []string{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"} {
		if size < 1024 {
			break
		}
		unit, size = next, size/1024
	}
	if unit == "" {
		return exact
	}
	return fmt.Sprintf("%.1f %s (%s)", size, unit, exact)
}

// grouped writes a number that is not negative with a comma between thousands.
func grouped(n int64) string {
	digits := strconv.FormatInt(n, 10)
	var groups []string
	for len(digits) > 3 {
		groups = append([]string{digits[len(digits)-3:]}, groups...)
		digits = digits[:len(digits)-3]
	}
	return strings.Join(append([]string{digits}, groups...), ",")
}
