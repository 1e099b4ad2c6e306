package sandbox

import "strings"

// ImportBlocks are the import blocks in what Terraform said for people, without the bar that it draws at the left of an error,
// as somebody would copy them.
func ImportBlocks(said string) []string {
	var blocks []string
	var block strings.Builder
	for line := range strings.Lines(said) {
		if inside, drawn := strings.CutPrefix(line, "│"); drawn {
			line = strings.TrimPrefix(inside, " ")
		}
		trimmed := strings.TrimSpace(line)
		if block.Len() == 0 && trimmed != "import {" {
			continue
		}
		block.WriteString(line)
		if trimmed == "}" && indent(line) == indent(block.String()) {
			blocks = append(blocks, block.String())
			block.Reset()
		}
	}
	return blocks
}

func indent(text string) int { return len(text) - len(strings.TrimLeft(text, " ")) }
