package client

import "testing"

func TestPathsAreCutFromListedNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ stage, url, listed, want string }{
		{"LANDING", "", "landing/in/orders.csv", "in/orders.csv"},
		{"LANDING", "", "LANDING/orders.csv", "orders.csv"},
		{"My Stage", "", "my stage/a.csv", "a.csv"},
		{"My Stage", "", "My Stage/a.csv", "a.csv"},
		{"a/b.C", "", "a/b.c/a/b.c/x", "a/b.c/x"}, // Once only.
		{"Größe", "", "größe/a", "a"},
		{"İSTANBUL", "", "istanbul/a", "a"}, // The lower case has fewer bytes.
		{"LANDING", "", "landings/a", "landings/a"},
		{"LANDING", "", "landing", "landing"},
		{"LAKE", "s3://acme-lake/raw/", "s3://acme-lake/raw/in/a.csv", "in/a.csv"},
		{"LAKE", "s3://acme-lake/raw", "s3://acme-lake/raw/in/a.csv", "in/a.csv"},
		{"LAKE", "s3://acme-lake/raw", "s3://acme-lake/rawer.csv", "s3://acme-lake/rawer.csv"},
		{"LAKE", "s3://acme-lake", "s3://acme-lake/a.csv", "a.csv"},
		{"LAKE", "s3://acme-lake/Raw/", "s3://acme-lake/raw/a.csv", "s3://acme-lake/raw/a.csv"}, // Keys of a store have a case.
		{"LAKE", "", "s3://acme-lake/raw/a.csv", "s3://acme-lake/raw/a.csv"},
	} {
		if got, _ := (stageRoot{stage: c.stage, url: c.url}).cut(c.listed); got != c.want {
			t.Errorf("stage %q with url %q: %q has path %q, want %q", c.stage, c.url, c.listed, got, c.want)
		}
	}
}
