package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

// machine is what times depend on. It bears no name.
type machine struct {
	processor string
	cores     int
	memory    int64 // bytes; 0 if the system does not tell
	system    string
	golang    string
	terraform string
}

func describeMachine(ctx context.Context, w *sandbox.Workspace) (machine, error) {
	said, err := w.Command(ctx, "version", "-json").Output()
	if err != nil {
		return machine{}, fmt.Errorf("asking %s for its version: %w", w.Terraform, err)
	}
	var version struct {
		Terraform string `json:"terraform_version"`
	}
	if err := json.Unmarshal(said, &version); err != nil {
		return machine{}, fmt.Errorf("reading the version of %s: %w", w.Terraform, err)
	}
	return machine{
		processor: cmp.Or(strings.TrimLeft(labelled("/proc/cpuinfo", "model name"), "\t: "), runtime.GOARCH),
		cores:     runtime.NumCPU(),
		memory:    kibibytes("/proc/meminfo", "MemTotal:"),
		system:    cmp.Or(strings.Trim(labelled("/etc/os-release", "PRETTY_NAME="), `"`), runtime.GOOS),
		golang:    strings.TrimPrefix(runtime.Version(), "go"),
		terraform: version.Terraform,
	}, nil
}

func (m machine) String() string {
	memory := ""
	if m.memory > 0 {
		memory = fmt.Sprintf(", %.1f GiB of memory", float64(m.memory)/(1<<30))
	}
	return fmt.Sprintf("%s, %d cores%s; %s, Go %s, Terraform %s", m.processor, m.cores, memory, m.system, m.golang, m.terraform)
}

// labelled is the rest of a file's first line that starts with a label; empty if there is none.
func labelled(file, label string) string {
	content, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(content)) {
		if value, found := strings.CutPrefix(line, label); found {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// kibibytes reads a size like "8 kB", in bytes; 0 if the system has no such file.
func kibibytes(file, label string) int64 {
	size, _ := strconv.ParseInt(strings.TrimSuffix(labelled(file, label), " kB"), 10, 64)
	return size << 10
}
