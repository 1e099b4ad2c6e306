package emulator

import (
	"regexp"
	"strings"
)

// cloud is where the files of a stage are.
type cloud int

const (
	internal cloud = iota
	amazon
	google
	azure
	s3Compatible
)

var clouds = []struct {
	prefix, name, region string
	cloud                cloud
}{
	{"s3://", "AWS", "us-west-2", amazon},
	{"s3china://", "AWS", "cn-northwest-1", amazon},
	{"s3gov://", "AWS", "us-gov-west-1", amazon},
	{"gcs://", "GCP", "us-central1", google},
	{"azure://", "AZURE", "westus2", azure},
	{"s3compat://", "AWS", "", s3Compatible},
}

// location is a parsed url of a stage.
type location struct {
	cloud        cloud
	name, region string // as fetchStage answers them; empty: null
	bucket       string // host and, on Azure, container
	prefix       string // of the keys within the bucket
	scheme       string
	oneLake      bool // of Microsoft Fabric, whose containers are workspaces
}

// oneLakeHost is the global endpoint, or that of a region, which is put in front of its first label.
var oneLakeHost = regexp.MustCompile(`^([a-z0-9]+-)*onelake\.(blob|dfs)\.fabric\.microsoft\.com$`)

// parseLocation reads a stage's url; an empty one is internal.
func parseLocation(url string) (location, *refusal) {
	if url == "" {
		return location{}, nil
	}
	for _, known := range clouds {
		rest, ok := strings.CutPrefix(url, known.prefix)
		if !ok {
			continue
		}
		l := location{
			cloud: known.cloud, name: known.name, region: known.region,
			scheme: strings.TrimSuffix(known.prefix, "://"),
		}
		l.bucket, l.prefix, _ = strings.Cut(rest, "/")
		if known.cloud == azure {
			return l.withContainer(url)
		}
		if l.bucket == "" {
			return location{}, badStatement("invalid value '%s' for property 'url': it names no bucket", url)
		}
		return l, nil
	}
	return location{}, badStatement("invalid value '%s' for property 'url': it must start with s3://, s3china://, s3gov://, gcs://, azure:// or s3compat://", url)
}

// location is that of the stage's url, which was checked when it got it.
func (s *stage) location() location {
	l, _ := parseLocation(s.URL)
	return l
}

func (l location) withContainer(url string) (location, *refusal) {
	account, ok := strings.CutSuffix(l.bucket, ".blob.core.windows.net")
	isAccount := ok && account != "" && !strings.Contains(account, ".")
	container, prefix, _ := strings.Cut(l.prefix, "/")
	l.oneLake = oneLakeHost.MatchString(l.bucket)
	if !isAccount && !l.oneLake || container == "" {
		return location{}, badStatement("invalid value '%s' for property 'url': it must be azure://<account>.blob.core.windows.net/<container>[/<path>/]", url)
	}
	l.bucket, l.prefix = l.bucket+"/"+container, prefix
	return l, nil
}

// join puts a file's path behind the prefix of a location.
func (l location) join(path string) string {
	if l.prefix == "" || strings.HasSuffix(l.prefix, "/") {
		return l.prefix + path
	}
	return l.prefix + "/" + path
}
