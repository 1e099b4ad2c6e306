package main

import (
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
)

// run serves while a command runs and returns its exit code.
func (p process) run(arguments []string) int {
	flags := flag.NewFlagSet("run", flag.ContinueOnError)
	var s settings
	s.register(flags)
	if err := p.parse(flags, arguments, runUsage); err != nil {
		return p.report(err)
	}
	if flags.NArg() == 0 {
		return p.report(usageError{errors.New("there is no command to run"), runUsage + describe(flags)})
	}
	code, err := p.runBeside(&s, flags.Args())
	if err != nil {
		p.report(err)
		if code == exitOK {
			code = exitFailure
		}
	}
	return code
}

func (p process) runBeside(s *settings, command []string) (code int, err error) {
	// Before there is anything to clean up: a signal must not end this process then.
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, forwardedSignals()...)
	defer signal.Stop(signals)

	folder, err := os.MkdirTemp("", "snowstage-emulator-")
	if err != nil {
		return exitFailure, fmt.Errorf("making a private folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	keyFile := filepath.Join(folder, "key.p8")
	key, err := createKey(keyFile)
	if err != nil {
		return exitFailure, err
	}
	e, err := s.start(&key.PublicKey)
	if err != nil {
		return exitFailure, err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return exitFailure, fmt.Errorf("listening: %w", err)
	}
	served := serveHTTP(e, listener, p.stderr)
	defer func() { err = errors.Join(err, served.stop()) }()
	variables, err := s.environment(listener.Addr(), keyFile)
	if err != nil {
		return exitFailure, err
	}
	// An empty home of Snowflake's tools keeps them from reading anybody's profiles.
	home := filepath.Join(folder, "home")
	if err := os.Mkdir(home, 0o700); err != nil {
		return exitFailure, fmt.Errorf("making a private folder: %w", err)
	}
	variables = append(variables, variable{"SNOWFLAKE_HOME", home})

	child := exec.Command(command[0], command[1:]...)
	child.Env = childEnvironment(p.environment, variables)
	child.Stdin, child.Stdout, child.Stderr = p.stdin, p.stdout, p.stderr
	return runForwarding(child, signals)
}

// runForwarding runs a child to its end and hands signals on to it.
func runForwarding(child *exec.Cmd, signals <-chan os.Signal) (code int, err error) {
	if err := child.Start(); err != nil {
		if errors.Is(err, exec.ErrNotFound) || errors.Is(err, os.ErrNotExist) {
			return exitNotFound, fmt.Errorf("starting the command: %w", err)
		}
		return exitCannotRun, fmt.Errorf("starting the command: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()
	for {
		select {
		case received := <-signals:
			// A child that has just ended needs no signal.
			_ = forward(child.Process, received)
		case err := <-ended:
			if _, failed := errors.AsType[*exec.ExitError](err); err != nil && !failed {
				return exitFailure, fmt.Errorf("running the command: %w", err)
			}
			return exitCode(child.ProcessState), nil
		}
	}
}
