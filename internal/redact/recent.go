package redact

import "sync"

// fragments are all parts of a secret's forms that are as long as a fragment, in lower case.
type fragments map[[fragment]byte]bool

func makeFragments(secret string) fragments {
	all := fragments{}
	for _, form := range append(encodedForms(secret), forms(secret)...) {
		form := []byte(lower(form))
		for i := range max(0, len(form)-fragment+1) {
			all[[fragment]byte(form[i:i+fragment])] = true
		}
	}
	return all
}

// mostRecent bounds the secrets of which the fragments are kept, in bytes. Those of a token of 700 bytes take a quarter of a megabyte.
const mostRecent = 8 << 10

// recent remembers the fragments of the latest secrets: every reply is searched for the same token, and to make them takes a thousand times
// as long as to search.
var recent recently

type recently struct {
	mu    sync.Mutex
	known map[string]fragments
	bytes int // of the secrets
}

func (r *recently) fragmentsOf(secret string) fragments {
	if len(secret) > mostRecent {
		return makeFragments(secret)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if all, isKnown := r.known[secret]; isKnown {
		return all
	}
	all := makeFragments(secret)
	if r.known == nil || r.bytes+len(secret) > mostRecent {
		r.known, r.bytes = map[string]fragments{}, 0
	}
	r.known[secret] = all
	r.bytes += len(secret)
	return all
}
