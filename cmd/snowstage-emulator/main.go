// Command snowstage-emulator serves Snowflake's REST Stage API, its SQL API where stages are concerned, and
// Snowpipe's REST API, on this machine, by itself or for as long as another command runs.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

// version is set by the linker when a release is built.
var version = "dev"

// Exit codes, as shells and env(1) use them.
const (
	exitOK         = 0
	exitFailure    = 1
	exitUsage      = 2
	exitCannotRun  = 126
	exitNotFound   = 127
	exitSignalBase = 128
)

// process is what the command may use of the process it runs in.
type process struct {
	environment []string
	stdin       io.Reader
	stdout      io.Writer
	stderr      io.Writer
}

func main() {
	p := process{os.Environ(), os.Stdin, os.Stdout, os.Stderr}
	os.Exit(p.main(os.Args[1:]))
}

func (p process) main(arguments []string) int {
	if len(arguments) == 0 {
		p.complain(overview)
		return exitUsage
	}
	switch name, rest := arguments[0], arguments[1:]; name {
	case "serve":
		return p.report(p.serve(rest))
	case "run":
		return p.run(rest)
	case "version", "--version", "-version":
		return p.report(p.print("snowstage-emulator " + version + "\n"))
	case "help", "--help", "-help", "-h":
		return p.help(rest)
	default:
		return p.report(usageError{fmt.Errorf("unknown command %q", name), overview})
	}
}

// help prints the help of the command that it is asked about, or of all.
func (p process) help(about []string) int {
	if len(about) == 0 {
		return p.report(p.print(overview))
	}
	switch name := about[0]; name {
	case "serve", "run":
		return p.main([]string{name, "--help"})
	case "version", "help":
		return p.report(p.print(overview))
	default:
		return p.report(usageError{fmt.Errorf("unknown command %q", name), overview})
	}
}

// usageError is a mistake in the arguments; the usage is shown with it.
type usageError struct {
	error
	usage string
}

// report prints an error and returns the exit code it stands for.
func (p process) report(err error) int {
	wrong, isUsage := errors.AsType[usageError](err)
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
		return exitOK
	case isUsage:
		p.complain("snowstage-emulator: " + wrong.Error() + "\n\n" + wrong.usage)
		return exitUsage
	}
	p.complain("snowstage-emulator: " + err.Error() + "\n")
	return exitFailure
}

func (p process) print(text string) error {
	if _, err := io.WriteString(p.stdout, text); err != nil {
		return fmt.Errorf("printing: %w", err)
	}
	return nil
}

// complain writes to standard error; there is nowhere to tell that it failed.
func (p process) complain(text string) { _, _ = io.WriteString(p.stderr, text) }
