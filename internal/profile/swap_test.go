package profile

import (
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/privatefile/privatefiletest"
)

func TestSwappedFileGivesNoProfileThatOthersMayRead(t *testing.T) {
	t.Parallel()
	for name, way := range privatefiletest.Ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			privatefiletest.Swap(t, way, "[default]\ntoken = 'private'", "[default]\ntoken = 'exposed'", func(path string) bool {
				found, err := Load(Search{Path: path})
				if err != nil {
					if found != nil || !strings.Contains(err.Error(), "its mode is 0644") {
						t.Errorf("found %v: %v", found, err)
					}
					return false
				}
				if token, _ := found.Get("token"); token != "private" {
					t.Errorf("the token is %q", token)
				}
				return true
			})
		})
	}
}
