package client

import (
	"context"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// Paths tells the path within the stage of each listed file. It asks for the stage's url only if a listed name looks like one.
//
// A name that begins in a way that is not known stays whole.
func (s *Stages) Paths(ctx context.Context, stage identifier.Qualified, listed []StageFile) ([]string, error) {
	root := stageRoot{stage: stage.Name.Exact()}
	isAsked := false
	paths := make([]string, len(listed))
	for i, file := range listed {
		path, isCut := root.cut(file.Name)
		if !isCut && !isAsked && strings.Contains(file.Name, "://") {
			described, err := s.Fetch(ctx, stage)
			if err != nil {
				return nil, err
			}
			isAsked, root.url = true, plain(described.URL)
			path, _ = root.cut(file.Name)
		}
		paths[i] = path
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
func (r stageRoot) cut(listed string) (path string, found bool) {
	if path, found = cutPrefixFold(listed, r.stage+"/"); found {
		return path, true
	}
	if path, found = cutPrefixFold(listed, strings.ToLower(r.stage)+"/"); found { // Not as long as the name in every alphabet.
		return path, true
	}
	if r.url == "" {
		return listed, false
	}
	return strings.CutPrefix(listed, strings.TrimSuffix(r.url, "/")+"/")
}

func cutPrefixFold(s, prefix string) (after string, found bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}
