package client

import (
	"maps"
	"strings"
	"testing"
)

func TestParseLinks(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		headers []string
		want    map[string]string
	}{
		{"none", nil, nil},
		{"as documented", []string{`</r/1?page=0>; rel="first",</r/1?page=1>; rel="next",</r/1?page=9>; rel="last"`}, map[string]string{"first": "/r/1?page=0", "next": "/r/1?page=1", "last": "/r/1?page=9"}},
		{"several headers", []string{`</a>; rel=next`, `</b>; rel=prev`}, map[string]string{"next": "/a", "prev": "/b"}},
		{"spaces", []string{` < /a > ;  REL = " Next " , </b>;rel='last'`}, map[string]string{"next": "/a", "'last'": "/b"}},
		{"several relations", []string{`</a>; rel="next last"`}, map[string]string{"next": "/a", "last": "/a"}},
		{"the first counts", []string{`</a>; rel=next; rel=last, </b>; rel=next`}, map[string]string{"next": "/a"}},
		{"no relation", []string{`</a>, </b>; title="x", </c>; rel, </d>; rel=""`}, nil},
		{"commas and semicolons", []string{`</a,b;c>; title="x, <y>; rel=last \" ;"; rel=next, </d>; rel=prev`}, map[string]string{"next": "/a,b;c", "prev": "/d"}},
		{"escaped", []string{`</a>; rel="ne\xt"`}, map[string]string{"next": "/a"}},
		{"never closed", []string{`</a; rel=next`, `</b>; rel="next`, `rel=next`, `</c>; rel=last`}, map[string]string{`"next`: "/b", "last": "/c"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := parseLinks(test.headers); !maps.Equal(got, test.want) {
				t.Errorf("%v, not %v", got, test.want)
			}
		})
	}
}

func FuzzLinkHeader(f *testing.F) {
	for _, seed := range []string{
		`</api/v2/results/01b66701-0000-001c-0000-0030000b91521?page=0>; rel="first",</api/v2/results/x?page=1>; rel="next"`,
		`<https://evil.example/>; rel=next`, `<//evil.example>; rel="next"`, `<@evil.example>; rel=next`, `<\\evil.example>; rel=next`,
		`</a>; title="a,b;c\"<d>"; rel="next prev", </b>`, `<`, `<>`, `<>;rel=next`, `,,,;;;===""`, `</a>; rel="`, `</a>;rel=next,`, "</\x00>; rel=next",
		`</%2e%2e/>;rel=next`, `<?page=2>;rel=next`, `<http://user@host/>;rel=next`,
	} {
		f.Add(seed)
	}
	c := testClient(f, "https://acme.snowflakecomputing.com")
	f.Fuzz(func(t *testing.T, header string) {
		for relation, target := range parseLinks([]string{header}) {
			if relation == "" || relation != strings.ToLower(relation) || !strings.Contains(header, target) {
				t.Errorf("%q: %q", relation, target)
			}
			resolved, err := c.resolve(&reply{url: c.base}, target)
			if err == nil && (resolved.Scheme != "https" || resolved.Host != "acme.snowflakecomputing.com" || resolved.User != nil) {
				t.Errorf("%q leads to %s", target, resolved)
			}
		}
	})
}
