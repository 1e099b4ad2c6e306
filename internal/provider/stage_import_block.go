package provider

import (
	"fmt"
	"strings"
	"sync"
	"unicode"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// labels names a resource block for each stage that an error proposes to import. A provider is never told the address of a
// resource, so the label comes from the stage's name, as most people's does. Within one run of one provider configuration no two
// stages share one, so that the blocks of all errors can be pasted together.
type labels struct {
	mu     sync.Mutex
	byName map[identifier.Qualified]string
	taken  map[string]bool
}

func (l *labels) of(name identifier.Qualified) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if label, ok := l.byName[name]; ok {
		return label
	}
	if l.taken == nil {
		l.byName, l.taken = map[identifier.Qualified]string{}, map[string]bool{}
	}
	label := labelOf(name.Name.Exact())
	for number := 2; l.taken[label]; number++ {
		label = fmt.Sprintf("%s_%d", labelOf(name.Name.Exact()), number)
	}
	l.byName[name], l.taken[label] = label, true
	return label
}

// labelOf makes a name of Terraform's of any text: ASCII letters in lower case, digits and underscores, no digit first.
func labelOf(text string) string {
	label := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9', r == '_':
			return r
		case 'A' <= r && r <= 'Z':
			return r - 'A' + 'a'
		}
		return '_'
	}, text)
	if label == "" || '0' <= label[0] && label[0] <= '9' {
		return "_" + label
	}
	return label
}

// importBlock is ready to be pasted beside a resource block of the label's name.
func (c *configured) importBlock(name identifier.Qualified) string {
	id := strings.Join([]string{name.Database.String(), name.Schema.String(), name.Name.String()}, ".")
	return fmt.Sprintf("  import {\n    to = snowstage_stage.%s\n    id = %s\n  }\n\n"+
		"If the resource has another address, write that after \"to\".", c.labels.of(name), hclString(id))
}

// hclString quotes a text for HCL. What a terminal would not show, or would obey, is escaped.
func hclString(text string) string {
	var quoted strings.Builder
	for _, r := range strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`, "${", "$${", "%{", "%%{").Replace(text) {
		switch {
		case unicode.IsPrint(r):
			quoted.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&quoted, `\U%08x`, r)
		default:
			fmt.Fprintf(&quoted, `\u%04x`, r)
		}
	}
	return `"` + quoted.String() + `"`
}
