package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr/xattr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func TestNamesCompareByMeaning(t *testing.T) {
	t.Parallel()
	unknown := nameValue{basetypes.NewStringUnknown()}
	for _, test := range []struct {
		a, b nameValue
		same bool
	}{
		{nameOf(`landing`), nameOf(`LANDING`), true},
		{nameOf(`landing`), nameOf(`"LANDING"`), true},
		{nameOf(`landing`), nameOf(`"landing"`), false},
		{nameOf(`"a""b"`), nameOf(`"a""b"`), true},
		{nameOf(`"a""b"`), nameOf(`"a""B"`), false},
		{nameOf(`a b`), nameOf(`a b`), true},
		{nameOf(`a b`), nameOf(`A B`), false},
		{nullName(), nullName(), true},
		{nullName(), nameOf(`A`), false},
		{unknown, unknown, true},
		{unknown, nameOf(`A`), false},
	} {
		if got, diags := test.a.StringSemanticEquals(t.Context(), test.b); got != test.same || diags.HasError() {
			t.Errorf("%s and %s: same = %t, %v; want %t", test.a, test.b, got, diags, test.same)
		}
		if got := sameName(test.b, test.a); got != test.same {
			t.Errorf("%s and %s: same = %t, want %t", test.b, test.a, got, test.same)
		}
	}
}

func TestNameTypeKeepsNullUnknownAndSpelling(t *testing.T) {
	t.Parallel()
	for _, in := range []tftypes.Value{
		tftypes.NewValue(tftypes.String, nil),
		tftypes.NewValue(tftypes.String, tftypes.UnknownValue),
		tftypes.NewValue(tftypes.String, `"a b"`),
	} {
		value, err := nameType{}.ValueFromTerraform(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		if out, err := value.ToTerraformValue(t.Context()); err != nil || !out.Equal(in) {
			t.Errorf("%s came back as %s, %v", in, out, err)
		}
		if !value.Type(t.Context()).Equal(nameType{}) || value.Type(t.Context()).Equal(basetypes.StringType{}) {
			t.Errorf("%s has the type %s", in, value.Type(t.Context()))
		}
	}
}

func TestNamesAreValidated(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		value nameValue
		want  []string // all in the one error; none: no error
	}{
		{nameOf(`landing`), nil},
		{nameOf(`"my stage"`), nil},
		{nullName(), nil},
		{nameValue{basetypes.NewStringUnknown()}, nil},
		{nameOf(``), []string{"at least one character"}},
		{nameOf(`my stage`), []string{`"my stage"`, "starts with a letter", `"\"my stage\""`}},
		{nameOf(`"a`), []string{"ends with one", `"\"a\""`}},
		{nameOf(strings.Repeat("a", 256)), []string{"at most 255"}},
	} {
		var resp xattr.ValidateAttributeResponse
		test.value.ValidateAttribute(t.Context(), xattr.ValidateAttributeRequest{Path: path.Root("name")}, &resp)
		if (len(test.want) > 0) != resp.Diagnostics.HasError() {
			t.Errorf("%s: %v", test.value, resp.Diagnostics)
			continue
		}
		for _, want := range test.want {
			if detail := resp.Diagnostics[0].Detail(); !strings.Contains(detail, want) {
				t.Errorf("%s: the error %q lacks %q", test.value, detail, want)
			}
		}
	}
}
