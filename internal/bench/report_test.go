package main

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTables(t *testing.T) {
	t.Parallel()
	r := refreshed().report
	r.scale, r.parallelism = newScale([]int{1000, 5000}, nil, 0), 10
	r.others = []other{{"apply", sample{wall: time.Second, requests: 1000, connections: 10, usage: usage{cpu: 2 * time.Second}}}}
	got := squeezed(r.refreshTable().text() + r.otherTable().text())
	for _, want := range []string{
		"1000 300ms snowstage HTTP/1.1 10 3 4.50 s 1.10 x 2 2 3.10 s 3.10 ms 200 MiB\n",
		"1000 - the floor - 10 3 4.10 s - 0 0 2.80 s 2.80 ms 150 MiB\n",
		"1000 300ms a fetch per stage HTTP/1.1 10 1 1.00 s 0.24 x 1000 11 1.00 s 1.00 ms 1 MiB\n",
		"1000 300ms a fetch per stage HTTP/1.1 50 1 1.00 s - 1000 51 1.00 s 1.00 ms 1 MiB\n", // without one of its parallelism
		"5000 300ms snowstage HTTP/1.1 10 1 20.00 s - 2 2 15.00 s 3.00 ms 651 MiB\n",         // without a floor of its size
		"apply 1.00 s 1000 10 2.00 s -\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the tables lack %q:\n%s", want, got)
		}
	}
	markdown := grid{[]string{"bar", "limit"}, [][]string{{"a|b\nc", "<= 5"}}}.markdown()
	if markdown != "| bar | limit |\n| --- | --- |\n| a\\|b c | &lt;= 5 |\n" {
		t.Errorf("the table in Markdown is\n%s", markdown)
	}
}

func TestMedian(t *testing.T) {
	t.Parallel()
	of := func(walls ...time.Duration) time.Duration {
		var samples []sample
		for _, wall := range walls {
			samples = append(samples, sample{wall: wall, requests: int64(-wall)})
		}
		m := median(samples)
		if len(walls)%2 == 1 && m.requests != int64(-m.wall) {
			t.Errorf("of %d the median's requests are %d", walls, m.requests)
		}
		return m.wall
	}
	if of(7) != 7 || of(9, 1, 5) != 5 || of(4, 2) != 2 {
		t.Errorf("medians %d, %d, %d", of(7), of(9, 1, 5), of(4, 2))
	}
}

func TestGuide(t *testing.T) {
	t.Parallel()
	b := refreshed()
	b.judgeRefreshes()
	r := &b.report
	r.scale, r.parallelism = b.scale, b.parallelism
	r.machine = machine{"Fast & Furious", 2, 8 << 30, "Linux", "1.26.0", "1.11.4"}
	r.date, r.took = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), 754*time.Second
	r.leftOut = []string{"what takes too long"}
	page, err := r.guide()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"---\npage_title:", "Fast & Furious, 2 cores, 8.0 GiB of memory; Linux, Go 1.26.0, Terraform 1.11.4. 2026-01-02; the run took 12m34s.", "](" + publishedImage + ")",
		"| provider peak memory, 5000 stages | 651 MiB | &lt;= 650 MiB | missed |\n", "| 300ms | snowstage | HTTP/2 |", "Left out:\n\n* what takes too long\n\n## Other runs",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the guide lacks %q:\n%s", want, page)
		}
	}
	if strings.Contains(page, "{{") || strings.Contains(page, "<no value>") {
		t.Errorf("the guide has actions, of which tfplugindocs would make something else:\n%s", page)
	}
}

