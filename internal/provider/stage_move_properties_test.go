package provider

import (
	"maps"
	"strings"
	"testing"
)

func TestSQLProperties(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]map[string]any{
		``:                                   {},
		` , `:                                {},
		`TYPE = 'AWS_SSE_KMS'`:               {"type": "AWS_SSE_KMS"},
		`type=aws_cse master_key='a=='`:      {"type": "aws_cse", "master_key": "a=="},
		"(TYPE='NONE',\n\tKMS_KEY_ID=\"k\")": {"type": "NONE", "kms_key_id": "k"},
		`A = 'it''s' B = 'a\'b\\'`:           {"a": "it's", "b": `a'b\`},
		`A = "say ""hi"" \"`:                 {"a": `say "hi" \`},
		`ENABLE = true LAST =  AUTO = `:      {"enable": "true", "last": "", "auto": ""},
		`A = '' B = ' = '`:                   {"a": "", "b": " = "},
	} {
		if got, ok := sqlProperties(text); !ok || !maps.Equal(got, want) {
			t.Errorf("%q is %v, %t; want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{`A`, `= B`, `A B = C`, `'A' = B`, `A = 'B`, `A = "B""`, `A = 'B' C`, `A = = B`, `A = B\' C`} {
		if got, ok := sqlProperties(text); ok {
			t.Errorf("%q is %v, want a refusal", text, got)
		}
	}
}

func FuzzSQLProperties(f *testing.F) {
	for _, seed := range []string{`TYPE = 'AWS_CSE' MASTER_KEY = 'a=='`, `A = 'it''s' B =`, `ENABLE=true,X="y"`, `'`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		properties, ok := sqlProperties(text)
		if !ok {
			return
		}
		var again strings.Builder
		for name, value := range properties {
			content, _ := value.(string)
			again.WriteString(name + " = '" + strings.NewReplacer(`\`, `\\`, `'`, `''`).Replace(content) + "' ")
		}
		if got, ok := sqlProperties(again.String()); !ok || !maps.Equal(got, properties) {
			t.Fatalf("%q is %v, but %q is %v, %t", text, properties, again.String(), got, ok)
		}
	})
}
