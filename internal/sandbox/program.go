package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

// Main runs a program in a temporary folder until it ends, Ctrl-C, or the time is over; then the folder is removed, the report
// printed, and the process exits with 1 if there was an error.
func Main(name string, timeout time.Duration, run func(ctx context.Context, folder string) (report string, err error)) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	report, err := within(ctx, name, timeout, run)
	stop()
	fmt.Print(report)
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
}

func within(ctx context.Context, name string, timeout time.Duration, run func(context.Context, string) (string, error)) (report string, err error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	folder, err := os.MkdirTemp("", "snowstage-"+name+"-")
	if err != nil {
		return "", fmt.Errorf("making a temporary folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	return run(ctx, folder)
}

// Verdict collects the promises that a program found broken.
type Verdict struct{ broken []string }

// Add notes what happened to a subject, if anything.
func (v *Verdict) Add(subject string, problems []string) {
	const most = 10
	if len(problems) == 0 {
		return
	}
	shown := problems[:min(most, len(problems))]
	text := subject + ":\n  " + strings.Join(shown, "\n  ")
	if left := len(problems) - len(shown); left > 0 {
		text += fmt.Sprintf("\n  and %d more", left)
	}
	v.broken = append(v.broken, text)
}

// Err is nil if nothing was broken.
func (v *Verdict) Err() error {
	if len(v.broken) == 0 {
		return nil
	}
	return fmt.Errorf("promises are broken\n%s", strings.Join(v.broken, "\n"))
}
