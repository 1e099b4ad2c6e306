package provider

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// cloud is where a stage keeps its files, which decides what other settings it may have.
type cloud string

const (
	internal     cloud = "an internal stage"
	s3           cloud = "a stage on S3"
	gcs          cloud = "a stage on Google Cloud Storage"
	azure        cloud = "a stage on Azure"
	s3Compatible cloud = "a stage on S3-compatible storage"
)

var (
	bucketName    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)
	containerName = regexp.MustCompile(`^[$A-Za-z0-9][A-Za-z0-9-]*$`)
	azureHost     = regexp.MustCompile(`^[a-z0-9]+\.blob\.core\.(windows\.net|usgovcloudapi\.net|chinacloudapi\.cn)$`)
	oneLakeHost   = regexp.MustCompile(`^[a-z0-9-]*onelake\.[a-z.]*fabric\.microsoft\.com$`)
)

// cloudOf reads the url of an external stage.
// Source: https://docs.snowflake.com/en/sql-reference/sql/create-stage, "External stage parameters".
func cloudOf(url string) (cloud, error) {
	scheme, rest, ok := strings.Cut(url, "://")
	if !ok {
		return "", errors.New("it has no scheme")
	}
	first, path, _ := strings.Cut(rest, "/")
	switch scheme {
	case "s3", "s3gov", "s3china":
		return s3, checkBucket(first)
	case "s3compat":
		return s3Compatible, checkBucket(first)
	case "gcs":
		return gcs, checkBucket(first)
	case "azure":
		return azure, checkContainer(first, path)
	default:
		return "", fmt.Errorf("%s:// is none of Snowflake's schemes", scheme)
	}
}

// checkURL refuses, besides what fits no cloud, a .. that names no parent folder: in an object store it is a name like any
// other, which tools on the way to the bucket resolve and Snowflake does not, so that the stage would be another place than it seems.
func checkURL(url string) error {
	if _, err := cloudOf(url); err != nil {
		return err
	}
	if slices.Contains(strings.Split(url, "/"), "..") {
		return errors.New("it has the segment .., which leads to no parent folder in a bucket; write the folder itself")
	}
	return nil
}

func checkBucket(bucket string) error {
	switch {
	case bucket == "":
		return errors.New("the bucket is missing")
	case !bucketName.MatchString(bucket):
		return fmt.Errorf("%q is no name of a bucket", bucket)
	}
	return nil
}

func checkContainer(host, path string) error {
	container, _, _ := strings.Cut(path, "/")
	switch {
	case host == "":
		return errors.New("the host of the storage account is missing")
	case !azureHost.MatchString(host) && !oneLakeHost.MatchString(host):
		return fmt.Errorf("%q is no host of an Azure storage account, like account.blob.core.windows.net", host)
	case container == "":
		return errors.New("the container is missing")
	case azureHost.MatchString(host) && !containerName.MatchString(container):
		return fmt.Errorf("%q is no name of a container", container)
	}
	return nil
}
