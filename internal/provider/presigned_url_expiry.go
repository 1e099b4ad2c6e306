package provider

import (
	"net/url"
	"strconv"
	"time"
)

// expiry is when a presigned URL ends. The store's own word in the URL's query is preferred: it may grant less than was
// asked for. Otherwise it is the time of the request plus what was asked for.
func expiry(presigned string, requested time.Time, lifetime time.Duration) time.Time {
	if parsed, err := url.Parse(presigned); err == nil {
		if end, ok := statedExpiry(parsed.Query()); ok {
			return end.UTC().Truncate(time.Second)
		}
	}
	return requested.Add(lifetime).UTC().Truncate(time.Second)
}

// statedExpiry knows the signatures of Amazon S3 and Google Cloud Storage (version 4: begin and seconds) and Azure (end).
func statedExpiry(query url.Values) (end time.Time, ok bool) {
	for _, vendor := range []string{"X-Amz-", "X-Goog-"} {
		begin, errBegin := time.Parse("20060102T150405Z", query.Get(vendor+"Date"))
		seconds, errSeconds := strconv.ParseUint(query.Get(vendor+"Expires"), 10, 31)
		if errBegin == nil && errSeconds == nil {
			return begin.Add(time.Duration(seconds) * time.Second), true
		}
	}
	end, err := time.Parse(time.RFC3339, query.Get("se"))
	return end, err == nil
}
