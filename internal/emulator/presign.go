package emulator

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	defaultExpiry    = 3600
	longestExpiry    = 604_800
	longestDelegated = 3600 // of a stage that assumes an AWS role, and on OneLake

	modeUpload   = "upload"
	modeDownload = "download"
)

func (e *Emulator) getPresignedURL(c *call) (reply, *refusal) {
	wanted, refused := parsePresignRequest(c.body, e.modes)
	if refused != nil {
		return reply{}, refused
	}
	s, refused := e.find(c)
	if refused != nil {
		return reply{}, refused
	}
	path, refused := cleanPath(c.file)
	if refused != nil {
		return reply{}, refused
	}
	if refused := wanted.check(s); refused != nil {
		return reply{}, refused
	}
	presigned := e.presign(c.request, s, path, wanted.method(), time.Duration(wanted.expiry)*time.Second)
	return reply{body: map[string]string{"presigned_url": presigned}}, nil
}

// presign returns a URL of a file that needs no sign-in, in the scheme of the request.
func (e *Emulator) presign(r *http.Request, s *stage, path, method string, life time.Duration) string {
	container, key := s.place(path)
	host := e.storage.hostFor(r.Host)
	signed := e.storage.sign(signature{
		method: method, host: host, path: storagePath(container, key), date: e.now(), expiry: life,
	})
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + host + signed
}

// presignRequest is the body of getPresignedUrl. The mode is from before version 8.40 of the API;
// later documents do not say whether a URL may be used for uploads, so it takes the old mode.
type presignRequest struct {
	expiry int64 // seconds
	mode   string
}

// modeHandling is what becomes of the mode.
type modeHandling int

const (
	modeHonoured modeHandling = iota
	modeIgnored
	modeRefused
)

// parsePresignRequest takes a missing body as an empty object: the documents do not require one.
func parsePresignRequest(body []byte, modes modeHandling) (presignRequest, *refusal) {
	wanted := presignRequest{expiry: defaultExpiry, mode: modeDownload}
	if len(body) == 0 {
		return wanted, nil
	}
	p := parseObject(body)
	p.read("expiration_time", &wanted.expiry)
	if modes == modeHonoured {
		p.read("mode", &wanted.mode)
	}
	_, hasMode := p.values["mode"]
	switch {
	case p.err != nil:
		return presignRequest{}, malformedBody()
	case hasMode && modes == modeRefused:
		return presignRequest{}, badRequest("Unknown property: mode")
	}
	return wanted, nil
}

func (p presignRequest) check(s *stage) *refusal {
	limit, why := int64(longestExpiry), ""
	l := s.location()
	switch {
	case s.AssumesRole:
		limit, why = longestDelegated, " for a stage with AWS_ROLE"
	case l.oneLake:
		limit, why = longestDelegated, " for a stage on Microsoft Fabric OneLake"
	}
	switch {
	case p.mode != modeUpload && p.mode != modeDownload:
		return badRequest("Not a valid mode: %s. Allowed values are: upload,download", p.mode)
	case p.expiry < 1 || p.expiry > limit:
		return badRequest("Invalid expiration_time: %d. It must be from 1 to %d seconds%s", p.expiry, limit, why)
	case l.cloud == azure && s.Integration == "":
		return badStatement("a presigned URL for a stage on Azure needs a storage integration")
	}
	return nil
}

func (p presignRequest) method() string {
	if p.mode == modeUpload {
		return http.MethodPut
	}
	return http.MethodGet
}

// storage signs and serves the URLs of files, in the query form of AWS Signature Version 4. The
// signature itself is the emulator's own, as are the values of the parameters.
type storage struct {
	secret  []byte
	host    string // without a port; empty: that of the API
	uploads uploads
}

// hostFor gives the storage the port of the API.
func (st *storage) hostFor(api string) string {
	if st.host == "" {
		return api
	}
	if _, port, err := net.SplitHostPort(api); err == nil {
		return net.JoinHostPort(st.host, port)
	}
	return st.host
}

func newSigningKey() []byte {
	key := make([]byte, sha256.Size)
	_, _ = rand.Read(key) // never fails, see crypto/rand
	return key
}

// signature is everything that a signed URL promises.
type signature struct {
	method string // GET, which HEAD may use too, or PUT
	host   string
	path   string // encoded
	date   time.Time
	expiry time.Duration
}

const (
	signatureAlgorithm = "AWS4-HMAC-SHA256"
	signatureDate      = "20060102T150405Z"
)

// sign returns path and query of a URL.
func (st *storage) sign(s signature) string {
	query := s.query()
	return s.path + "?" + query + "&X-Amz-Signature=" + st.sum(s.method, s.host, s.path, query)
}

func (s signature) query() string {
	date := s.date.UTC()
	return url.Values{
		"X-Amz-Algorithm":     {signatureAlgorithm},
		"X-Amz-Credential":    {"EMULATOR/" + date.Format("20060102") + "/us-west-2/s3/aws4_request"},
		"X-Amz-Date":          {date.Format(signatureDate)},
		"X-Amz-Expires":       {strconv.FormatInt(int64(s.expiry/time.Second), 10)},
		"X-Amz-SignedHeaders": {"host"},
	}.Encode()
}

func (st *storage) sum(method, host, path, query string) string {
	mac := hmac.New(sha256.New, st.secret)
	mac.Write([]byte(strings.Join([]string{method, host, path, query}, "\n")))
	return hex.EncodeToString(mac.Sum(nil))
}

// storagePath is the encoded path of an object's URL.
func storagePath(container, key string) string {
	elements := strings.Split(container+"/"+key, "/")
	for i, element := range elements {
		elements[i] = url.PathEscape(element)
	}
	return storagePrefix + strings.Join(elements, "/")
}
