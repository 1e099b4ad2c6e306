package emulator

import (
	"crypto/cipher"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// scopedURLLife is the time for which Snowflake keeps the result of a query.
const scopedURLLife = 24 * time.Hour

// scopedURL is what the opaque part of a scoped URL holds, sealed.
type scopedURL struct {
	Owner   string
	Schema  schemaName
	Stage   name
	Path    string
	Expires time.Time
}

func newScopeCipher() cipher.AEAD {
	block, _ := blockCipher(newSigningKey())
	scoping, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic("making a cipher: " + err.Error()) // AES has the right block size
	}
	return scoping
}

// ScopedURL is BUILD_SCOPED_FILE_URL as a user would call it, without the host: it starts with /api/files/. The user is a login name given to
// WithUser, or, for whoever a token belongs to, that token. Names are spelled as in SQL; the file need not exist.
func (e *Emulator) ScopedURL(user, database, schema, stage, path string) (string, error) {
	s, err := e.lookUp(database, schema, stage)
	if err != nil {
		return "", fmt.Errorf("building a scoped URL: %w", err)
	}
	path, refused := cleanPath(path)
	if refused != nil {
		return "", fmt.Errorf("building a scoped URL: %w", refused.asError())
	}
	owner, err := e.accounts.find(user)
	if err != nil {
		return "", fmt.Errorf("building a scoped URL: %w", err)
	}
	handle := fmt.Sprintf("%s/%d", newUUID(), rand.Uint64N(1e15))
	sealed := e.scoping.Seal(nil, nil, mustJSON(scopedURL{owner, s.Schema, s.Name, path, e.now().Add(scopedURLLife)}), []byte(handle))
	return filesPath + handle + "/" + scopedEncoding.Replace(base64.StdEncoding.EncodeToString(sealed)), nil
}

// scopedEncoding is percent-encoding as Snowflake's scoped URLs have it, in lower case.
var scopedEncoding = strings.NewReplacer("/", "%2f", "+", "%2b", "=", "%3d")

// scopedFile never names the stage, which the URL does not tell either.
func (e *Emulator) scopedFile(c *call) (*stage, string, *refusal) {
	u, ok := e.openScoped(c.handle, c.file)
	switch {
	case !ok:
		return nil, "", unknownHandle()
	case u.Owner != c.caller.id:
		return nil, "", forbidden("Only the user who generated a scoped URL can use it.")
	case !e.now().Before(u.Expires):
		return nil, "", forbidden("The scoped URL has expired.")
	}
	s, refused := e.store.find(u.Schema, u.Stage)
	if refused != nil {
		return nil, "", unknownHandle()
	}
	return s, u.Path, nil
}

func (e *Emulator) openScoped(handle, opaque string) (u scopedURL, ok bool) {
	sealed, err := base64.StdEncoding.Strict().DecodeString(opaque)
	if err != nil {
		return scopedURL{}, false
	}
	text, err := e.scoping.Open(nil, nil, sealed, []byte(handle))
	if err != nil {
		return scopedURL{}, false
	}
	return u, json.Unmarshal(text, &u) == nil
}
