package main

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

//go:embed guide.md.tmpl
var guideText string

// Where the guide goes, below the root of the repository. tfplugindocs makes the page of the template, which has no actions, as it is:
// the page is written as well, so that both are of the same run. It neither removes nor checks a folder that it does not know.
const (
	guideTemplate = "templates/guides/performance.md.tmpl"
	guidePage     = "docs/guides/performance.md"
	guideImage    = "docs/images/plan-time.svg"
)

// publishedImage is where the image can be seen from the Registry, too, which shows pages without the files beside them.
const publishedImage = "https://raw.githubusercontent.com/snowstage/terraform-provider-snowstage/main/" + guideImage

func writeGuide(ctx context.Context, r *report) error {
	root, err := sandbox.Root(ctx)
	if err != nil {
		return err
	}
	page, err := r.guide()
	if err != nil {
		return err
	}
	for name, content := range map[string]string{guideTemplate: page, guidePage: page, guideImage: r.plot().svg()} {
		file := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return fmt.Errorf("writing the guide: %w", err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			return fmt.Errorf("writing the guide: %w", err)
		}
	}
	return nil
}

func (r *report) guide() (string, error) {
	var page strings.Builder
	parsed, err := template.New("guide").Parse(guideText)
	if err == nil {
		err = parsed.Execute(&page, map[string]any{
			"Machine": r.machine, "Date": r.date.Format(time.DateOnly), "Took": r.took.Round(time.Second), "Latency": r.typicalLatency(), "Image": publishedImage,
			"Bars": r.barTable().markdown(), "Refreshes": r.refreshTable().markdown(), "Others": r.otherTable().markdown(), "LeftOut": r.leftOut,
		})
	}
	if err != nil {
		return "", fmt.Errorf("writing the guide: %w", err)
	}
	return page.String(), nil
}

func (r *report) plot() plot {
	p := plot{
		title: fmt.Sprintf("A plan that finds no changes, %s a reply", r.typicalLatency()),
		x:     "stages", y: "seconds",
	}
	for _, s := range []subject{ours, fetching, floor} {
		l := line{name: s.title}
		for _, n := range r.stages {
			samples := r.where(func(c cell) bool {
				isTypical := c.protocol == sandbox.HTTP1 && c.latency == r.typicalLatency() || c.protocol == "" // the floor sends nothing
				return c.subject == s.title && c.stages == n && c.parallelism == r.parallelism && isTypical
			})
			if len(samples) > 0 {
				l.points = append(l.points, point{float64(n), median(samples).wall.Seconds()})
			}
		}
		p.lines = append(p.lines, l)
	}
	return p
}