func TestPlot(t *testing.T) {
	t.Parallel()
	p := plot{title: "Plans & times", x: "stages", y: "seconds", lines: []line{
		{"ours <fast>", []point{{100, 1}, {5000, 20}}},
		{"a fetch per stage", []point{{100, 2}, {5000, 50}}},
		{"the floor", []point{{100, 1}, {5000, 19.5}}},
	}}
	drawn := p.svg()
	var circles, labels []string
	inTitle := ""
	for decoder := xml.NewDecoder(strings.NewReader(drawn)); ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("no valid XML: %v\n%s", err, drawn)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			if text, isText := token.(xml.CharData); isText && inTitle == "text" && strings.TrimSpace(string(text)) != "" {
				labels = append(labels, string(text))
			}
			continue
		}
		inTitle = start.Name.Local
		if start.Name.Local == "circle" {
			at := map[string]string{}
			for _, attribute := range start.Attr {
				at[attribute.Name.Local] = attribute.Value
			}
			circles = append(circles, at["class"]+" "+at["cx"]+" "+at["cy"])
		}
	}
	// 5,000 is at the right end and 50 s at the top; 0 is at 70, 400.
	want := []string{"mark0 81.4 393.2", "mark0 640.0 264.0", "mark1 81.4 386.4", "mark1 640.0 60.0", "mark2 81.4 393.2", "mark2 640.0 267.4"}
	if !slices.Equal(circles, want) {
		t.Errorf("points at %q, want %q", circles, want)
	}
	for _, want := range []string{"Plans & times", "0", "5,000", "50", "stages", "seconds", "ours <fast>: 20.0 s", "a fetch per stage: 50.0 s", "the floor: 19.5 s"} {
		if !slices.Contains(labels, want) {
			t.Errorf("labels %q, want %q among them", labels, want)
		}
	}
	heights := p.labelHeights(func(q point) float64 { return 400 - q.y })
	if heights[0]-heights[1] < lineHeight || heights[2]-heights[0] < lineHeight {
		t.Errorf("labels at %v overlap", heights)
	}
}

func TestPlotDrawsWhatWasMeasured(t *testing.T) {
	t.Parallel()
	measured := line{"measured", []point{{100, 1}, {5000, 20}}}
	for name, test := range map[string]struct {
		lines []line
		marks string // by line
	}{
		"no first line": {[]line{{name: "missing"}, measured}, "11"},
		"no last line":  {[]line{measured, {name: "missing"}}, "00"},
		"a gap":         {[]line{measured, {name: "missing"}, measured}, "0022"},
		"nothing":       {[]line{{name: "missing"}, {name: "missing"}}, ""},
		"no lines":      {nil, ""},
	} {
		drawn := plot{title: "Plans", lines: test.lines}.svg()
		marks := ""
		for _, circle := range strings.Split(drawn, `<circle class="mark`)[1:] {
			marks += circle[:1]
		}
		if marks != test.marks || strings.Contains(drawn, "missing") || strings.Contains(drawn, "NaN") || strings.Contains(drawn, "Inf") {
			t.Errorf("%s: the marks are %q, want %q, in\n%s", name, marks, test.marks, drawn)
		}
	}
}

func TestTicks(t *testing.T) {
	t.Parallel()
	for highest, want := range map[float64]string{
		5000: "[0 1000 2000 3000 4000 5000]", 47: "[0 10 20 30 40 50]", 0.9: "[0 0.2 0.4 0.6000000000000001 0.8 1]", 150: "[0 25 50 75 100 125 150]", 1: "[0 0.2 0.4 0.6000000000000001 0.8 1]", 0: "[0 0.2 0.4 0.6000000000000001 0.8 1]",
	} {
		if got := fmt.Sprint(ticks(highest)); got != want {
			t.Errorf("ticks(%g) = %s, want %s", highest, got, want)
		}
	}
	if got := grouped(12500) + " " + grouped(1000) + " " + grouped(2.5) + " " + grouped(3*0.2); got != "12,500 1,000 2.5 0.6" {
		t.Errorf("numbers are written as %s", got)
	}
}

func TestPlotOfReport(t *testing.T) {
	t.Parallel()
	b := refreshed()
	b.report.scale, b.report.parallelism = newScale([]int{1000, 5000}, []time.Duration{300 * time.Millisecond}, 0), 10
	got := fmt.Sprint(b.report.plot().lines)
	if want := "[{snowstage [{1000 4.5} {5000 20}]} {a fetch per stage [{1000 1}]} {the floor [{1000 4.1}]}]"; got != want {
		t.Errorf("the lines are %s, want %s", got, want)
	}
}
