package client

import (
	"context"
	"slices"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// Paths tells the path within the stage of each listed file. It asks for the stage's url only if a listed name looks like one.
//
// A name that begins in a way that is not known stays whole.
func (s *Stages) Paths(ctx context.Context, stage identifier.Qualified, listed []StageFile) ([]string, error) {
	root := stageRoot{stage: stage.Name.Exact()}
	if root.needsURL(listed) {
		described, err := s.Fetch(ctx, stage)
		if err != nil {
			return nil, err
		}
		root.url = plain(described.URL)
	}
	paths := make([]string, len(listed))
	for i, file := range listed {
		paths[i] = root.cut(file.Name)
	}
	return paths, nil
}

// stageRoot is what stands before the paths in a listing of one stage: the name of the stage in lower case and a slash, or
// the url of an external stage.
type stageRoot struct {
	stage string // the exact name
	url   string // empty until needed, and for internal stages
}

// cut takes the root away, whatever its case.
func (r stageRoot) cut(listed string) string {
	if path, ok := cutPrefixFold(listed, r.stage+"/"); ok {
		return path
	}
	if path, ok := cutPrefixFold(listed, strings.ToLower(r.stage)+"/"); ok { // Not as long as the name in every alphabet.
		return path
	}
	if path, ok := strings.CutPrefix(listed, strings.TrimSuffix(r.url, "/")+"/"); ok && r.url != "" {
		return path
	}
	return listed
}

func (r stageRoot) needsURL(listed []StageFile) bool {
	return slices.ContainsFunc(listed, func(file StageFile) bool {
		return strings.Contains(file.Name, "://") && r.cut(file.Name) == file.Name
	})
}

func cutPrefixFold(s, prefix string) (after string, found bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}
