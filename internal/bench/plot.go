package main

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"math"
	"slices"
	"strings"
)

// plot is a chart of up to three lines over linear axes that start at 0.
type plot struct {
	title, x, y string // of the axes with their units
	lines       []line
}

type line struct {
	name   string
	points []point // by ascending x
}

type point struct{ x, y float64 }

// The drawing, in pixels. Names stand at the right of their lines.
const (
	width, height                    = 860, 460
	left, right, top, bottom float64 = 70, 640, 60, 400
	lineHeight                       = 18
)

// The background is the drawing's own, since who shows an image may not say whether the page is dark. Lines differ without colours, too.
const style = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-size: 16px; font-weight: 600 }
  .paper { fill: #ffffff }
  .grid { stroke: #d8dee4 }
  polyline { fill: none; stroke-width: 2.5 }
  .line0 { stroke: #0969da } .line1 { stroke: #bc4c00; stroke-dasharray: 7 4 } .line2 { stroke: #57606a; stroke-dasharray: 2 4 }
  .mark0 { fill: #0969da } .mark1 { fill: #bc4c00 } .mark2 { fill: #57606a }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .paper { fill: #0d1117 }
    .grid { stroke: #30363d }
    .line0 { stroke: #58a6ff } .line1 { stroke: #f0883e } .line2 { stroke: #9198a1 }
    .mark0 { fill: #58a6ff } .mark1 { fill: #f0883e } .mark2 { fill: #9198a1 }
  }
`

func (p plot) svg() string {
	var out strings.Builder
	draw := func(format string, values ...any) { fmt.Fprintf(&out, format+"\n", values...) }
	xTicks, yTicks := ticks(p.highest(func(p point) float64 { return p.x })), ticks(p.highest(func(p point) float64 { return p.y }))
	at := func(q point) (x, y float64) {
		return left + (right-left)*q.x/xTicks[len(xTicks)-1], bottom - (bottom-top)*q.y/yTicks[len(yTicks)-1]
	}
	draw(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="title">`, width, height, width, height)
	draw(`<title id="title">%s</title>`, escaped(p.title))
	draw(`<style>%s</style>`, style)
	draw(`<rect class="paper" width="%d" height="%d" rx="8"/>`, width, height)
	draw(`<text class="title" x="%.0f" y="32">%s</text>`, left, escaped(p.title))
	for _, value := range xTicks {
		x, _ := at(point{x: value})
		draw(`<line class="grid" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f"/><text x="%.1f" y="%.1f" text-anchor="middle">%s</text>`, x, top, x, bottom, x, bottom+20, grouped(value))
	}
	for _, value := range yTicks {
		_, y := at(point{y: value})
		draw(`<line class="grid" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f"/><text x="%.1f" y="%.1f" text-anchor="end">%s</text>`, left, y, right, y, left-8, y+4, grouped(value))
	}
	draw(`<text x="%.1f" y="%.1f" text-anchor="middle">%s</text>`, (left+right)/2, bottom+44, escaped(p.x))
	draw(`<text transform="translate(20 %.1f) rotate(-90)" text-anchor="middle">%s</text>`, (top+bottom)/2, escaped(p.y))
	heights := p.labelHeights(func(q point) float64 { _, y := at(q); return y })
	for i, l := range p.lines {
		if len(l.points) == 0 {
			continue
		}
		var path []string
		for _, q := range l.points {
			x, y := at(q)
			path = append(path, fmt.Sprintf("%.1f,%.1f", x, y))
		}
		draw(`<polyline class="line%d" points="%s"/>`, i, strings.Join(path, " "))
		for _, q := range l.points {
			x, y := at(q)
			draw(`<circle class="mark%d" cx="%.1f" cy="%.1f" r="4"><title>%s: %s, %.1f</title></circle>`, i, x, y, escaped(l.name), grouped(q.x), q.y)
		}
		draw(`<text class="mark%d" x="%.1f" y="%.1f">%s: %.1f s</text>`, i, right+14, heights[i]+4, escaped(l.name), l.points[len(l.points)-1].y)
	}
	draw(`</svg>`)
	return out.String()
}

// labelHeights are those of the lines' ends, moved apart where they would overlap. A line without points has none.
func (p plot) labelHeights(height func(point) float64) []float64 {
	var order []int
	heights := make([]float64, len(p.lines))
	for i, l := range p.lines {
		if len(l.points) > 0 {
			order, heights[i] = append(order, i), height(l.points[len(l.points)-1])
		}
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(heights[b], heights[a]) }) // from below
	for i := 1; i < len(order); i++ {
		heights[order[i]] = min(heights[order[i]], heights[order[i-1]]-lineHeight)
	}
	return heights
}

func (p plot) highest(part func(point) float64) (most float64) {
	for _, l := range p.lines {
		for _, q := range l.points {
			most = max(most, part(q))
		}
	}
	return most
}

// ticks are four to eight round numbers from 0 to at least the highest value, or to 1 if that is 0.
func ticks(highest float64) []float64 {
	if highest <= 0 {
		highest = 1
	}
	power := math.Pow(10, math.Floor(math.Log10(highest/4)))
	step := power
	for _, factor := range []float64{1, 2, 2.5, 5, 10} {
		if step = factor * power; step*7 >= highest {
			break
		}
	}
	values := []float64{0}
	for i := 1; values[len(values)-1] < highest; i++ {
		values = append(values, float64(i)*step)
	}
	return values
}

// grouped writes 5000 as 5,000, and 0.1+0.2 as 0.3.
func grouped(value float64) string {
	if value < 1000 {
		return fmt.Sprintf("%.4g", value)
	}
	return grouped(math.Floor(value/1000)) + fmt.Sprintf(",%03.0f", math.Mod(value, 1000))
}

func escaped(text string) string {
	var out strings.Builder
	_ = xml.EscapeText(&out, []byte(text)) // A strings.Builder takes everything.
	return out.String()
}
