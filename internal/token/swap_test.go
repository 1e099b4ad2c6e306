package token

import (
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/privatefile/privatefiletest"
)

// TestSwappedFileGivesNoTokenThatOthersMayRead asks a source that has read the file already, and one that has not.
func TestSwappedFileGivesNoTokenThatOthersMayRead(t *testing.T) {
	t.Parallel()
	for name, way := range privatefiletest.Ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var source *File
			privatefiletest.Swap(t, way, "private", "exposed-one", func(path string) bool {
				var token string
				var err error
				if source == nil {
					source, err = NewFile(Form{Kind: OAuth}, path)
				}
				if err == nil {
					token, err = source.Token(t.Context())
				}
				switch {
				case err == nil && token != "private":
					t.Errorf("the token is %q", token)
				case err != nil && (token != "" || !strings.Contains(err.Error(), "its mode is 0644")):
					t.Errorf("the token is %q: %v", token, err)
				}
				return err == nil
			})
		})
	}
}
