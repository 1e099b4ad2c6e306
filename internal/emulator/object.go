package emulator

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// object is a file in the storage. Containers and keys are those of the storage, not of a stage:
// an internal stage has a container of its own, external stages share their bucket's.
type object struct {
	Container string
	Key       string
	Size      int64
	MD5       string // of what is stored, hexadecimal
	Modified  time.Time
	Blob      string // file with the content, when on disk

	content []byte // when in memory
}

// internalPrefix starts the containers of internal stages; the stage's hidden id follows.
const internalPrefix = "internal/"

func internalContainer(stageID string) string { return internalPrefix + stageID }

// place returns where in the storage a stage keeps the file of a path.
func (s *stage) place(path string) (container, key string) {
	if s.isInternal() {
		return internalContainer(s.ID), path
	}
	l := s.location()
	return l.container(), l.join(path)
}

// root returns where in the storage the files of a stage are.
func (s *stage) root() (container, prefix string) {
	if s.isInternal() {
		return internalContainer(s.ID), ""
	}
	l := s.location()
	return l.container(), l.prefix
}

// pathOf is the path of a file on the stage.
func (s *stage) pathOf(o *object) string {
	_, prefix := s.root()
	return strings.TrimPrefix(strings.TrimPrefix(o.Key, prefix), "/")
}

func (l location) container() string { return l.scheme + "/" + l.bucket }

func newObject(container, key string, content []byte, now time.Time) *object {
	sum := md5.Sum(content)
	return &object{
		Container: container,
		Key:       key,
		Size:      int64(len(content)),
		MD5:       hex.EncodeToString(sum[:]),
		Modified:  now.UTC(),
		Blob:      newUUID() + blobSuffix,
	}
}

// putFile stores what a caller sent for a path, encrypted where the stage asks for it.
func (e *Emulator) putFile(s *stage, container, key string, content []byte) (*object, error) {
	e.settlePipes()
	if s != nil && s.FileKey != nil {
		content = seal(s.FileKey, content)
	}
	o := newObject(container, key, content, e.now())
	return o, e.store.put(o, content)
}

// readFile returns a file as Snowflake itself reads it: decrypted where the stage is encrypted.
func (e *Emulator) readFile(s *stage, path string) (*object, []byte, error) {
	o, content, err := e.store.get(s.place(path))
	if err == nil && s.isInternal() && s.FileKey != nil {
		content, err = unseal(s.FileKey, content)
	}
	return o, content, err
}

// seal encrypts with AES-CBC and PKCS #7 padding. The vector comes from the key: the emulator keeps
// nobody's secrets, it only shows what ciphertext looks like.
func seal(key, content []byte) []byte {
	padding := aes.BlockSize - len(content)%aes.BlockSize
	sealed := make([]byte, 0, len(content)+padding)
	sealed = append(append(sealed, content...), bytes.Repeat([]byte{byte(padding)}, padding)...)
	block, vector := blockCipher(key)
	cipher.NewCBCEncrypter(block, vector).CryptBlocks(sealed, sealed)
	return sealed
}

func unseal(key, sealed []byte) ([]byte, error) {
	if len(sealed) == 0 || len(sealed)%aes.BlockSize != 0 {
		return nil, errors.New("decrypting a file: not whole blocks")
	}
	content := slices.Clone(sealed)
	block, vector := blockCipher(key)
	cipher.NewCBCDecrypter(block, vector).CryptBlocks(content, content)
	padding := int(content[len(content)-1])
	if padding == 0 || padding > aes.BlockSize {
		return nil, errors.New("decrypting a file: wrong padding")
	}
	return content[:len(content)-padding], nil
}

func blockCipher(key []byte) (block cipher.Block, vector []byte) {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(fmt.Sprintf("making a cipher: %v", err)) // the emulator's own key has the right length
	}
	sum := md5.Sum(key)
	return block, sum[:]
}
