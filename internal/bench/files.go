package main

import (
	"context"
	"fmt"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

// playFiles reads stages that hold very many files, once with their list and once without.
func playFiles(ctx context.Context, b *bench) error {
	for _, s := range []struct {
		what     string
		files    int
		settings string
		mostMiB  float64 // 0: no bar
	}{
		{"a list", b.listed, "", 0},
		{"a summary", b.summarized, "include_files = false", 64},
	} {
		what := fmt.Sprintf("%s of %d files", s.what, s.files)
		measured, err := b.readFiles(ctx, what, s.files, s.settings)
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		b.note(what, measured)
		if s.mostMiB > 0 {
			b.report.bars = append(b.report.bars, atMost(what+": provider peak memory", mebibytes(measured.peakMemory), s.mostMiB, mib).
				onlyIf(b.isFull(), tooFew).
				onlyIf(measured.peakMemory > 0, "this system does not tell"))
		}
	}
	return nil
}

func (b *bench) readFiles(ctx context.Context, name string, files int, settings string) (sample, error) {
	const stage = "LANDING"
	p, err := b.newPlace(emulator.WithManyFiles(sandbox.Database+"."+sandbox.Schema+"."+stage, files))
	if err != nil {
		return sample{}, err
	}
	defer p.Close()
	w, err := b.workspace(name)
	if err != nil {
		return sample{}, err
	}
	if err := w.Write("main.tf", ours.providerBlock(p.Account, p.doors[sandbox.HTTP1])+fmt.Sprintf(`
data "snowstage_stage_files" "many" {
  database = %q
  schema   = %q
  stage    = %q
  %s

  lifecycle {
    postcondition {
      condition     = self.file_count == %d
      error_message = "${self.file_count} files were read, not %[5]d."
    }
  }
}
`, sandbox.Database, sandbox.Schema, stage, settings, files)); err != nil {
		return sample{}, fmt.Errorf("writing the configuration: %w", err)
	}
	return b.measure(ctx, w, snowstage, p.Account, b.parallelism, "plan")
}
