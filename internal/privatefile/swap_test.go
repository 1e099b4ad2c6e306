package privatefile

import (
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/privatefile/privatefiletest"
)

func TestSwappedFileIsNeverReadIfOthersMayReadIt(t *testing.T) {
	t.Parallel()
	for name, way := range privatefiletest.Ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			privatefiletest.Swap(t, way, "private", "open", func(path string) bool {
				content, info, err := Read(path)
				switch {
				case err == nil && (string(content) != "private" || info.Mode().Perm() != 0o600):
					t.Errorf("read %q of mode %04o", content, info.Mode().Perm())
				case err != nil && (content != nil || !strings.Contains(err.Error(), "its mode is 0644")):
					t.Errorf("read %q: %v", content, err)
				}
				return err == nil
			})
		})
	}
}
