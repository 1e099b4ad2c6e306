// Package conformance compares the client with the API it was written for: one suite of calls, run against the emulator in
// several of the ways the API's documents let replies look, and against a live account when the environment names one.
//
// The suite is told that it is complete by the wire: what the documents list and no call has used fails the run.
package conformance
