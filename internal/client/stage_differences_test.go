package client

import (
	"slices"
	"testing"
)

func TestDifferences(t *testing.T) {
	t.Parallel()
	table := func(table DirectoryTable) *DirectoryTable { return &table }
	tests := []struct {
		name          string
		wanted, found Stage
		want          []string // the properties
	}{
		{"nothing said", Stage{}, Stage{Kind: new("PERMANENT"), Comment: new(""), HasCredentials: new(false), HasEncryptionKey: new(false), DirectoryTable: table(DirectoryTable{Enable: new(false), AutoRefresh: new(false)})}, nil},
		{"an old reply", Stage{Kind: new("TEMPORARY"), DirectoryTable: table(DirectoryTable{Enable: new(true), AutoRefresh: new(true), NotificationIntegration: new("N")})}, Stage{DirectoryTable: table(DirectoryTable{Enable: new(true)})}, nil},
		{"kind", Stage{}, Stage{Kind: new("TEMPORARY")}, []string{"kind"}},
		{"place", Stage{URL: new("s3://a/"), Endpoint: new("a.example")}, Stage{URL: new("s3://b/")}, []string{"url", "endpoint"}},
		{"an internal one instead", Stage{URL: new("s3://a/")}, Stage{}, []string{"url"}},
		{"names of one meaning", Stage{StorageIntegration: new("acme")}, Stage{StorageIntegration: new("ACME")}, nil},
		{"a bare name that keeps its case", Stage{StorageIntegration: new(`"acme"`)}, Stage{StorageIntegration: new("acme")}, nil},
		{"another integration", Stage{StorageIntegration: new(`"acme"`)}, Stage{StorageIntegration: new("ACME")}, []string{"storage_integration"}},
		{"comment", Stage{Comment: new("a")}, Stage{}, []string{"comment"}},
		{
			"directory table", Stage{DirectoryTable: table(DirectoryTable{Enable: new(true)})},
			Stage{DirectoryTable: table(DirectoryTable{Enable: new(false), AutoRefresh: new(true), NotificationIntegration: new("N")})},
			[]string{"directory_table.enable", "directory_table.auto_refresh", "directory_table.notification_integration"},
		},
		{"notification integration missing", Stage{DirectoryTable: table(DirectoryTable{AutoRefresh: new(true), NotificationIntegration: new("N")})}, Stage{DirectoryTable: table(DirectoryTable{AutoRefresh: new(true)})}, []string{"directory_table.notification_integration"}},
		{"credentials too many", Stage{}, Stage{HasCredentials: new(true)}, []string{"credentials"}},
		{"credentials too few", Stage{Credentials: &Credentials{}}, Stage{HasCredentials: new(false)}, []string{"credentials"}},
		{"credentials not told", Stage{Credentials: &Credentials{}}, Stage{}, nil},
		{"key too many", Stage{}, Stage{HasEncryptionKey: new(true)}, []string{"encryption"}},
		{"key too few", Stage{Encryption: &Encryption{KMSKeyID: new("k")}}, Stage{HasEncryptionKey: new(false)}, []string{"encryption"}},
		{"encryption without a key that is told", Stage{Encryption: &Encryption{Type: new("AWS_SSE_S3")}}, Stage{HasEncryptionKey: new(false)}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, difference := range Differences(test.wanted, test.found) {
				got = append(got, difference.Property)
				if difference.Wanted == difference.Found {
					t.Errorf("%s", difference)
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("%v, not %v", got, test.want)
			}
		})
	}
}
