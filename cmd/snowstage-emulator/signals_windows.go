package main

import "os"

func stopSignals() []os.Signal { return []os.Signal{os.Interrupt} }

func forwardedSignals() []os.Signal { return []os.Signal{os.Interrupt} }

// forward does nothing: Windows has sent Ctrl-C to the child already.
func forward(*os.Process, os.Signal) error { return nil }

func exitCode(state *os.ProcessState) int { return state.ExitCode() }
