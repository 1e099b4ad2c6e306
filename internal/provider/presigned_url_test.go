package provider

import (
	"testing"
	"time"
)

func TestExpiry(t *testing.T) {
	t.Parallel()
	requested := time.Date(2026, 9, 5, 17, 59, 21, 987654321, time.FixedZone("CEST", 2*3600))
	const store = "https://bucket.example.com/a%20b.csv?"
	for name, c := range map[string]struct{ url, want string }{
		"s3":               {store + "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20260905T160000Z&X-Amz-Expires=3599&X-Amz-Signature=00", "2026-09-05T16:59:59Z"},
		"google":           {store + "X-Goog-Date=20260905T160000Z&X-Goog-Expires=60&X-Goog-Signature=00", "2026-09-05T16:01:00Z"},
		"azure":            {store + "sv=2024-11-04&se=2026-09-05T18%3A00%3A00Z&sr=b&sp=r&sig=00", "2026-09-05T18:00:00Z"},
		"neither":          {store + "sig=00", "2026-09-05T16:14:21Z"},
		"half a statement": {store + "X-Amz-Expires=3599", "2026-09-05T16:14:21Z"},
		"not a number":     {store + "X-Amz-Date=20260905T160000Z&X-Amz-Expires=-5", "2026-09-05T16:14:21Z"},
		"not a URL":        {"https://[bucket?se=2026-09-05T18:00:00Z", "2026-09-05T16:14:21Z"},
		"not a date":       {store + "se=tomorrow", "2026-09-05T16:14:21Z"},
	} {
		if got := expiry(c.url, requested, 15*time.Minute).Format(time.RFC3339Nano); got != c.want {
			t.Errorf("%s: expires at %s, want %s", name, got, c.want)
		}
	}
}
