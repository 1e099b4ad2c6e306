package conformance

import (
	"net/http"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
	"github.com/snowstage/terraform-provider-snowstage/internal/token"
)

func redirectIsFollowed(t *testing.T, traffic *wire) {
	f := newFiled(t, traffic, sse())
	f.emulator.Inject(emulator.Fault{Path: "^/api/files/", Redirect: f.file.EncodedPath(), Times: 1})
	credential := static(t, token.Form{Kind: token.OAuth}, granted)
	f.expectContent(t, f.as(t, credential, "LOADER"))
	ofAccount, ofStore := f.requests("/api/files/"), f.requests("/storage/")
	if len(ofAccount) != 2 || !signsIn(t, ofAccount[0], credential, "OAUTH") || !signsIn(t, ofAccount[1], credential, "OAUTH") {
		t.Errorf("the account was asked %+v", ofAccount)
	}
	if len(ofStore) != 1 || ofStore[0].Method != http.MethodGet || ofStore[0].Host != "localhost:"+f.address.Port() {
		t.Fatalf("the store was asked %+v", ofStore)
	}
	for name := range ofStore[0].Header {
		if name == "Authorization" || name == "Cookie" || strings.HasPrefix(name, "X-Snowflake-") {
			t.Errorf("the store is told %s", name)
		}
	}
}

func redirectOfAnyStatus(t *testing.T, traffic *wire) {
	f := newFiled(t, traffic, sse())
	for _, status := range []int{301, 302, 303, 307, 308} {
		leading := f.presign(t, f.file.Stage, f.file.Path, client.PresignedURLRequest{})
		f.emulator.Inject(emulator.Fault{Path: "^/api/files/", Redirect: leading, Status: status, Times: 1})
		f.expectContent(t, f.client)
	}
	if asked := f.requests("/api/files/"); len(asked) != 5 || asked[4].Status != 308 {
		t.Errorf("asked %+v", asked)
	}
}

func storeWantsNoToken(t *testing.T, traffic *wire) {
	f := newFiled(t, traffic, sse())
	f.expectContent(t, f.client)
	asked := f.requests("/storage/")[0]
	for authorization, want := range map[string]int{"Bearer " + listed: http.StatusBadRequest, "": http.StatusOK} {
		request, err := http.NewRequestWithContext(t.Context(), asked.Method, "http://"+asked.Host+asked.Path+"?"+asked.Query, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if authorization != "" {
			request.Header.Set("Authorization", authorization)
		}
		reply, err := http.DefaultTransport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		if _ = reply.Body.Close(); reply.StatusCode != want {
			t.Errorf("the store answers %d to the header %q, want %d", reply.StatusCode, authorization, want)
		}
	}
}
