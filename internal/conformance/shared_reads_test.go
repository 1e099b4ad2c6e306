package conformance

import (
	"fmt"
	"reflect"
	"sync"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// Reads that share a list tell what fetches tell, whatever the account's lists tell; and never what was before an own write.
func testSharedReads(t *testing.T, a *place) {
	kinds := []client.Stage{
		{},
		{Comment: new("shared")},
		{DirectoryTable: &client.DirectoryTable{Enable: new(true)}},
		{Encryption: &client.Encryption{Type: new("SNOWFLAKE_SSE")}, Comment: new("shared")},
	}
	if a.storageIntegration != "" {
		kinds = append(kinds, client.Stage{URL: &a.lake, StorageIntegration: &a.storageIntegration, Comment: new("shared")})
	}
	if a.emulator != nil { // which does not look whether there is such a container
		kinds = append(kinds, client.Stage{URL: new("azure://acme.blob.core.windows.net/in/"), StorageIntegration: &a.storageIntegration,
			DirectoryTable: &client.DirectoryTable{Enable: new(true), AutoRefresh: new(true), NotificationIntegration: &a.notificationIntegration}})
	}
	var stages []identifier.Qualified
	for i, kind := range kinds {
		for n := range 3 {
			stage := a.stage(fmt.Sprintf("SHARED_%d_%d", i, n))
			if n == 2 {
				stage = a.exactly(identifier.FromReply(fmt.Sprintf("%s shared %d", a.prefix, i)))
			}
			a.create(t, stage, kind, client.ErrorIfExists)
			stages = append(stages, stage)
		}
	}
	fetched := make([]client.Stage, len(stages))
	for i, stage := range stages {
		fetched[i] = a.fetch(t, stage)
	}
	var all sync.WaitGroup
	for i, stage := range stages {
		all.Go(func() {
			read, err := a.client.Stages.Read(t.Context(), stage, fetched[i])
			if err != nil || !sameButForSpelling(read, fetched[i]) {
				t.Errorf("reading %s: %v\n got %+v\nwant %+v", stage, err, read, fetched[i])
			}
		})
	}
	all.Wait()

	written := kinds[1]
	written.Name, written.Comment = stages[3].Name.String(), new("written since")
	if _, err := a.client.Stages.Create(t.Context(), a.in, written, client.OrReplace, nil); err != nil {
		t.Fatal(err)
	}
	if read, err := a.client.Stages.Read(t.Context(), stages[3], fetched[3]); err != nil || text(read.Comment) != "written since" {
		t.Errorf("after a write: %q, %v", text(read.Comment), err)
	}
}

// sameButForSpelling leaves out what only a fetch tells and no state keeps.
func sameButForSpelling(read, fetched client.Stage) bool {
	for _, stage := range []*client.Stage{&read, &fetched} {
		stage.Name = identifier.FromReply(stage.Name).Exact()
		stage.URL, stage.Comment = new(text(stage.URL)), new(text(stage.Comment))
		if stage.DirectoryTable != nil {
			table := *stage.DirectoryTable
			table.RefreshOnCreate = nil
			stage.DirectoryTable = &table
		}
	}
	return reflect.DeepEqual(read, fetched)
}
