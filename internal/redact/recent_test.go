package redact

import (
	"strings"
	"testing"
)

func TestSecretTooLongToRemember(t *testing.T) {
	t.Parallel()
	const token = "the-token-of-every-reply"
	var r recently
	r.fragmentsOf(token)
	const part = "sixteen-of-bytes"
	for _, test := range []struct {
		bytes      int
		remembered []string
	}{
		{mostRecent + 1, []string{token}},
		{mostRecent, []string{strings.Repeat(part, mostRecent/len(part))}},
	} {
		secret := strings.Repeat(part, test.bytes/len(part)+1)[:test.bytes]
		if all := r.fragmentsOf(secret); !all[[fragment]byte([]byte(part))] {
			t.Errorf("%d bytes: their fragments are not known", test.bytes)
		}
		bytes := 0
		for _, known := range test.remembered {
			bytes += len(known)
			if _, isKnown := r.known[known]; !isKnown {
				t.Errorf("%d bytes: a secret of %d is forgotten", test.bytes, len(known))
			}
		}
		if len(r.known) != len(test.remembered) || r.bytes != bytes {
			t.Errorf("%d bytes: %d secrets of %d bytes are remembered", test.bytes, len(r.known), r.bytes)
		}
	}
}
