package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"
)

const overview = `snowstage-emulator stands in for Snowflake's REST Stage API, for its SQL API where
stages are concerned, and for Snowpipe's REST API, on this machine.

Usage:
  snowstage-emulator serve --key-pair FILE [options]     serve until Ctrl-C
  snowstage-emulator run [options] -- COMMAND [ARGS]     serve while a command runs
  snowstage-emulator version
  snowstage-emulator help [serve | run]

For the options: snowstage-emulator serve --help, snowstage-emulator run --help
`

const serveUsage = `Usage: snowstage-emulator serve --key-pair FILE [options]

Serves until Ctrl-C. The lines on standard output set the environment of a
shell for it:

  snowstage-emulator serve --key-pair demo-key.p8 > emulator.env &
  until [ -s emulator.env ]; do sleep 1; done
  . ./emulator.env

`

const runUsage = `Usage: snowstage-emulator run [options] -- COMMAND [ARGS]

Serves on a free port while COMMAND runs, and exits as COMMAND does. COMMAND
gets the environment of the emulator instead of all other SNOWFLAKE_* variables
and reads nobody's profiles:

  snowstage-emulator run --schema ANALYTICS.RAW -- terraform test

`

// parse reads flags. Asking for help prints it and is flag.ErrHelp, a mistake is a usageError.
func (p process) parse(flags *flag.FlagSet, arguments []string, introduction string) error {
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	err := flags.Parse(arguments)
	usage := introduction + describe(flags)
	if errors.Is(err, flag.ErrHelp) {
		return cmp.Or(p.print(usage), err)
	}
	if err != nil {
		return usageError{err, usage}
	}
	return nil
}

func describe(flags *flag.FlagSet) string {
	var text strings.Builder
	text.WriteString("Options:\n")
	flags.VisitAll(func(f *flag.Flag) {
		placeholder, explanation := flag.UnquoteUsage(f)
		fmt.Fprintf(&text, "  %s\n        %s\n", strings.TrimSpace("--"+f.Name+" "+placeholder), strings.ReplaceAll(explanation, "\n", "\n        "))
	})
	return text.String()
}

// notNegative reads the value of a flag from 0 up.
func notNegative[T int | time.Duration](into *T, parse func(string) (T, error)) func(string) error {
	return func(text string) error {
		value, err := parse(text)
		switch {
		case err != nil:
			return errors.New("parse error") // As package flag says it; strconv's error tells of its functions.
		case value < 0:
			return errors.New("it must not be negative")
		}
		*into = value
		return nil
	}
}

// list is a flag that may be given several times.
type list []string

func (l *list) String() string { return strings.Join(*l, ", ") }

// Set adds a value.
func (l *list) Set(value string) error {
	if value == "" {
		return errors.New("it is empty")
	}
	*l = append(*l, value)
	return nil
}
